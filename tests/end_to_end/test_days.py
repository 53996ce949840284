"""Same landing, same tables: a day twice, a range and its days, in any order; and what a bad batch does to a day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from homes import afdw, simulate

FIRST, LAST = date(2021, 1, 1), date(2021, 1, 12)


#: First and last day of January, and how far: days twice, a gap, and what fills it at last.
STEPS = ((1, 4, "marts"), (6, 10, "lake"), (10, 12, "marts"), (5, 5, "marts"))
REDUCED = ((1, 4, "marts"), (6, 12, "lake"), (4, 5, "marts"))


def test_days_twice_and_out_of_order_equal_the_range(make_home: Callable[[str], Path], is_full: bool) -> None:
    whole = simulate(make_home("range"), str(FIRST), str(LAST))
    single = make_home("days")
    landing = ("--landing", str(whole / "landing"))
    afdw(whole, "day", "--from", str(FIRST), "--to", str(LAST))
    for first, last, until in STEPS if is_full else REDUCED:
        span = ("--from", f"2021-01-{first:02d}", "--to", f"2021-01-{last:02d}")
        afdw(single, "day", *span, "--until", until, *landing)
        if first == 1:
            assert '"equal": false' in afdw(single, "compare", str(whole), str(single), code=1)
    assert '"equal": false' not in afdw(single, "compare", str(whole), str(single))


def test_a_bad_batch_stops_its_day_and_leaves_the_lake(make_home: Callable[[str], Path]) -> None:
    home = simulate(make_home("bad"), "2021-03-01", "2021-03-06")
    afdw(home, "day", "--from", "2021-03-01", "--to", "2021-03-05", "--until", "lake", "--feeds", "cases")
    before = [afdw(home, "dump", name) for name in ("silver.cases", "ops.feed_load", "quarantine.cases")]
    file = home / "landing" / "cases" / "2021-03-06" / "police_2021-03-06_1.csv"
    header, *lines = file.read_bytes().splitlines(keepends=True)
    broken = [b"A33" + line[20:] for line in lines for _ in range(1500 // len(lines) + 1)]
    file.write_bytes(header + b"".join(line.replace(b",", b";", 1) for line in broken))
    said = afdw(home, "day", "--from", "2021-03-06", "--to", "2021-03-06", "--feeds", "cases", code=1)
    assert "landing.cases: reject_share of 2021-03-06 is 1: highest 0.2; nothing was published" in said
    assert [afdw(home, "dump", name) for name in ("silver.cases", "ops.feed_load", "quarantine.cases")] == before
