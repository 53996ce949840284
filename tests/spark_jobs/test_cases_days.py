"""Days of literal files through the whole load: day by day, as one range, again, and killed in between."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from case_home import Home
from case_wire import HEADER, deleted, line, wire

from lake import batches, publication
from lake.batches import BATCHES, Named
from lake.commit import Part
from lake.snapshot import FEED_LOAD
from spark_jobs.wire.landing import UnknownFile, delivered

TABLES = ("silver.cases", "silver.case_entities", "quarantine.cases", "ops.feed_load")
SENT_AGAIN = wire(line("A01", 损失金额="1.00", 更新时间="2021-10-23 10:00:00", 操作类型="U"), line("A02"))
STAY = [line(f"A0{i}") for i in range(2, 10)]
CHANGED = line("A01", 损失金额="1.00", 更新时间="2021-10-23 10:00:00", 操作类型="I")
FILES: dict[tuple[str, str], bytes] = {
    ("2021-10-22", "police_2021-10-22_1.csv"): wire(line("A01"), *STAY, line("A10")),
    ("2021-10-23", "police_2021-10-23_1.csv"): SENT_AGAIN,
    ("2021-10-23", "police_2021-10-21_1.csv"): wire(line("A11"), line("A11"), line("A99", 损失金额="-1")),
    ("2021-10-23", "traffic_2021-10-23_1.csv"): wire(line("A01")),
    ("2021-10-24", "police_2021-10-24_1.csv"): wire(line("A12")),
    ("2021-10-24", "full_police_2021-10-24_1.csv"): wire(CHANGED, *STAY, line("A11"), line("A12")),
    ("2021-10-25", "police_2021-10-25_1.csv"): SENT_AGAIN,
    ("2021-10-25", "police_2021-10-25_9.csv"): wire(line("A03", 损失金额="9.00", 操作类型="U")),
    ("2021-10-25", "police_2021-10-25_10.csv"): wire(line("A03", 损失金额="10.00", 操作类型="U"), line("A10")),
    ("2021-10-31", "police_2021-10-31_1.csv"): wire(deleted("A02", "2021-10-31 08:00:00")),
    ("2021-10-31", "full_police_2021-10-31_1.csv"): wire(CHANGED, *STAY[1:], line("A11", 被骗金额="x")),
}
VERSIONS = sorted(
    [("A01", 1, "I"), ("A01", 1, "I"), ("A01", 2, "U"), ("A02", 1, "I"), ("A02", 2, "D")]
    + [("A03", 1, "I"), ("A03", 2, "U"), ("A03", 3, "U"), ("A03", 4, "I")]
    + [(f"A0{i}", 1, "I") for i in range(4, 10)]
    + [("A10", 1, "I"), ("A10", 2, "D"), ("A10", 3, "I"), ("A11", 1, "I"), ("A12", 1, "I")]
)
COUNTS = {
    ("2021-10-22", "police_2021-10-22_1.csv"): (10, 10, 0, 0),
    ("2021-10-23", "police_2021-10-21_1.csv"): (3, 1, 1, 1),
    ("2021-10-23", "police_2021-10-23_1.csv"): (2, 1, 1, 0),
    ("2021-10-23", "traffic_2021-10-23_1.csv"): (1, 1, 0, 0),
    ("2021-10-24", "police_2021-10-24_1.csv"): (1, 1, 0, 0),
    ("2021-10-24", "full_police_2021-10-24_1.csv"): (11, 0, 11, 0),
    ("2021-10-25", "police_2021-10-25_1.csv"): (2, 0, 2, 0),
    ("2021-10-25", "police_2021-10-25_9.csv"): (1, 1, 0, 0),
    ("2021-10-25", "police_2021-10-25_10.csv"): (2, 2, 0, 0),
    ("2021-10-31", "police_2021-10-31_1.csv"): (1, 1, 0, 0),
    ("2021-10-31", "full_police_2021-10-31_1.csv"): (9, 1, 7, 1),
}
DAYS = ("2021-10-22", "2021-10-23", "2021-10-24", "2021-10-25", "2021-10-31")
EMPTY_DAYS = tuple(f"2021-10-{day}" for day in range(26, 31))
MISSING = {(day, "missing"): (0, 0, 0, 0) for day in EMPTY_DAYS}


def filled(home: Home, last: str = "9999") -> Home:
    for (batch, name), content in FILES.items():
        if batch <= last:
            home.deliver(batch, name, content)
    return home


def dumps(home: Home) -> dict[str, list[str]]:
    return {table: home.dump(table) for table in TABLES}


@pytest.fixture(scope="module")
def as_range(new_home: Callable[[], Home]) -> Home:
    return filled(new_home()).load(DAYS[0], DAYS[-1])


def test_versions_and_counts_are_the_expected_ones(as_range: Home) -> None:
    assert as_range.versions() == VERSIONS
    assert as_range.counts() == COUNTS | MISSING
    absent = [(r["case_no"], str(r["batch_date"]), r["victim_count"]) for r in as_range.cases() if r["line_no"] == 0]
    assert absent == [("A10", "2021-10-24", 0)]
    assert as_range.rejects() == [
        ("full_police_2021-10-31_1.csv", 10, "被骗金额", "bad_amount"),
        ("police_2021-10-21_1.csv", 4, "损失金额", "bad_amount"),
    ]
    ninth_then_tenth = [
        r["loss_fen"]
        for r in sorted(as_range.rows("silver.cases"), key=lambda r: r["version_no"])
        if r["case_no"] == "A03"
    ]
    assert ninth_then_tenth == [1_230_000, 900, 1000, 1_230_000]


def test_day_by_day_gives_the_same_tables(as_range: Home, new_home: Callable[[], Home]) -> None:
    home = filled(new_home())
    for day in sorted(DAYS + EMPTY_DAYS):
        home.load(day)
    assert dumps(home) == dumps(as_range)
    home.load("2021-10-24").load("2021-10-25", "2021-10-31")  # again: once a day alone, once as a range
    assert dumps(home) == dumps(as_range)


def test_a_full_file_that_cannot_speak_says_so(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """One with a rejected row and one with two cases of thirty; neither deletes."""
    many = [line(f"B{number}") for number in range(21)]
    home.deliver(DAYS[0], "police_2021-10-22_1.csv", wire(*STAY, *many, line("A11")))
    home.deliver(DAYS[2], "full_police_2021-10-24_1.csv", wire(*STAY, *many[:-1], line("A11", 损失金额="x")))
    home.deliver(DAYS[3], "full_police_2021-10-25_1.csv", wire(*STAY[:2])).load(DAYS[0], DAYS[3])
    assert all(op == "I" for _, _, op in home.versions())
    said = capsys.readouterr().out
    assert "full_police_2021-10-24_1.csv: a full file with rejected rows deletes nothing" in said
    assert "full_police_2021-10-25_1.csv does not name many of the cases known to it" in said


def test_a_full_file_read_again_is_no_news(home: Home) -> None:
    """In between a case has come: the same bytes under a new name must not delete it."""
    everything = wire(*STAY, line("A10"))
    home.deliver(DAYS[0], "full_police_2021-10-22_1.csv", everything)
    home.deliver(DAYS[1], "police_2021-10-23_1.csv", wire(line("A11")))
    home.deliver(DAYS[2], "full_police_2021-10-24_1.csv", everything).load(DAYS[0], DAYS[2])
    assert home.counts()[(DAYS[2], "full_police_2021-10-24_1.csv")] == (9, 0, 9, 0)
    assert ("A11", 1, "I") in home.versions() and not [v for v in home.versions() if v[2] == "D"]


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes publishing die before a table is committed, or before the batches are named."""

    def _die_at(place: str) -> None:
        bring_in, write = publication.bring_in, batches.write

        def dies_in(part: Part, named: int) -> int:
            if part.table == place:
                raise KeyboardInterrupt(place)
            return bring_in(part, named)

        def dies_at(days: Iterable[Named], stands_on: int | None) -> None:
            if place == BATCHES:
                raise KeyboardInterrupt(place)
            write(days, stands_on)

        monkeypatch.setattr(publication, "bring_in", dies_in)
        monkeypatch.setattr(batches, "write", dies_at)

    yield _die_at


