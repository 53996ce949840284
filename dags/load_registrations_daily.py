"""Airflow DAG: registrations and consents of one batch date, landing folder -> lake table silver.registrations."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="registrations",
    tables="`silver.registrations`",
    meaning="New users are served, and withdrawals honoured, a day later.",
)
