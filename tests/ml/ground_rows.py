"""Rows of cases and decisions for tests; what is not named is empty."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from lake.columns import arrow_schema

DAY = date(2021, 9, 2)
Row = dict[str, object]


def case(no: str = "A1", key: int | None = 7, version: int = 1, days: int = -3, **more: object) -> Row:
    """A version of a case with an incident so many days from today."""
    return {
        "source": "police", "case_no": no, "version_no": version, "op": "I", "file_sha256": "ab", "line_no": 2,
        "updated_at": datetime(2021, 8, 1, version, tzinfo=UTC), "incident_date": DAY + timedelta(days=days),
        "victim_key": key, "batch_date": DAY, "victim_count": 1, **more,
    }  # fmt: skip


def decision(name: str, kind: str = "code", at: int = 1, **more: object) -> Row:
    """A decision of two persons about s1."""
    code = {"code": "R", "expires_date": DAY + timedelta(days=20)} if kind == "code" else {}
    return {
        "decision_id": name, "kind": kind, "subscriber_id": "s1", "reason": "电话核实", "persons": "lu01;qian02",
        "decided_at": datetime(2021, 9, 1, at, tzinfo=UTC), "source": "center", "file_sha256": "cd", "line_no": 1,
        "batch_date": DAY, "content_key": 1, **code, **more,
    }  # fmt: skip


def rows_of(table: str, rows: list[Row], columns: tuple[str, ...] = ()) -> pa.Table:
    """Rows in the columns of a contract."""
    schema = arrow_schema(table)
    return pa.Table.from_pylist(rows, pa.schema([schema.field(n) for n in columns]) if columns else schema)
