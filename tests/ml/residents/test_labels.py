"""Labels by the letter: the example of the design, what counts, who is left out, and when a label is mature."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from lake.columns import arrow_schema
from ml.models.labels import Labels
from ml.residents.labels import CASE_COLUMNS, CASES, ENTITIES, ENTITY_COLUMNS, known_on, labels

PERSON, OTHER = 11, 12


def day(number: int, month: int = 9) -> date:
    return date(2021, month, number)


def version(batch: int, incident: int = 5, number: int = 1, case: str = "A1", **more: object) -> dict[str, object]:
    at = datetime(2021, 9, batch, tzinfo=UTC)
    row = {"source": "police", "case_no": case, "version_no": number, "op": "I", "updated_at": at, "victim_key": PERSON}
    return row | {"incident_date": day(incident), "withdrawn_date": None, "batch_date": day(batch)} | more


def told(
    *versions: dict[str, object], as_of: int = 4, known: date, others: list[dict[str, object]] | None = None
) -> Labels:
    cases, entities = arrow_schema(CASES), arrow_schema(ENTITIES)
    of_cases = pa.schema([cases.field(name) for name in CASE_COLUMNS])
    of_entities = pa.schema([entities.field(name) for name in ENTITY_COLUMNS])
    return labels(
        *(pa.Table.from_pylist(rows, of) for rows, of in ((list(versions), of_cases), (others or [], of_entities))),
        day(as_of),
        known,
    )  # fmt: skip


@pytest.mark.parametrize(("known", "victims"), [(5, []), (9, [PERSON]), (11, [PERSON]), (12, [])])
def test_the_example_of_the_design(known: int, victims: list[int]) -> None:
    """An incident of the 5th, filed on the 9th, withdrawn on the 12th."""
    filed, withdrawn = version(9), version(12, number=2, op="U", withdrawn_date=day(12))
    assert sorted(told(filed, withdrawn, known=day(known)).victims) == victims


@pytest.mark.parametrize(
    ("change", "victims"),
    [
        ({}, [PERSON]),
        ({"op": "D"}, []),
        ({"withdrawn_date": day(10)}, []),
        ({"incident_date": None}, []),
        ({"victim_key": None}, []),
        ({"updated_at": datetime(2021, 9, 1, tzinfo=UTC), "op": "D"}, [PERSON]),  # an older update never counts
        ({"updated_at": datetime(2021, 9, 9, tzinfo=UTC), "op": "D"}, []),  # of equal ones the later arrival
    ],
    ids=["again", "deleted", "withdrawn", "no incident", "nobody", "older", "equal"],
)
def test_what_the_next_version_says(change: dict[str, object], victims: list[int]) -> None:
    second = version(10, number=2, op="U") | change
    assert sorted(told(second, version(9), known=day(30)).victims) == victims


@pytest.mark.parametrize(("incident", "who"), [(4, "left out"), (5, "victim")])
def test_the_day_itself_is_before_and_the_next_after(incident: int, who: str) -> None:
    found = told(version(9, incident), known=day(30))
    assert (sorted(found.victims), sorted(found.left_out)) == (([], [PERSON]) if who == "left out" else ([PERSON], []))


@pytest.mark.parametrize(
    ("incident", "victims", "left_out"),
    [
        (date(2021, 10, 4), [PERSON], []), (date(2021, 10, 5), [], []),
        (date(2021, 8, 5), [], [PERSON]), (date(2021, 8, 4), [], []),
    ],
)  # fmt: skip
def test_thirty_days_each_way(incident: date, victims: list[int], left_out: list[int]) -> None:
    found = told(version(9) | {"incident_date": incident}, known=date(2021, 11, 30))
    assert (sorted(found.victims), sorted(found.left_out)) == (victims, left_out)


def test_who_is_left_out_is_no_victim_whatever_follows() -> None:
    found = told(version(9, 3), version(9, 8, case="A2"), known=day(30))
    assert (found.victims, found.left_out) == ({}, frozenset({PERSON}))


def test_all_victims_of_the_current_version_and_their_first_case() -> None:
    named = {"source": "police", "case_no": "A1", "entity_key": OTHER}
    first, second = version(9), version(10, number=2, op="U", victim_key=None)
    others = [named | {"version_no": 2}, named | {"version_no": 1, "entity_key": 13}]
    assert told(first, second, known=day(30), others=others).victims == {OTHER: "A1"}
    both = told(version(9), version(9, 7, case="A0"), known=day(30))
    assert both.victims == {PERSON: "A1"}  # by incident, not by number


def test_a_label_is_mature_sixty_days_later() -> None:
    assert known_on(day(4)) == date(2021, 11, 3)
