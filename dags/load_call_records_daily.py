"""Airflow DAG: call records of one batch date, landing folder -> lake table silver.call_records."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="call_records",
    tables="`silver.call_records`",
    meaning="What is told of calls stays as of the day before.",
)
