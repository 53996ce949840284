"""Airflow DAG: decisions of officers of one batch date, landing folder -> lake table silver.decisions."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="decisions",
    tables="`silver.decisions`",
    meaning="Codes set by hand, appeals and releases take effect a day later; a date without any is complete.",
)
