"""Literal rows of what the money graph is made of, and the graphs that are built of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa
from money_legs import at, day
from pyspark.sql import SparkSession
from window_rows import frame, row_of

from spark_jobs.graph.frontier import Money
from spark_jobs.graph.tables import Built, account_graph

Row = dict[str, Any]
TABLES = {
    "edges": "features.transfer_edge_daily", "cases": "silver.cases", "entities": "silver.case_entities",
    "accounts": "silver.accounts", "cards": "features.account_card_daily",
}  # fmt: skip
EXITS = (
    "account_key bigint, exit_code string, event_date date, amount_fen bigint, batch_date date, told_count bigint,"
    " first_at timestamp, last_at timestamp"
)
PLACES = "account_key bigint, place_kind string, place_key bigint, event_date date, batch_date date, told_count bigint"
#: The as-of date of most tests, and what most transfers bring: 1,000 yuan.
D, FEN = 40, 100_000


def edge(payer: int, payee: int, event: int, clock: str = "12:00", fen: int = FEN, **given: Any) -> Row:
    """What a batch changed of a day's transfers between two accounts: one, told by the payer's bank on its day."""
    moment = at(event, clock)
    usual = {"payer_key": payer, "payee_key": payee, "amount_fen": fen, "event_date": day(event)}
    told = {"payer_told_count": 1, "payee_told_count": 0, "first_at": moment, "last_at": moment}
    return row_of(TABLES["edges"], **usual | told | {"batch_date": day(event)} | given)


def case(case_no: str, incident: int | None, batch: int | None = None, version: int = 1, **given: Any) -> Row:
    """A version of a case of 9,000 yuan that became known on the day of its incident, if not said otherwise."""
    known = batch if batch is not None else incident or D
    happened = None if incident is None else day(incident)
    usual = {"source": "police", "case_no": case_no, "version_no": version, "op": "U", "updated_at": at(known)}
    amount = {"gross_fen": 900_000, "currency": "CNY"}
    return row_of(TABLES["cases"], **usual | amount | {"incident_date": happened, "batch_date": day(known)} | given)


def names(case_no: str, accounts: Iterable[int] = (), victims: Iterable[int] = (), version: int = 1) -> list[Row]:
    """The accounts and victims that a version of a case names."""
    usual = {"source": "police", "case_no": case_no, "version_no": version}
    kinds = {"account": accounts, "victim": victims}
    return [row_of(TABLES["entities"], **usual, entity_type=k, entity_key=key) for k in kinds for key in kinds[k]]


def account(key: int, holder: int | None = None, batch: int = 0, version: int = 1, **given: Any) -> Row:
    """A version of an account."""
    usual = {
        "source": "bank1",
        "account_key": key,
        "version_no": version,
        "holder_key": holder,
        "batch_date": day(batch),
    }
    return row_of(TABLES["accounts"], **usual | {"status_code": "normal", "account_type_code": "class1"} | given)


def leaving(key: int, code: str, event: int, clock: str, fen: int = FEN, count: int = 1) -> Row:
    """Money that left an account to no other."""
    moment: datetime = at(event, clock)
    return {
        "account_key": key, "exit_code": code, "event_date": day(event), "amount_fen": fen, "batch_date": day(event),
        "told_count": count, "first_at": moment, "last_at": moment,
    }  # fmt: skip


def place(key: int, of: int, kind: str = "ip", event: int = D, count: int = 1) -> Row:
    """An address from which an account was used."""
    return {
        "account_key": key, "place_kind": kind, "place_key": of, "event_date": day(event), "batch_date": day(event),
        "told_count": count,
    }  # fmt: skip


def card(account_key: int, card_key: int, event: int = D, count: int = 1, batch: int | None = None) -> Row:
    """Legs that name an account and a card of it, known on their own day if not said otherwise."""
    known = event if batch is None else batch
    return {
        "account_key": account_key, "card_key": card_key, "event_date": day(event), "batch_date": day(known),
        "leg_count": count,
    }  # fmt: skip


class Graphs:
    """Builds graphs from literal rows."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def __call__(self, days: list[int], **rows: list[Row]) -> dict[str, pa.Table]:
        """The tables by the last part of their name."""
        return {table.split(".")[1]: found for table, found in self.built(days, **rows).tables.items()}

    def built(self, days: list[int], **rows: list[Row]) -> Built:
        """The tables, and what is told of each date."""
        inputs = {name: frame(self.spark, table, rows.get(name, ())) for name, table in TABLES.items()}
        exits = self._others(EXITS, rows.get("exits", []))
        places = self._others(PLACES, rows.get("places", []))
        return account_graph(Money(**inputs, exits=exits), [day(n) for n in days], places)

    def _others(self, ddl: str, rows: list[Row]) -> Any:
        return self.spark.createDataFrame([tuple(row.values()) for row in rows], ddl)


def by_account(rows: pa.Table, number: int = D) -> dict[int, Row]:
    """account → its row as of a day, without the account's prefix and the window's ending."""
    found = {row["account_key"]: row for row in rows.to_pylist() if row["as_of_date"] == day(number)}
    return {
        key: {n.removeprefix("account_").removesuffix("_30d"): value for n, value in row.items()}
        for key, row in found.items()
    }


def carried(rows: pa.Table, number: int = D) -> list[tuple[int, int | None, int, int, int]]:
    """(payer, payee, traced fen, fresh fen, hop) of the traced transfers as of a day, in order."""
    names = ("payer_key", "payee_key", "traced_fen", "fresh_fen", "hop")
    dated = [row for row in rows.to_pylist() if row["as_of_date"] == day(number)]
    return [tuple(row[name] for name in names) for row in sorted(dated, key=lambda row: row["transfer_no"])]
