"""Literal rows of what windows are made of, and the windows of residents that are built of them."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from money_legs import day
from pyspark.sql import DataFrame, SparkSession

from expectations.contract import contract
from spark_jobs.windows.residents import Known, resident_window

Row = dict[str, Any]
#: Table of each input of the windows of residents.
TABLES = {
    "resident_daily": "features.resident_daily", "call_pairs": "features.resident_call_pair_daily",
    "payees": "features.resident_payee_daily", "cases": "silver.cases", "case_entities": "silver.case_entities",
    "residents": "silver.residents", "registrations": "silver.registrations",
}  # fmt: skip
USUAL = {
    "bigint": 0, "int": 1, "string": "", "date": date(2021, 1, 1), "boolean": True,
    "timestamp": datetime(2021, 1, 1, tzinfo=UTC),
}  # fmt: skip
#: The as-of date of most tests, far enough from the first day of the calendar, and who they are about.
D, ANNA, BERT = 40, 11, 12


def row_of(table: str, **given: Any) -> Row:
    """A row of a table: what is not given is empty where it may be, else something usual."""
    return {c.name: USUAL[c.type] if c.required else None for c in contract(table).columns} | given


def partial(table: str, event: int, batch: int | None, **given: Any) -> Row:
    """A row of daily partials, known on its own day if not said otherwise."""
    return row_of(table, event_date=day(event), batch_date=day(event if batch is None else batch), **given)


def own(event: int, batch: int | None = None, key: int = ANNA, **given: Any) -> Row:
    """What a batch changed of a resident's day."""
    return partial(TABLES["resident_daily"], event, batch, resident_key=key, **given)


def pair(event: int, batch: int | None = None, peer: int = 5, **given: Any) -> Row:
    """What a batch changed of a day's calls between Anna and a peer."""
    return partial(TABLES["call_pairs"], event, batch, **{"resident_key": ANNA, "peer_key": peer} | given)


def paid(event: int, batch: int | None = None, payee: int = 5, **given: Any) -> Row:
    """What a batch changed of a day's payments of Anna to a payee."""
    return partial(TABLES["payees"], event, batch, **{"resident_key": ANNA, "payee_key": payee} | given)


def moment(event: int, clock: str = "12:00") -> datetime:
    """A time of a day in UTC."""
    hour, minute = map(int, clock.split(":"))
    when = day(event)
    return datetime(when.year, when.month, when.day, hour, minute, tzinfo=UTC)


def case(version: int, batch: int, incident: int | None, **given: Any) -> Row:
    """A version of case C1 that has Anna as its victim."""
    usual = {"source": "police", "case_no": "C1", "op": "U", "updated_at": moment(batch), "victim_key": ANNA}
    happened = None if incident is None else day(incident)
    return row_of(
        TABLES["cases"], **usual | {"version_no": version, "batch_date": day(batch), "incident_date": happened} | given
    )


def names(version: int, kind: str, key: int, **given: Any) -> Row:
    """An entity that a version of case C1 names."""
    usual = {"source": "police", "case_no": "C1", "version_no": version, "entity_type": kind, "entity_key": key}
    return row_of(TABLES["case_entities"], **usual | given)


def version(number: int, batch: int, **given: Any) -> Row:
    """A version of the register about Anna, born in 1990."""
    usual = {"resident_key": ANNA, "version_no": number, "batch_date": day(batch), "updated_at": moment(batch)}
    return row_of("silver.residents", **usual | {"op": "U", "birth_year": 1990, "sex_code": "F"} | given)


def event(number: int, code: str, at: int, batch: int | None = None, **given: Any) -> Row:
    """An event of registration R1 of Anna."""
    usual = {"registration_id": "R1", "event_no": number, "resident_key": ANNA, "event_code": code}
    when = {"event_at": moment(at), "batch_date": day(at if batch is None else batch)}
    return row_of("silver.registrations", **usual | when | given)


def frame(spark: SparkSession, table: str, rows: Iterable[Row]) -> DataFrame:
    """Rows of a table in the engine."""
    declared = contract(table)
    return spark.createDataFrame([tuple(row[name] for name in declared.names) for row in rows], declared.spark_ddl())


#: What differs from story to story.
KEYS = ("resident_key", "peer_key", "payee_key", "victim_key", "entity_key")
NAMES, APART = ("case_no", "registration_id"), 1000


class Residents:
    """Builds windows of residents from literal rows."""

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark

    def __call__(self, days: list[int], **rows: list[Row]) -> dict[tuple[int, int], Row]:
        """(resident, number of the as-of date) → columns without the resident's prefix."""
        known = Known(**{f.name: frame(self.spark, TABLES[f.name], rows.get(f.name, ())) for f in fields(Known)})
        found = resident_window(known, [day(n) for n in days]).toArrow().to_pylist()
        keyed = {(row.pop("resident_key"), (row.pop("as_of_date") - day(0)).days): row for row in found}
        assert len(keyed) == len(found)
        return {key: {n.removeprefix("resident_"): value for n, value in row.items()} for key, row in keyed.items()}

    def each(self, stories: list[dict[str, list[Row]]]) -> list[Row]:
        """The row of Anna in each story as of D: they are built at once, with keys and names of their own in each. She
        has data on D whatever else is told."""
        rows: dict[str, list[Row]] = {"resident_daily": []}
        for number, story in enumerate(stories):
            for name, told in (story | {"resident_daily": [own(D, calls_out_count=1)]}).items():
                rows.setdefault(name, []).extend(_apart(row, number) for row in told)
        found = self([D], **rows)
        return [found[ANNA + number * APART, D] for number in range(len(stories))]


def _apart(row: Row, number: int) -> Row:
    """A row of one story, told of other people, numbers and cases than those of the others."""
    keys = {name: value + number * APART for name, value in row.items() if name in KEYS and value is not None}
    return row | keys | {name: f"{row[name]}-{number}" for name in NAMES if name in row}
