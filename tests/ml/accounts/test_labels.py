"""Who is reported, by the letter: when a case begins to count, cards, numbers that could be several accounts."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from lake.aliases import LEDGER
from lake.columns import arrow_schema
from ml.accounts.labels import (
    ACCOUNTS,
    CARDS,
    CASE_COLUMNS,
    CASES,
    ENTITIES,
    NAMED,
    REGISTER,
    VERSION,
    Cases,
    Names,
    labels,
    reported,
)
from ml.accounts.subject import ACCOUNTS as SUBJECT
from ml.learning.learning_set import labelled

ACCOUNT, CARD, OTHER = 21, 22, 23


def day(number: int) -> date:
    return date(2021, 9, 1) + timedelta(days=number - 1)


def case(batch: int, *named: int, number: int = 1, name: str = "A1", **more: object) -> tuple[dict[str, object], ...]:
    """A version of a case, and what it names."""
    at = datetime(2021, 9, 1, tzinfo=UTC) + timedelta(days=batch)
    of = {"source": "police", "case_no": name, "version_no": number}
    version = of | {"op": "I", "updated_at": at, "withdrawn_date": None, "batch_date": day(batch)} | more
    return version, *(of | {NAMED: key} for key in named)


def known(
    *cases: tuple[dict[str, object], ...],
    register: list[tuple[int, int | None, int]] | None = None,
    legs: list[tuple[int, int, int, int, int]] | None = None,
) -> Cases:
    """The rows; `register`: account, card, day of the batch that told so; `legs`: account, card, day of the legs and of
    the batch that brings or takes them, how many."""
    pairs = [(*key, day(event), day(batch), count) for *key, event, batch, count in legs or []]
    ledger = [dict(zip(LEDGER, pair, strict=True)) for pair in pairs]
    rows = [dict(zip(REGISTER, (account, card, day(batch)), strict=True)) for account, card, batch in register or []]
    told = ([version for version, *_ in cases], [entity for _, *entities in cases for entity in entities], rows, ledger)
    of = ((CASES, CASE_COLUMNS), (ENTITIES, (*VERSION, NAMED)), (ACCOUNTS, REGISTER), (CARDS, LEDGER))
    schemas = [pa.schema([arrow_schema(table).field(name) for name in names]) for table, names in of]
    return Cases(*(pa.Table.from_pylist(part, schema) for part, schema in zip(told, schemas, strict=True)))


@pytest.mark.parametrize(
    ("batch", "who"), [(4, "left out"), (5, "reported"), (18, "reported"), (19, "no")], ids=str
)  # fmt: skip
def test_a_case_reports_from_its_own_batch_on_and_fourteen_days_are_looked_ahead(batch: int, who: str) -> None:
    found = labels(known(case(batch, ACCOUNT)), day(4), day(18))
    assert (sorted(found.victims), sorted(found.left_out)) == {
        "left out": ([], [ACCOUNT]), "reported": ([ACCOUNT], []), "no": ([], []),
    }[who]  # fmt: skip


def test_a_label_is_mature_after_fourteen_days() -> None:
    assert SUBJECT.maturity() == timedelta(days=14)


@pytest.mark.parametrize(
    ("change", "reports"),
    [({}, True), ({"op": "D"}, False), ({"withdrawn_date": day(9)}, False),
     ({"updated_at": datetime(2021, 9, 1, tzinfo=UTC), "op": "D"}, True)],
    ids=["again", "deleted", "withdrawn", "older update"],
)  # fmt: skip
def test_what_the_next_version_says_counts_on_the_labels_own_date(change: dict[str, object], reports: bool) -> None:
    rows = known(case(6, ACCOUNT), case(9, ACCOUNT, number=2, **change))
    assert list(labels(rows, day(4), day(18)).victims) == ([ACCOUNT] if reports else [])
    assert list(labels(rows, day(4), day(8)).victims) == [ACCOUNT]  # nobody knew of it on the 8th


def test_a_version_that_names_another_account_reports_that_one() -> None:
    rows = known(case(6, ACCOUNT), case(9, OTHER, number=2))
    assert labels(rows, day(4), day(18)).victims == {OTHER: "A1"}


def test_whoever_was_reported_before_is_left_out_whatever_follows() -> None:
    rows = known(case(2, ACCOUNT), case(9, ACCOUNT, name="A2"), case(2, ACCOUNT, number=2, name="A3", op="D"))
    found = labels(rows, day(4), day(18))
    assert (found.victims, found.left_out) == ({}, frozenset({ACCOUNT}))


def test_a_card_is_the_account_that_the_register_knows_by_the_labels_date() -> None:
    rows = known(case(6, CARD), register=[(ACCOUNT, CARD, 10)])
    assert labels(rows, day(4), day(18)).victims == {ACCOUNT: "A1"}
    assert labels(rows, day(4), day(9)).victims == {CARD: "A1"}  # a number that nobody knows names itself
    assert reported(rows, day(6), Names.of(rows, day(4), day(18))) == {ACCOUNT: "A1"}


def test_a_number_that_could_be_several_is_joined_with_none_and_counted() -> None:
    rows = known(case(6, CARD), case(6, 30, name="A2"), register=[(ACCOUNT, CARD, 1), (OTHER, CARD, 3)])
    found = labels(rows, day(4), day(18))
    assert (found.victims, found.left_out) == ({30: "A2"}, frozenset({ACCOUNT, OTHER}))
    assert found.facts == {"ambiguous_numbers": 1, "ambiguous_by_register": 1}


def test_a_card_is_the_account_that_legs_name_by_the_labels_date() -> None:
    """From the batch that brings them until the one that takes them; none from before the window."""
    legs = [(ACCOUNT, CARD, 7, 10, 1), (ACCOUNT, CARD, 7, 17, -1), (OTHER, CARD, -26, -26, 1)]
    rows = known(case(6, CARD), legs=legs)
    found = {on: list(labels(rows, day(4), day(on)).victims) for on in (9, 10, 16, 17)}
    assert found == {9: [CARD], 10: [ACCOUNT], 16: [ACCOUNT], 17: [CARD]}
    assert labels(rows, day(3), day(9)).victims == {OTHER: "A1"}, "the window as of the day before holds that leg"


def test_a_card_of_which_register_and_legs_say_otherwise_is_joined_with_none() -> None:
    rows = known(case(6, CARD), register=[(ACCOUNT, CARD, 1)], legs=[(OTHER, CARD, 7, 12, 1), (ACCOUNT, CARD, 7, 7, 1)])
    assert labels(rows, day(4), day(11)).victims == {ACCOUNT: "A1"}, "they agree"
    found = labels(rows, day(4), day(18))
    assert (found.victims, found.left_out) == ({}, frozenset({ACCOUNT, OTHER}))
    assert found.facts == {"ambiguous_numbers": 1, "ambiguous_by_ledger": 1}
    apart = known(case(6, CARD), register=[(ACCOUNT, CARD, 1)], legs=[(OTHER, CARD, 7, 12, 1)])
    assert labels(apart, day(4), day(18)).facts == {"ambiguous_numbers": 1, "ambiguous_by_register_and_ledger": 1}


def test_rows_get_their_labels_by_the_accounts_key() -> None:
    found = labels(known(case(2, 1), case(6, 3, name="A2")), day(4), day(18))
    rows = pa.table({"account_key": [1, 2, 3], "account_in_count_7d": [1, 1, 1]})
    told = labelled(rows, found, ("account_in_count_7d",), "account_key")
    assert (told.keys.tolist(), told.is_victim.tolist()) == ([2, 3], [False, True])
