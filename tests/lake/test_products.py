"""Products: what is asked for is built, what has become stale is built too, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest
from tiny import D1, D2, D3, DERIVED, SOURCE, SUMS, Tables, build, deliver, derived, tables

from expectations.check import CheckFailed
from lake import batches, product, publication
from lake.batches import RETIRED
from lake.commit import Part
from lake.product import Input, back, plan, run, upto, wanted
from lake.snapshot import Snapshot

__all__ = ["tables"]
pytestmark = pytest.mark.usefixtures("spark", "tables")


def built(*asked: date, again: bool = False) -> list[date]:
    """Runs the product for days and tells what was built."""
    return run(SUMS, asked, build, again).built


def test_a_late_day_makes_those_stale_that_read_it_and_a_fresh_build_is_equal() -> None:
    deliver(D1, (7, 1))
    deliver(D3, (7, 100))
    assert built(D1, D3) == [D1, D3]
    assert derived() == [(1, 7, 1), (3, 7, 100)]
    deliver(D2, (7, 10))
    assert built(D2) == [D2, D3], "D3 reads D2"
    assert derived() == [(1, 7, 1), (2, 7, 11), (3, 7, 110)]
    content = Snapshot.open().named("sums")
    assert built(D1, D2, D3, again=True) == [D1, D2, D3]
    assert {day: row.content for day, row in content.items()} == {
        day: row.content for day, row in Snapshot.open().named("sums").items()
    }


def test_a_day_that_changed_nothing_rebuilds_nothing() -> None:
    for day in (D1, D2):
        deliver(day, (7, 1))
    assert built(D1, D2) == [D1, D2]
    version = Snapshot.open().versions[DERIVED]
    deliver(D1, (7, 1))
    assert built() == []
    assert built(D2, again=True) == [D2], "asked for, it is built again"
    assert Snapshot.open().versions[DERIVED] == version, "equal rows make no commit"


def test_a_correction_reaches_the_days_that_read_it_and_no_other() -> None:
    for day in (D1, D2, D3):
        deliver(day, (7, 1))
    built(D1, D2, D3)
    deliver(D1, (7, 5))
    assert built() == [D1, D2]
    assert derived() == [(1, 7, 5), (2, 7, 6), (3, 7, 2)]


def test_another_recipe_makes_all_days_stale_but_not_what_is_forward_only() -> None:
    deliver(D1, (7, 1))
    built(D1)
    newer = replace(SUMS, recipe=2)
    assert plan(newer, Snapshot.open(), [], False)[0] == [D1]
    assert plan(replace(newer, forward_only=True), Snapshot.open(), [], False)[0] == []


def test_the_newest_stale_days_are_built_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The asked day goes ahead; a product that reads its own days stays in order."""
    for day in (D1, D2, D3):
        deliver(day, (7, 1))
    built(D1, D2, D3)
    monkeypatch.setattr(product, "PART_DAYS", 1)
    parts: list[list[date]] = []
    noted = lambda snapshot, days: (parts.append([*days]), build(snapshot, days))[1]  # noqa: E731
    run(replace(SUMS, recipe=2), [D2], noted)
    assert parts == [[D2], [D3], [D1]]
    parts.clear()
    run(replace(SUMS, recipe=3, inputs=(*SUMS.inputs, Input(DERIVED, "sums", back(2)))), [], noted)
    assert parts == [[D1], [D2], [D3]]


def test_a_published_fact_is_looked_at_only_when_asked_for() -> None:
    """Its days can neither be stale nor lack an input that has gone since."""
    deliver(D1, (7, 1))
    deliver(D2, (7, 1))
    built(D1, D2)
    version, days = batches.read()
    batches.write([d for d in days if (d.product, d.batch_date) != ("source", D1)], version)
    facts = replace(SUMS, forward_only=True)
    assert plan(SUMS, Snapshot.open(), [D2], True) == ([D2], {D1: "source has no such day"})
    assert plan(facts, Snapshot.open(), [D2], True) == ([D2], {})


