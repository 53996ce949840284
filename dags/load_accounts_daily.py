"""Airflow DAG: accounts of banks and payment firms of one batch date, landing folder -> lake table silver.accounts."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="accounts",
    tables="`silver.accounts`",
    meaning="New, closed and frozen accounts are as of the day before.",
)
