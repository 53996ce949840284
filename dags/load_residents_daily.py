"""Airflow DAG: the register of residents of one batch date, landing folder -> lake table silver.residents."""

from dags.common.feed import load_dag

dag = load_dag(
    feed="residents",
    tables="`silver.residents`",
    meaning="Moves, deaths and new numbers are as of the day before.",
)