def test_a_product_that_reads_itself_is_built_alike_as_a_range_and_day_by_day() -> None:
    """A day needs no own day, and its inputs tell of the day before, whether published earlier or with it."""
    before = lambda snapshot, day: [max((d for d in snapshot.live("sums") if d < day), default=day)]  # noqa: E731
    chained = replace(SUMS, inputs=(*SUMS.inputs, Input(DERIVED, "sums", before)), forward_only=True)
    for day in (D1, D2, D3):
        deliver(day, (7, day.day))
    assert run(chained, [D1, D2, D3], build).built == [D1, D2, D3]
    whole = {day: row.inputs for day, row in Snapshot.open().named("sums").items()}
    version, days = batches.read()
    batches.write([d for d in days if d.product != "sums"], version)
    for day in (D1, D2, D3):
        run(chained, [day], build)
    assert {day: row.inputs for day, row in Snapshot.open().named("sums").items()} == whole
    assert len({str(inputs) for inputs in whole.values()}) == 3


def test_a_day_without_input_or_with_a_retired_one_is_told_and_skipped() -> None:
    deliver(D1, (7, 1))
    deliver(D2, (7, 1))
    report = run(SUMS, [D1, D3], build)
    assert (report.built, report.skipped) == ([D1], {D3: "source has no such day"})
    version, days = batches.read()
    batches.write(
        [replace(d, state=RETIRED) if (d.product, d.batch_date) == ("source", D1) else d for d in days], version
    )
    found, skipped = plan(SUMS, Snapshot.open(), [D1, D2], True)
    assert (found, skipped) == ([], {D1: "source of 2021-10-01 is retired", D2: "source of 2021-10-01 is retired"})


def test_a_build_that_breaks_its_contract_leaves_yesterday() -> None:
    deliver(D1, (7, 1))
    built(D1)
    deliver(D1, (7, 2))
    with pytest.raises(CheckFailed, match=r"test\.derived: expect_column_values_to_not_be_null key: 1 of 1 rows"):
        run(SUMS, [D1], lambda s, d: {t: f.selectExpr("cast(null as bigint) as key", "value", "batch_date")
                                      for t, f in build(s, d).items()})  # fmt: skip
    assert derived() == [(1, 7, 1)]
    assert built() == [D1] and derived() == [(1, 7, 2)]


@pytest.mark.parametrize("place", ["commit", "naming"])
def test_a_run_that_dies_shows_nothing_and_the_next_is_right(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    deliver(D1, (7, 1))
    built(D1)
    deliver(D1, (7, 2))

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    bring_in = publication.bring_in

    def commits_and_dies(part: Part, named: int) -> int:
        bring_in(part, named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(*((publication, "bring_in", commits_and_dies) if place == "commit" else (batches, "write", die)))
        built(D1)
    assert derived() == [(1, 7, 1)]
    deliver(D2, (7, 10))
    assert derived() == [(1, 7, 1)], "naming another product's day does not show what was left"
    assert built(D2) == [D1, D2]
    assert derived() == [(1, 7, 2), (2, 7, 12)]


def test_all_tables_of_a_run_are_read_as_they_were_when_it_began() -> None:
    deliver(D1, (7, 1))
    built(D1)
    snapshot = Snapshot.open()
    deliver(D1, (7, 2))
    built(D1)
    seen = [snapshot.arrow(table)["value"].to_pylist() for table in (SOURCE, DERIVED)]
    seen += [[row["value"] for row in snapshot.frame(table, D1, D1).collect()] for table in (SOURCE, DERIVED)]
    assert seen == [[1], [1], [1], [1]]
    assert Snapshot.open().arrow(DERIVED)["value"].to_pylist() == [2]


def test_a_day_that_depends_on_all_before_it_is_stale_when_any_changes(tables: Tables) -> None:
    """Of a table whose rows stay, as those of a register; of any other it is refused."""
    with pytest.raises(ValueError, match=r"test\.source: its old rows go"):
        Input(SOURCE, "source", upto)
    tables.declare("source", retention="stays")
    whole = replace(SUMS, inputs=(Input(SOURCE, "source", upto),))
    for day in (D1, D2, D3):
        deliver(day, (7, 1))
    run(whole, [D1, D2, D3], build)
    assert plan(whole, Snapshot.open(), [], False)[0] == []
    deliver(D2, (7, 5))
    assert plan(whole, Snapshot.open(), [], False)[0] == [D2, D3]


def test_two_parts_of_one_table_are_both_inputs() -> None:
    """As the files withdrawn of two feeds are."""
    deliver(D1, (7, 1))
    one = wanted(SUMS, Snapshot.open(), D1)
    both = replace(SUMS, inputs=(*SUMS.inputs, Input(SOURCE, "other", back(2))))
    two = wanted(both, Snapshot.open(), D1)
    assert one.keys() == two.keys() and one != two
