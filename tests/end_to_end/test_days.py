"""Same landing, same tables: a day twice, a range and its days; and what a bad batch does to a day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from homes import Row, afdw, simulate, table

FIRST, LAST = date(2021, 1, 1), date(2021, 1, 12)


def test_days_one_by_one_and_twice_equal_the_range(make_home: Callable[[str], Path]) -> None:
    whole = simulate(make_home("range"), str(FIRST), str(LAST))
    single = make_home("days")
    landing = ("--landing", str(whole / "landing"))
    afdw(whole, "day", "--from", str(FIRST), "--to", str(LAST))
    for first, last, until in ((1, 9, "marts"), (10, 10, "marts"), (10, 10, "lake"), (11, 12, "marts")):
        span = ("--from", f"2021-01-{first:02d}", "--to", f"2021-01-{last:02d}")
        afdw(single, "day", *span, "--until", until, *landing)
        if first == 1:
            assert '"equal": false' in afdw(single, "compare", str(whole), str(single), code=1)
    assert '"equal": false' not in afdw(single, "compare", str(whole), str(single))


def test_a_bad_batch_stops_its_day_and_leaves_the_lake(make_home: Callable[[str], Path]) -> None:
    home = simulate(make_home("bad"), "2021-03-01", "2021-03-06")
    afdw(home, "day", "--from", "2021-03-01", "--to", "2021-03-05")
    before = [afdw(home, "dump", name) for name in ("silver.cases", "ops.feed_load", "quarantine.cases")]
    file = home / "landing" / "cases" / "2021-03-06" / "police_2021-03-06_1.csv"
    header, *lines = file.read_bytes().splitlines(keepends=True)
    broken = [b"A33" + line[20:] for line in lines for _ in range(1500 // len(lines) + 1)]
    file.write_bytes(header + b"".join(line.replace(b",", b";", 1) for line in broken))
    said = afdw(home, "day", "--from", "2021-03-06", "--to", "2021-03-06", code=1)
    rows = len(broken)
    assert f"landing.cases: reject share of 2021-03-06: {rows} of {rows} rows, limit 0.2" in said
    assert [afdw(home, "dump", name) for name in ("silver.cases", "ops.feed_load", "quarantine.cases")] == before


def test_faults_are_healed_or_rejected_and_nothing_else_is(make_home: Callable[[str], Path]) -> None:
    clean = simulate(make_home("clean"), "2021-01-01", "2021-03-28")
    faulty = simulate(make_home("faulty"), "2021-01-01", "2021-03-28", "--faults", "0.3")
    for home in (clean, faulty):
        afdw(home, "day", "--from", "2021-01-01", "--to", "2021-03-28", "--until", "lake")
    truth = _truth(faulty)
    expected = sorted(
        (row["file"], row["line"], row["column"], row["value_or_reason"])
        for row in truth
        if row["expect"] == "rejected"
    )
    rejects = table(faulty, "rejects", "--feed", "cases")
    assert sorted((row["file"], row["line"], row["column"], row["reason"]) for row in rejects) == expected
    assert table(clean, "rejects", "--feed", "cases") == []
    healed = {(row["file"], row["line"]) for row in truth if row["expect"] == "healed" and row["line"] != "1"}
    left, right = _by_line(clean), _by_line(faulty)
    assert len(healed & set(right)) > 10
    assert {place: right[place] for place in healed & set(right)} == {
        place: left[place] for place in healed & set(right)
    }
    assert {row["kind"] for row in truth} >= {"bad_byte", "tab_fullwidth", "bom", "unknown_code", "wrong_date"}


def _truth(home: Path) -> list[Row]:
    import csv

    with (home / "truth" / "faults.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_line(home: Path) -> dict[tuple[str, str], Row]:
    """Silver rows by file and line, without what depends on the file's other lines."""
    files = {(row["batch_date"], row["file_sha256"]): row["file"] for row in table(home, "load-report")}
    rows = table(home, "dump", "silver.cases")
    kept = {}
    for row in rows:
        file = files[row["batch_date"], row["file_sha256"]]
        kept[file, row["line_no"]] = {k: v for k, v in row.items() if k not in {"version_no", "file_sha256"}}
    return kept
