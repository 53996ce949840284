"""Upkeep of the lake: equal rows before and after, no orphans, and loads that neither notice nor undo it."""

import csv
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from case_home import Home
from case_wire import line, wire
from deltalake import DeltaTable
from pyspark.sql import SparkSession

from expectations.contract import Contract
from lake import batches, upkeep
from lake.batches import BATCHES
from lake.locks import LAKE, exclusive
from lake.publication import Publication
from lake.snapshot import Snapshot

KEYS = ("00112233445566778899aabbccddeeff" * 2, "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2)
TABLES = ("silver.cases", "silver.case_entities", "quarantine.cases", "ops.feed_load", "ops.batch_checks", BATCHES)
DAYS = ("2021-10-22", "2021-10-23", "2021-10-24")
AT_ONCE = ["--settled-days", "0", "--keep-hours", "0"]
Lake = Callable[..., Home]


@pytest.fixture(scope="module")
def loaded(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The same three days delivered, and so many of them loaded one by one: each is loaded once for all tests."""
    place, made = tmp_path_factory.mktemp("loaded"), list[Path]()
    home = Home(place / "home", *KEYS)
    for number, day in enumerate(DAYS):
        rows = [line(f"A{number}{i}", 更新时间=f"{day} 08:00:00") for i in range(5)]
        home.deliver(day, f"police_{day}_1.csv", wire(*rows, line("A99", 损失金额="-1")))

    def upto(days: int) -> Path:
        for day in DAYS[len(made) : days]:
            home.load(day)
            made.append(shutil.copytree(home.folder, place / day))
        return made[days - 1]

    return upto


@pytest.fixture
def lake(loaded: Callable[[int], Path], tmp_path: Path) -> Lake:
    """Makes homes in which the first days are loaded."""

    def make(name: str, days: int) -> Home:
        home = Home(shutil.copytree(loaded(days), tmp_path / name), *KEYS)
        assert len(home.rows("silver.cases")) == 5 * days
        return home

    return make


def dumps(home: Home) -> list[list[str]]:
    return [home.dump(table) for table in TABLES]


def tidied(home: Home, arguments: list[str] = AT_ONCE) -> list[dict[str, str]]:
    """Runs the job; returns its report."""
    with home.entered():
        assert upkeep.main(arguments) == 0
        (report,) = (home.folder / "logs" / "lake_disk").glob("*.csv")
        with report.open(newline="") as file:
            return list(csv.DictReader(file))


def split_file(home: Home, table: str) -> Path:
    """Where the first batch's files of a table lie."""
    return home.folder / "lake" / Path(*table.split(".")) / f"batch_date={DAYS[0]}"


def test_rows_stay_and_loads_go_on(lake: Lake) -> None:
    """A run between two loads, and one before a batch is loaded again: the same tables as without any."""
    kept, plain = lake("kept", 2), lake("plain", 2)
    before = dumps(kept)
    tidied(kept)
    assert dumps(kept) == before
    for home in (kept, plain):
        home.load(DAYS[2])
        home.load(DAYS[0])
    tidied(kept)
    assert dumps(kept) == dumps(plain)


def test_small_files_are_brought_together_and_the_batches_name_it(lake: Lake) -> None:
    home = lake("small", 1)
    with home.entered():
        place = home.folder / "lake" / "silver" / "cases"
        snapshot = Snapshot.open()
        table = snapshot.arrow("silver.cases")
        run = Publication("cases", 1, [table["batch_date"][0].as_py()], snapshot, adds=True)
        run.write_rows("silver.cases", table.slice(0, 2))
        run.publish(lambda days: days)
        assert len(list(split_file(home, "silver.cases").glob("*.parquet"))) == 2
        rows = home.dump("silver.cases")
        report = {row["place"]: row for row in tidied(home)}
        assert (report["silver.cases"]["compacted_files"], report["silver.cases"]["current_files"]) == ("2", "1")
        named = [day.table_versions["silver.cases"] for day in Snapshot.open().days]
        assert set(named) == {DeltaTable(str(place)).version()}
        assert home.dump("silver.cases") == rows
        tidied(home)
        assert len(list(split_file(home, "silver.cases").glob("*.parquet"))) == 1


def test_what_a_killed_run_left_goes_when_it_is_old(lake: Lake) -> None:
    """Files that no log knows: linked before their commit came."""
    home = lake("orphan", 1)
    rows = home.dump("silver.cases")
    orphans = [split_file(home, "silver.cases") / name for name in ("part-old.parquet", "part-new.parquet")]
    for orphan in orphans:
        orphan.write_bytes(b"half a file")
    os.utime(orphans[0], (1, 1))
    report = {row["place"]: row for row in tidied(home, [])}
    assert report["silver.cases"]["removed_files"] == "1"
    assert [orphan.exists() for orphan in orphans] == [False, True]
    assert home.dump("silver.cases") == rows


def test_a_run_killed_before_the_names_changed_does_no_harm(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    killed, plain = lake("killed", 2), lake("plain", 2)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, killed.entered(), pytest.raises(KeyboardInterrupt):
        patch.setattr(batches, "write", die)
        upkeep.main(AT_ONCE)
    assert dumps(killed) == dumps(plain)
    for home in (killed, plain):
        home.load(DAYS[2])
    assert dumps(killed) == dumps(plain)


def test_it_waits_for_publishers(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = lake("busy", 1)
    monkeypatch.setattr("lake.locks.LOCK_SECONDS", 0.1)
    with home.entered(), exclusive(LAKE):
        assert upkeep.main([]) == 1
    assert "another run" in capsys.readouterr().err


def test_a_home_without_batches_is_left_alone(tmp_path: Path) -> None:
    report = tidied(Home(tmp_path, *KEYS))
    assert [row["place"] for row in report] == ["landing/", "pending/", "lake/", "exports/", "logs/"]


def test_loads_do_not_wait_while_files_are_brought_together(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lake's lock is free while the settled days are written anew, and a load that comes in between wins."""
    home = lake("between", 2)
    with home.entered():
        for _ in range(2):
            scatter(home, DAYS[0])
    write_again, seen = upkeep.write_again, []

    def meanwhile(table: str, *rest: object) -> None:
        write_again(table, *rest)  # type: ignore[arg-type]
        if table == "silver.cases":
            with exclusive(LAKE):
                seen.append(table)
            home.load(DAYS[0])

    monkeypatch.setattr("lake.locks.LOCK_SECONDS", 0.1)
    monkeypatch.setattr(upkeep, "write_again", meanwhile)
    tidied(home)
    assert seen == ["silver.cases"]
    assert dumps(home) == dumps(lake("plain", 2))


def scatter(home: Home, day: str) -> None:
    """Puts a row of a day into one more file, as a run that adds does."""
    snapshot = Snapshot.open()
    rows = snapshot.arrow("silver.cases", [("batch_date", "=", date.fromisoformat(day))])
    run = Publication("cases", 1, [date.fromisoformat(day)], snapshot, adds=True)
    run.write_rows("silver.cases", rows.slice(0, 1))
    run.publish(lambda days: days)


def test_what_is_past_its_retention_goes_and_is_named_as_retired(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases are kept for two days here, their refused lines for one; what is retired may be loaded again."""
    home, plain = lake("kept", 3), lake("plain", 3)
    days = {"silver.cases": 1, "silver.case_entities": 1, "quarantine.cases": 0}
    kept = Contract.retention_days
    monkeypatch.setattr(Contract, "retention_days", property(lambda c: days.get(c.table, kept.fget(c))))  # type: ignore
    tidied(home)
    left = {table: sorted({str(row["batch_date"]) for row in home.rows(table)}) for table in days}
    assert left["silver.cases"] == [DAYS[1], DAYS[2]] and left["quarantine.cases"] == [DAYS[2]]
    with home.entered():
        states = {str(day): row.state for day, row in Snapshot.open().named("cases").items()}
    assert states == {DAYS[0]: "retired", DAYS[1]: "live", DAYS[2]: "live"}
    assert len(home.rows("ops.feed_load")) == 3, "that a file had come is still known"
    home.load(DAYS[0])
    assert home.dump("silver.cases") == plain.dump("silver.cases")