@pytest.mark.sampled("place", ["silver.case_entities", FEED_LOAD, BATCHES], [FEED_LOAD])
def test_a_load_that_dies_while_publishing_leaves_readers_where_they_were(
    home: Home, dying: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    filled(home, DAYS[1]).load(DAYS[0])
    before = dumps(home)
    dying(place)
    with pytest.raises(KeyboardInterrupt):
        home.load(DAYS[1])
    assert dumps(home) == before
    monkeypatch.undo()
    home.load("2021-10-26")
    named = dumps(home)
    named[FEED_LOAD] = [line for line in named[FEED_LOAD] if ",missing," not in line]
    assert named == before, "naming another batch must not show the one that died"
    home.load(DAYS[1])
    assert home.counts() == {k: v for k, v in COUNTS.items() if k[0] <= DAYS[1]} | {
        ("2021-10-26", "missing"): (0, 0, 0, 0)
    }
    assert len(home.cases()) == 13


def test_an_empty_day_is_a_day(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    filled(home, DAYS[0]).load(DAYS[0]).load("2021-10-23")
    assert "feed cases did not come in batch 2021-10-23" in capsys.readouterr().out
    assert len(home.cases()) == 10


def test_files_arrive_by_batch_then_day_then_daily_before_full_then_number(tmp_path: Path) -> None:
    names = [
        "police_2021-10-23_1.csv",
        "police_2021-10-24_9.csv",
        "police_2021-10-24_10.csv",
        "full_police_2021-10-24_1.csv",
        "police_20211025_1.csv",
    ]
    folder = tmp_path / "cases" / "2021-10-24"
    folder.mkdir(parents=True)
    for name in [*reversed(names), ".police_2021-10-24_3.csv", "police_2021-10-24_4.csv.part"]:
        (folder / name).write_text(HEADER)
    found = delivered(str(tmp_path), "cases", [date(2021, 10, 24)])
    assert [file.name for file in found] == names
    (folder / "notes.txt").write_text("?")
    with pytest.raises(UnknownFile, match=r"notes\.txt: expected"):
        delivered(str(tmp_path), "cases", [date(2021, 10, 24)])
