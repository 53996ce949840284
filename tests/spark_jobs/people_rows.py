"""Literal calls and legs of money of residents for tests, and the partials that are built of them."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from money_legs import LEG, WITHDRAWN, Row, at, day
from money_legs import leg as money_leg
from pyspark.sql import SparkSession

from lake.frames import Kept
from spark_jobs.counting.spells import NEVER
from spark_jobs.people.days import Delivered, resident_days

CALL = (
    "own_key bigint, peer_key bigint, peer_class_code string, call_type_code string, direction_code string,"
    " event_at timestamp, event_date date, duration_s int, line_no int, file_sha256 string, batch_date date"
)
HELD = "number_key bigint, resident_key bigint, held_from date, held_until date"
PAID = f"{LEG}, holder_key bigint"
#: Two residents and their numbers, a number that both have, and one of which no register knows.
ANN, BEN = 1, 2
ANNS, BENS, BOTHS, NOBODYS = 71, 72, 73, 79
Held = tuple[int, int | None, int, int | None]
HOLDERS: tuple[Held, ...] = ((ANNS, ANN, 1, None), (BENS, BEN, 1, None), (BOTHS, None, 1, None))
Built = Callable[..., list[Row]]


def call(line: int, batch: int, event: int | None = None, clock: str = "12:00", **other: Any) -> Row:
    """One call of a minute to Ann from a mobile that nobody has, of line `line` in its batch's file."""
    event = batch if event is None else event
    usual = {
        "own_key": ANNS, "peer_key": NOBODYS, "peer_class_code": "mobile", "call_type_code": "voice",
        "direction_code": "in", "event_at": at(event, clock), "event_date": day(event), "duration_s": 60,
        "line_no": line, "file_sha256": f"c{batch}", "batch_date": day(batch),
    }  # fmt: skip
    return usual | other


def leg(line: int, batch: int, event: int | None = None, clock: str = "12:00", **other: Any) -> Row:
    """One leg of money of Ann over 30 yuan in."""
    return (
        money_leg(line, batch, event, clock)
        | {"holder_key": ANN, "memo_class_code": None, "channel_code": None}
        | other
    )


def builder(spark: SparkSession, folder: Path) -> Built:
    """Builds days of a table: its rows in order of batch and key. What is read twice is kept below the folder, as in a
    run: planning it again costs more than these few rows do."""
    runs = count()

    def _built(
        table: str,
        days: Sequence[int],
        calls: Sequence[Row] = (),
        legs: Sequence[Row] = (),
        withdrawn: dict[str, int] | None = None,
        holders: Sequence[Held] = HOLDERS,
    ) -> list[Row]:
        gone = spark.createDataFrame([(file, day(n)) for file, n in (withdrawn or {}).items()], WITHDRAWN)
        held = [(number, who, day(n), NEVER if end is None else day(end)) for number, who, n, end in holders]
        told = spark.createDataFrame([tuple(row.values()) for row in calls], CALL)
        paid = spark.createDataFrame([tuple(row.values()) for row in legs], PAID)
        both = Delivered(told, gone), Delivered(paid, gone)
        tables = resident_days(
            *both, spark.createDataFrame(held, HELD), [day(n) for n in days], Kept(f"{folder}/{next(runs)}")
        )
        names = ("batch_date", "event_date", "resident_key", "peer_key", "payee_key")
        rows = tables[table].toArrow().to_pylist()
        return sorted(rows, key=lambda row: [str(row.get(name)) for name in names])

    return _built
