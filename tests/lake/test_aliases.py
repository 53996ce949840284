"""Which account a number names, by the letter: what register and ledger tell, alone and against each other."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from lake.aliases import LEDGER, PAIR, Aliases, in_ledger
from lake.columns import arrow_schema

D = date(2021, 10, 25)


def pairs(*told: tuple[int, int | None]) -> pa.Table:
    """Accounts and their cards."""
    rows = [dict(zip(PAIR, pair, strict=True)) for pair in told]
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.int64()) for name in PAIR]))


def legs(*told: tuple[int, int, int, int, int]) -> pa.Table:
    """Account, card, days of event and batch before D, how many."""
    days = [(*pair, D - timedelta(days=event), D - timedelta(days=batch), n) for *pair, event, batch, n in told]
    schema = pa.schema([arrow_schema("features.account_card_daily").field(name) for name in LEDGER])
    return pa.Table.from_pylist([dict(zip(LEDGER, row, strict=True)) for row in days], schema)


#: 51: both agree; 52: the register alone; 59: the ledger alone; 53 and 60: either names two; 58: they contradict each
#: other; 4 and 62: accounts themselves, as register and ledger tell; 6: told as its own card.
REGISTER = pairs((1, 51), (1, 52), (2, 53), (3, 53), (4, None), (5, 4), (6, 6), (8, 58), (8, 62))
ALIASES = Aliases.of(REGISTER, pairs((1, 51), (9, 59), (10, 60), (11, 60), (12, 58), (62, 63)))


def test_a_card_names_its_account_where_the_sources_agree_or_one_knows() -> None:
    asked = np.array([51, 52, 59, 63, 53, 60, 58, 4, 62, 6, 99], np.int64)
    assert ALIASES.canonical(asked).tolist() == [1, 1, 9, 62, 53, 60, 58, 4, 62, 6, 99]
    assert ALIASES.one([51, 53, 6, 99]) == {51: 1, 6: 6, 99: 99}
    assert [keys.tolist() for keys in ALIASES.names(np.array([1, 2], np.int64))] == [[1, 2, 1, 1], [1, 2, 51, 52]]


def test_a_number_that_could_be_several_is_told_with_the_reason() -> None:
    reasons = {53: "register", 60: "ledger", 58: "register_and_ledger", 4: "account", 62: "account"}
    assert ALIASES.ambiguous == reasons
    assert ALIASES.within([51, 58, 4]).counted() == {"account": 1, "register_and_ledger": 1}
    assert sorted(ALIASES.within([58]).could["account_key"].to_pylist()) == [8, 12]


def test_the_ledger_tells_what_the_legs_of_the_window_add_up_to_as_known() -> None:
    told = legs(
        (1, 51, 29, 29, 1),  # the oldest day of the window
        (2, 52, 30, 29, 1),  # older than it
        (3, 53, 5, 5, 2), (3, 53, 5, 2, -1),  # one of two has left
        (4, 54, 5, 5, 1), (4, 54, 5, 0, -1),  # all have,
        (5, 55, 5, 5, 1), (5, 55, 5, -1, -1),  # or will have tomorrow
        (6, 56, 0, -1, 1),  # comes tomorrow
        (7, 57, -1, 0, 1),  # dated ahead
    )  # fmt: skip
    found = in_ledger(told, D - timedelta(days=29), D)
    assert sorted(found["account_key"].to_pylist()) == [1, 3, 5]


def test_nothing_told_names_nothing() -> None:
    nothing = Aliases.of(pairs(), pairs())
    assert nothing.canonical(np.array([1, 2], np.int64)).tolist() == [1, 2] and nothing.counted() == {}
