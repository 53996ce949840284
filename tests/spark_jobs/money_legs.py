"""Literal legs of money for tests, and the partials that are built of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pyspark.sql import SparkSession

from spark_jobs.money.days import money_days

LEG = (
    "source string, account_key bigint, serial_no string, reversal_of string, peer_account_key bigint,"
    " event_at timestamp, event_date date, direction_code string, amount_fen bigint, balance_fen bigint,"
    " currency string, is_success boolean, is_cash boolean, line_no int, file_sha256 string, batch_date date,"
    " memo_class_code string, channel_code string, merchant_key bigint, ip_key bigint, mac_key bigint,"
    " place_area_code string, peer_bank_code string, card_key bigint"
)
WITHDRAWN = "file_sha256 string, withdrawn_on date"
NAMES = [part.split()[0] for part in LEG.split(", ")]
Row = dict[str, Any]
Built = Callable[..., list[Row]]
A, B = 1, 2


def day(number: int) -> date:
    """Day n of the tests' calendar: day 1 is the first of September 2021."""
    return date(2021, 8, 31) + timedelta(days=number)


def at(number: int, clock: str = "12:00") -> datetime:
    """A time of a day in Shanghai."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2021, 8, 31, hour, minute, tzinfo=UTC) + timedelta(days=number, hours=-8)


def leg(line: int, batch: int, event: int | None = None, clock: str = "12:00", **other: Any) -> Row:
    """One leg of account A over 30 yuan in, of line `line` in its batch's file, about the batch's day."""
    event = batch if event is None else event
    usual = {
        "source": "bank1", "account_key": A, "serial_no": f"S{batch}-{line}", "direction_code": "in",
        "amount_fen": 3000, "currency": "CNY", "is_success": True, "line_no": line, "file_sha256": f"f{batch}",
        "event_at": at(event, clock), "event_date": day(event), "batch_date": day(batch),
    }  # fmt: skip
    return dict.fromkeys(NAMES) | usual | other


def reversal(line: int, batch: int, of: str, **other: Any) -> Row:
    """A leg that takes back the leg of serial `of`."""
    return leg(line, batch, reversal_of=of, direction_code="out", **other)


def builder(spark: SparkSession) -> Built:
    """Builds days of a table: its rows in order of batch and key."""

    def _built(table: str, legs: list[Row], days: list[int], withdrawn: dict[str, int] | None = None) -> list[Row]:
        frame = spark.createDataFrame([tuple(row.values()) for row in legs], LEG)
        gone = spark.createDataFrame([(file, day(n)) for file, n in (withdrawn or {}).items()], WITHDRAWN)
        return in_order(money_days(frame, gone, [day(n) for n in days])[table].toArrow().to_pylist())

    return _built


def in_order(rows: list[Row]) -> list[Row]:
    first = (
        "batch_date", "event_date", "account_key", "payer_key", "payee_key", "exit_code", "place_kind", "place_key",
        "card_key", "amount_fen",
    )  # fmt: skip
    return sorted(rows, key=lambda row: [str(row.get(name)) for name in first])


def told(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    """(day of the batch, the columns asked for) of each row."""
    return [((row["batch_date"] - day(0)).days, *(row[name] for name in names)) for row in rows]
