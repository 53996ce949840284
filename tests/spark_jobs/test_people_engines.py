"""The partials of residents of two ledgers and registers full of collisions: equal to plain Python's, as a range as day
by day with no more than the spans name."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import money_ledger as money
import people_plain as plain
import people_who as who
import pyarrow as pa
import pytest
from pyspark.sql import DataFrame, SparkSession
from test_people_numbers import REGISTRATION, RESIDENT

from lake.columns import arrow_schema
from lake.frames import Kept
from spark_jobs.counting import files
from spark_jobs.money import counting as money_counting
from spark_jobs.people.calls import CALL
from spark_jobs.people.days import TABLES, Delivered, resident_days
from spark_jobs.people.money import HOLDER_LEG
from spark_jobs.people.numbers import holders

#: Built one by one: the first, late events, both sides of the horizon, and a day on which files leave only.
SINGLE = [money.DAYS[n] for n in (0, 2, 33, 65)]
NUMBERS, PEOPLE = range(50, 58), range(1, 7)


def make_calls(dice: random.Random) -> tuple[list[who.Row], who.Gone]:
    """Calls of few numbers at few times."""
    rows = [_call(dice, batch, line) for batch in money.BATCHES for line in range(2, 90)]
    names = sorted({row["file_sha256"] for row in rows})
    return rows, {name: dice.choice([d for d in money.DAYS if d.isoformat() >= name[:10]]) for name in names[::4]}


def _call(dice: random.Random, batch: date, line: int) -> who.Row:
    event, kind = batch - timedelta(days=dice.choice(money.LATE_DAYS)), dice.choice(("voice", "voice", "video", "sms"))
    clock = timedelta(hours=dice.choice((3, 9)), seconds=dice.choice((0, 60, 180, 300)))
    return {
        "own_key": dice.choice(NUMBERS),
        "peer_key": dice.choice((*NUMBERS, 90)),
        "peer_class_code": dice.choice(("mobile", "mobile", "foreign", "service", "virtual", "fixed")),
        "call_type_code": kind,
        "direction_code": dice.choice(("in", "in", "in", "out", "forward")),
        "event_at": datetime(event.year, event.month, event.day, tzinfo=UTC) + clock,
        "event_date": event,
        "duration_s": None if kind == "sms" else dice.choice((0, 14, 60, 61, 180, 1200)),
        "line_no": line,
        "file_sha256": f"{batch}-{line % 5}",
        "batch_date": batch,
    }


def make_registers(dice: random.Random) -> tuple[list[who.Row], list[who.Row]]:
    """Versions and registrations of few people with few numbers, some of them older than what is known."""
    versions, told = {person: count(1) for person in PEOPLE}, []
    residents, registrations = [], []
    for n, batch in enumerate(money.BATCHES):
        for _ in range(4):
            person, at = dice.choice(PEOPLE), datetime(2021, 6, 1, tzinfo=UTC) + timedelta(days=dice.randrange(n + 3))
            phone = dice.choice((None, *NUMBERS))
            own = {"resident_key": person, "updated_at": at, "version_no": next(versions[person])}
            residents.append(own | {"phone_key": phone, "batch_date": batch})
            code, name = dice.choice(("register", "register", "consent")), f"R{dice.randrange(4)}"
            told.append((person, name))
            event = {"resident_key": dice.choice(PEOPLE), "registration_id": name, "event_no": len(told)}
            registrations.append(event | {"event_code": code, "event_at": at, "phone_key": phone, "batch_date": batch})
    return residents, registrations


@pytest.fixture(scope="module")
def city() -> dict[str, Any]:
    """Both ledgers, their withdrawn files and the registers."""
    dice = random.Random(7)
    legs, gone = money.make_ledger(seed=13, legs_per_batch=60)
    for leg in legs:
        leg |= {"holder_key": dice.choice((None, *PEOPLE)), "memo_class_code": dice.choice((None, "loan", "rent"))}
        leg |= {"channel_code": dice.choice((None, "loan_out", "web"))}
    calls, calls_gone = make_calls(dice)
    residents, registrations = make_registers(dice)
    ledgers = {"call_records": (calls, calls_gone), "transactions": (legs, gone)}
    return ledgers | {"residents": residents, "registrations": registrations}


@pytest.fixture(scope="module")
def expected(city: dict[str, Any]) -> dict[str, dict[who.Key, who.Row]]:
    registers = who.Registers(city["residents"], city["registrations"])
    gone = {feed: city[feed][1] for feed in ("call_records", "transactions")}
    return plain.partials(city["call_records"][0], city["transactions"][0], gone, registers, money.DAYS)


def spans(feed: str, ledger: tuple[list[who.Row], who.Gone], day: date) -> set[date]:
    """The batches of a feed that a day may read."""
    rows, gone = ledger

    def event_dates(batch: date) -> tuple[date, date] | None:
        found = [row["event_date"] for row in rows if row["batch_date"] == batch]
        return (min(found), max(found)) if found else None

    brought = {row["batch_date"] for row in rows if gone.get(row["file_sha256"]) == day}
    of = files.spans if feed == "call_records" else money_counting.spans
    return of(day, event_dates, {day: brought})


class Engine:
    """Builds days of the city on one engine."""

    def __init__(self, spark: SparkSession, city: dict[str, Any], folder: Path) -> None:
        self.spark, self.city, self.folder, self.runs = spark, city, folder, count()
        self.rows = {
            "call_records": self._frame("silver.call_records", CALL, city["call_records"][0]),
            "transactions": self._frame("silver.transactions", HOLDER_LEG, city["transactions"][0]),
        }

    def build(self, days: list[date], first: dict[str, date]) -> dict[str, list[who.Row]]:
        """table → rows, of ledgers that begin with `first` and registers that end with the last day."""
        keep = Kept(f"{self.folder}/{next(self.runs)}")
        known = [
            self._known(name, ddl, days[-1]) for name, ddl in (("residents", RESIDENT), ("registrations", REGISTRATION))
        ]
        ledgers = [
            Delivered(
                self.rows[feed].where(f"batch_date between '{first[feed]}' and '{days[-1]}'"),
                self.spark.createDataFrame([*self.city[feed][1].items()], "file_sha256 string, withdrawn_on date"),
            )
            for feed in ("call_records", "transactions")
        ]
        tables = resident_days(ledgers[0], ledgers[1], holders(known[0], known[1], keep), days, keep)
        return {name: table.toArrow().to_pylist() for name, table in tables.items()}

    def _frame(self, table: str, names: tuple[str, ...], rows: list[who.Row]) -> DataFrame:
        schema = pa.schema([arrow_schema(table).field(name) for name in names])
        return self.spark.createDataFrame(pa.Table.from_pylist(rows, schema))

    def _known(self, name: str, ddl: str, last: date) -> DataFrame:
        names = [part.split()[0] for part in ddl.split(", ")]
        rows = [tuple(row[n] for n in names) for row in self.city[name]]
        return self.spark.createDataFrame(rows, ddl).where(f"batch_date <= '{last}'")


@pytest.fixture(scope="module")
def engine(spark: SparkSession, city: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(spark, city, tmp_path_factory.mktemp("kept"))


def test_the_city_has_what_it_is_for(city: dict[str, Any], expected: dict[str, dict[who.Key, who.Row]]) -> None:
    """Calls come and go, numbers are shared, calls are joined, and days are left without any."""
    rows = list(expected[TABLES[0]].values())
    counts = [row["calls_in_count"] for row in rows]
    assert len(rows) > 300 and min(counts) < 0 < max(counts)
    assert any((row["call_in_joined_longest_s"] or 0) > (row["call_in_longest_s"] or 0) for row in rows)
    assert any(row["call_in_longest_s"] is None and row["calls_in_count"] < 0 for row in rows)
    registers = who.Registers(city["residents"], city["registrations"])
    assert any(len(registers.having(number, day)) > 1 for number in NUMBERS for day in money.BATCHES)


def test_a_range_is_what_plain_python_says(engine: Engine, expected: dict[str, dict[who.Key, who.Row]]) -> None:
    found = engine.build(money.DAYS, dict.fromkeys(("call_records", "transactions"), money.DAYS[0]))
    for table in TABLES:
        assert plain.as_rows(found[table], table) == expected[table]


@pytest.mark.parametrize("day", SINGLE)
def test_a_day_needs_no_more_than_its_spans(
    engine: Engine, city: dict[str, Any], expected: dict[str, dict[who.Key, who.Row]], day: date
) -> None:
    first = {feed: min(spans(feed, city[feed], day)) for feed in ("call_records", "transactions")}
    found = engine.build([day], first)
    for table in TABLES:
        wanted = {key: row for key, row in expected[table].items() if key[-1] == day}
        assert plain.as_rows(found[table], table) == wanted
