"""Literal rows of the feeds' marts, and the page's datasets over them."""

from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from dashboards import assets

DAY, EVE = date(2021, 10, 25), date(2021, 10, 24)
Row = dict[str, Any]
NUMBERS = "files rows silver duplicate superseded quarantine lag_days late_files late_rows withdrawn requeued"
QUIET: Row = dict.fromkeys([*NUMBERS.split(), "checks_warned", "checks_stopped"], 0) | {"is_missing": False}
SILENT: Row = QUIET | {"files": 0, "is_missing": True, "lag_days": None}
FULL: Row = {"rows": 10, "silver": 6, "duplicate": 1, "quarantine": 3, "late_rows": 4, "late_files": 1}


class Page:
    """Literal rows in, rows of a dataset out."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def put(self, table: str, **row: object) -> None:
        """One row of a mart."""
        names, places = map(sql.Identifier, row), [sql.Placeholder()] * len(row)
        query = sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier("marts", table), sql.SQL(", ").join(names), sql.SQL(", ").join(places)
        )
        self._connection.execute(query, list(row.values()))

    def status(self, feed: str, state: str, last: date | None = DAY, missing: int = 0) -> None:
        """The status of a feed as of DAY."""
        behind = (DAY - last).days if last else None
        self.put("mart_feed_status", feed=feed, as_of_date=DAY, last_batch_date=last, days_behind=behind,
                 state_code=state, missing_batches=missing)  # fmt: skip

    def health(self, feed: str, day: date, row: Row) -> None:
        """A batch of a feed."""
        self.put("mart_feed_health", feed=feed, batch_date=day, **row)

    def refused(self, feed: str, day: date, reason: str, rows: int, column: str = "") -> None:
        """Refused rows of one reason; its name is the code in angle brackets."""
        self.put("mart_feed_reject", feed=feed, batch_date=day, source="s", reason_code=reason, wire_column=column,
                 reason_name=f"<{reason}>", rows=rows)  # fmt: skip

    def shows(self, dataset: str, *columns: str) -> list[tuple[object, ...]]:
        """The rows of a dataset in these columns, sorted."""
        query = assets.documents("datasets")[dataset]["sql"]
        rows = self._connection.execute(query.encode()).fetchall()
        return sorted((tuple(row[name] for name in columns) for row in rows), key=repr)
