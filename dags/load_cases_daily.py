"""Airflow DAG: case records of one batch date, landing folder -> lake table silver.cases."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="cases",
    tables="`silver.cases`, `silver.case_entities`",
    meaning="Dashboards and statistics stay as of the day before.",
)
