"""Decisions over days: made once and kept, no file replaces another, and a day on which nobody decided is a day."""

from collections.abc import Callable
from datetime import date

import pytest
from wires import officers
from wires.feed_home import FeedHome
from wires.officers import CODE, EXPIRES, TWO

from lake.snapshot import Snapshot
from spark_jobs.feed.run import requeue
from spark_jobs.load_feeds import feed_of

FEED = "decisions"
ONE, TWO_DAYS, THREE = "2021-10-22", "2021-10-23", "2021-10-24"


def name(day: str, number: int) -> str:
    """The file of a batch."""
    return f"officers_{day}_{number}.jsonl"


def content(*lines: bytes) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def test_days_without_a_decision_are_named_and_nobody_is_warned(
    empty: Callable[[], FeedHome], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without files, and without a folder: a later product finds its input."""
    home = empty().load(ONE, TWO_DAYS)
    assert "warning" not in capsys.readouterr().out
    assert (home.account(), home.rows("silver.decisions")) == ({}, [])
    with home.entered():
        assert list(map(str, Snapshot.open().live(FEED))) == [ONE, TWO_DAYS]


def test_a_decision_is_made_once(empty: Callable[[], FeedHome], capsys: pytest.CaptureFixture[str]) -> None:
    """An equal line is a duplicate wherever it comes from; another under the same name is refused, and its neighbours
    are not; a higher number adds to the lower."""
    first, second = officers.line("D-1"), officers.line("D-2", CODE, '"Y"')
    home = empty().deliver(ONE, name(ONE, 1), content(first, first))
    home.deliver(ONE, name(ONE, 2), content(second, officers.line("D-1", CODE, '"G"')))
    again = officers.line("D-2", CODE, '"G"', TWO, '["a","b"]')
    spaced = officers.line("D-1", '":"', '" : "', TWO, '"zhang.wei;li_na"')
    home.deliver(TWO_DAYS, name(TWO_DAYS, 1), content(spaced, again, officers.line("D-3")))
    home.deliver(THREE, "mayor_2021-10-24_1.jsonl", content(first, second))
    home.deliver(THREE, name(THREE, 1), content(first, first))
    home.load(ONE).load(TWO_DAYS, THREE)
    rows = [(str(r["batch_date"]), r["decision_id"], r["code"]) for r in home.rows("silver.decisions")]
    assert sorted(rows) == [(ONE, "D-1", "R"), (ONE, "D-2", "Y"), (TWO_DAYS, "D-3", "R")]
    assert home.account() == {
        (ONE, name(ONE, 1)): (2, 1, 1, 0, 0),
        (ONE, name(ONE, 2)): (2, 1, 0, 0, 1),
        (TWO_DAYS, name(TWO_DAYS, 1)): (3, 1, 1, 0, 1),
        (THREE, "mayor_2021-10-24_1.jsonl"): (2, 0, 2, 0, 0),
        (THREE, name(THREE, 1)): (2, 0, 2, 0, 0),
    }
    against = (2, "decision_id", "contradicts_earlier")
    assert home.rejects() == [(name(ONE, 2), *against), (name(TWO_DAYS, 1), *against)]
    assert home.events() == []
    assert "landing.decisions: reject_share of 2021-10-22 is 0.25" in capsys.readouterr().out


def test_a_batch_that_comes_behind_a_later_one_takes_the_name(empty: Callable[[], FeedHome]) -> None:
    """As if the batches had come in order: the later line of that name is refused then."""
    late, early = officers.line("D-1"), officers.line("D-1", CODE, '"G"')
    home = empty().deliver(TWO_DAYS, name(TWO_DAYS, 1), content(late)).load(ONE, THREE)
    home.deliver(ONE, name(ONE, 1), content(early)).load(ONE)
    fresh = empty().deliver(TWO_DAYS, name(TWO_DAYS, 1), content(late)).deliver(ONE, name(ONE, 1), content(early))
    fresh.load(ONE, THREE)
    for table in ("silver.decisions", "quarantine.decisions", "ops.feed_load"):
        assert home.dump(table) == fresh.dump(table)
    assert [r["code"] for r in home.rows("silver.decisions")] == ["G"]


def test_what_a_corrected_rule_takes_becomes_a_decision_of_its_batch(empty: Callable[[], FeedHome]) -> None:
    """The span of its last day is that of the batch that takes it."""
    home = empty().deliver(ONE, name(ONE, 1), content(officers.line("D-1", EXPIRES, '"2022-01-21"')))
    home.load(ONE, TWO_DAYS)
    assert home.rejects() == [(name(ONE, 1), 1, "expires_date", "out_of_span")]
    with home.entered():
        assert requeue(feed_of(FEED), date(2021, 10, 22))[0] == 0
        assert requeue(feed_of(FEED), None) == (1, date(2021, 10, 23))
    (row,) = home.rows("silver.decisions")
    assert (str(row["batch_date"]), row["line_no"], str(row["expires_date"])) == (TWO_DAYS, 1, "2022-01-21")
    assert home.events() == [(FEED, TWO_DAYS, name(ONE, 1), "requeued", 1)]
    assert home.account() == {(ONE, name(ONE, 1)): (1, 0, 0, 0, 1)}
