"""Literal rows of what windows of accounts are made of, and the windows that are built of them."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

import pyarrow as pa
from money_legs import A, Row, day
from pyspark.sql import SparkSession
from window_rows import frame, partial, row_of

from lake.columns import arrow_schema
from spark_jobs.windows.accounts import Known, account_window

TABLES = {
    "account_daily": "features.account_daily", "edges": "features.transfer_edge_daily", "exits": "features.exit_daily",
    "places": "features.account_place_daily", "accounts": "silver.accounts",
}  # fmt: skip
#: The as-of date of most tests, far enough from the first day of the calendar.
D = 40


def of_account(event: int, batch: int | None = None, key: int = A, **sums: int | None) -> Row:
    """A partial of an account's day, known on that day if not said otherwise."""
    return partial(TABLES["account_daily"], event, batch, account_key=key, **sums)


def edge(payer: int, payee: int, event: int, batch: int | None = None, fen: int = 100, **told: int) -> Row:
    """A partial of a day's transfers of one amount between two accounts."""
    keys = {"payer_key": payer, "payee_key": payee, "amount_fen": fen}
    return partial(TABLES["edges"], event, batch, **keys, **told)


def gone(code: str, fen: int, event: int, batch: int | None = None, count: int = 1) -> Row:
    """A partial of a day's exits of A of one amount."""
    told = {"account_key": A, "exit_code": code, "amount_fen": fen, "told_count": count}
    return partial(TABLES["exits"], event, batch, **told)


def used(key: int, kind: str, place: int, event: int = D, batch: int | None = None, count: int = 1) -> Row:
    """A partial of a day's legs of an account from an address."""
    told = {"account_key": key, "place_kind": kind, "place_key": place, "told_count": count}
    return partial(TABLES["places"], event, batch, **told)


def registered(key: int, batch: int, opened: int | None, holder: int | None = 7, **given: Any) -> Row:
    """A version of an account, the first of its batch if not said otherwise."""
    since = None if opened is None else day(opened)
    told = {"account_key": key, "version_no": 1, "source": "bank1", "holder_key": holder, "opened_date": since}
    return row_of(TABLES["accounts"], batch_date=day(batch), **told | given)


def register() -> pa.Table:
    """Versions of the register about accounts 1 to 5, those of the ledger but one."""
    rows = [
        registered(
            key, batch, opened=opened, holder=key % 3 or None, version_no=n, account_type_code=("wallet", None)[n % 2]
        )
        for key in range(1, 6)
        for n, (batch, opened) in enumerate(((-60, -400), (-40, key - 50), (1, None), (2, key)))
    ]
    return pa.Table.from_pylist(rows, arrow_schema("silver.accounts"))


class Windows:
    """Builds windows of literal rows."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def __call__(
        self, account_daily: Iterable[Row], edges: Iterable[Row], days: list[date], **others: list[Row]
    ) -> dict[tuple[int, date], Row]:
        """(account, as-of date) → columns without the account's prefix."""
        rows = {"account_daily": account_daily, "edges": edges, **others}
        known = Known(**{f.name: frame(self.spark, TABLES[f.name], rows.get(f.name, ())) for f in fields(Known)})
        told = account_window(known, days).toArrow().to_pylist()
        found = {(row.pop("account_key"), row.pop("as_of_date")): row for row in told}
        assert len(found) == len(told)
        return {
            key: {name.removeprefix("account_"): value for name, value in row.items()} for key, row in found.items()
        }
