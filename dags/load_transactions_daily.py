"""Airflow DAG: ledger legs of one batch date, landing folder -> lake table silver.transactions."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="transactions",
    tables="`silver.transactions`",
    meaning="What is told of money stays as of the day before.",
)
