"""Spans of inputs: all days up to one, several products in one table."""

from dataclasses import replace

import pytest
from tiny import D1, D2, D3, SOURCE, SUMS, Tables, build, deliver, tables

from lake.product import Input, back, plan, run, upto, wanted
from lake.snapshot import Snapshot

__all__ = ["tables"]
pytestmark = pytest.mark.usefixtures("spark", "tables")


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
