"""Who has a code on a day, in literal events and register rows."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from lake.columns import arrow_schema
from ml.codes.people import EVENTS, REGISTER, persons_of, subscribers

DAY = date(2021, 9, 2)


def event(
    code: str, at: int, registration: str = "r1", key: int = 7, name: str = "s1", no: int = 0
) -> dict[str, object]:
    when = datetime(2021, 8, 1, at, tzinfo=UTC)
    return {"registration_id": registration, "event_no": no or at, "resident_key": key, "subscriber_id": name,
            "event_code": code, "event_at": when, "area_code": "330502"}  # fmt: skip


def state(
    key: int = 7, version: int = 1, status: str = "registered", op: str = "I", at: int = 0, year: int = 1990
) -> dict[str, object]:
    when = datetime(2021, 8, 1, at, tzinfo=UTC)
    return {"resident_key": key, "version_no": version, "op": op, "updated_at": when, "birth_year": year,
            "area_code": "330503001", "status_code": status}  # fmt: skip


def table(name: str, columns: tuple[str, ...], rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, pa.schema([arrow_schema(name).field(column) for column in columns]))


def coded(events: list[dict[str, object]], register: list[dict[str, object]] | None = None) -> list[dict[str, object]]:
    found = subscribers(table("silver.registrations", EVENTS, events),
                        table("silver.residents", REGISTER, register or []), DAY)  # fmt: skip
    rows: list[dict[str, object]] = found.to_pylist()
    return rows


ON = [event("register", 1), event("consent", 2)]
SELF = {"resident_key": 7, "subscriber_id": "s1", "area_code": "330502", "age_band": None}


@pytest.mark.parametrize(("more", "is_on"), [
    ([], True),
    ([event("withdraw", 3)], False),
    ([event("withdraw", 3), event("consent", 4)], True),
    ([event("unregister", 3)], False),
    ([event("unregister", 3), event("register", 4)], False),
    ([event("unregister", 3), event("register", 4), event("consent", 5)], True),
    ([event("withdraw", 3, no=3), event("consent", 1, no=9)], False),
])  # fmt: skip
def test_registered_and_consenting(more: list[dict[str, object]], is_on: bool) -> None:
    """The last one: an older consent that arrives late."""
    assert coded([*ON, *more]) == ([SELF] if is_on else [])


def test_without_consent_or_registration_nobody_has_a_code() -> None:
    assert coded([event("register", 1)]) == [] and coded([event("consent", 1)]) == [] and coded([]) == []


def test_the_newest_registration_is_the_person() -> None:
    newer = [event("register", 5, "r2", name="s2"), event("consent", 6, "r2", name="s2")]
    assert [row["subscriber_id"] for row in coded([*ON, *newer])] == ["s2"]
    assert coded([*ON, *newer, event("unregister", 7, "r2", name="s2")]) == [], "the older one does not come back"
    assert [row["subscriber_id"] for row in coded([*ON, *newer, event("unregister", 7)])] == ["s2"]


def test_one_name_is_one_persons() -> None:
    other = [event("register", 5, "r2", key=8), event("consent", 6, "r2", key=8)]
    assert [row["resident_key"] for row in coded([*ON, *other])] == [8]


@pytest.mark.parametrize(("register", "is_on"), [
    ([state(status="dead")], False),
    ([state(status="moved_out")], True),
    ([state(), state(version=2, op="D", at=1)], False),
    ([state(status="dead", at=2), state(version=2, at=1)], False),
    ([state(status="dead", at=1), state(version=2, at=1)], True),
    ([state(key=9, status="dead")], True),
])  # fmt: skip
def test_the_dead_leave(register: list[dict[str, object]], is_on: bool) -> None:
    """A version with an older time than one known is not current; at equal times the later arrival is."""
    assert bool(coded(ON, register)) is is_on


@pytest.mark.parametrize(("year", "band"), [(2004, "<18"), (2003, "18-29"), (1992, "18-29"), (1991, "30-44"),
                                            (1976, "45-59"), (1961, "60+")])  # fmt: skip
def test_area_and_age_are_those_of_the_register(year: int, band: str) -> None:
    assert coded(ON, [state(year=year)]) == [SELF | {"area_code": "330503001", "age_band": band}]


def test_a_decision_finds_the_person_by_an_old_name() -> None:
    events = table("silver.registrations", EVENTS, [*ON, event("register", 5, "r2", name="s2")])
    assert persons_of(events, pa.array(["s1", "s2", "s9"])) == {"s1": 7, "s2": 7}
