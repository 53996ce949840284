"""Appeals, decisions and own cases, in literal rows."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from ground_rows import DAY, Row, case, decision, rows_of

from ml.codes.grounds import CASES, DECISIONS, VICTIMS, Grounds, grounds, name_of


def found(cases: list[Row] = [], victims: list[Row] = [], decisions: list[Row] = []) -> Grounds:  # noqa: B006
    return grounds(
        rows_of("silver.cases", cases, CASES), rows_of("silver.case_entities", victims, VICTIMS),
        rows_of("silver.decisions", decisions, DECISIONS), {"s1": 7, "old": 7, "s2": 8}, DAY, 90,
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "counts"), [
    ([case(days=0)], True), ([case(days=-90)], True), ([case(days=-91)], False), ([case(days=1)], False),
    ([case(incident_date=None)], False), ([case(key=None)], False),
    ([case(op="D")], False), ([case(), case(version=2, op="D")], False),
    ([case(), case(version=2, withdrawn_date=DAY)], False),
    ([case(), case(version=2, withdrawn_date=DAY), case(version=3)], True),
    ([case(), case(version=2, merged_into_case_no="A9")], True), ([case(transferred_to="X")], True),
    ([case(), case(version=2, days=-200)], False),
    ([case(version=2), case(version=3, op="D", updated_at=datetime(2021, 8, 1, 1, tzinfo=UTC))], True),
])  # fmt: skip
def test_an_own_case_counts(rows: list[Row], counts: bool) -> None:
    """Neither deleted nor withdrawn in its current version; merged and transferred cases stay."""
    assert (7 in found(rows).events) is counts


def test_every_victim_of_a_case_has_it() -> None:
    victims = [{"source": "police", "case_no": "A1", "version_no": n, "entity_key": key} for n, key in ((1, 9), (2, 8))]
    assert set(found([case(), case(version=2)], victims).events) == {7, 8}


def test_the_newest_case_is_the_evidence() -> None:
    events = found([case("A1", days=-9, version=4), case("A2", days=-3), case("A0", days=-3)]).events
    assert events[7] == {
        "reason": "R03", "table": "silver.cases", "batch_date": "2021-09-02", "source": "police", "case_no": "A2",
        "version_no": 1, "measure": "incident_date", "value": "2021-08-30", "file_sha256": "ab", "line_no": 2,
    }  # fmt: skip
    assert name_of(events[7]) == ("police", "A2")


def test_an_appeal_is_open_until_it_is_closed() -> None:
    opened, other = decision("d1", "appeal_open"), decision("d2", "appeal_open", 2, subscriber_id="s2")
    assert found(decisions=[opened, other]).appealed == {7, 8}
    closed = decision("d3", "appeal_closed", 3, refers_to="d1")
    assert found(decisions=[opened, other, closed]).appealed == {8}
    assert found(decisions=[opened, decision("d3", "appeal_closed", 3, refers_to="d9")]).appealed == {7}
    assert found(decisions=[opened, decision("d3", "appeal_closed", 3)]).appealed == set()
    assert found(decisions=[decision("d3", "appeal_closed"), decision("d4", "appeal_open", 2)]).appealed == {7}


def test_what_comes_to_nothing_is_told_on_its_day() -> None:
    """A closing of another's appeal, one behind another, and a decision about somebody unknown."""
    opened = decision("d1", "appeal_open", batch_date=DAY - timedelta(days=1))
    wrong, right = (decision(f"d{n}", "appeal_closed", n, refers_to=of) for n, of in ((2, "d9"), (3, "d1")))
    again, stranger = decision("d4", "appeal_closed", 4), decision("d5", subscriber_id="s9")
    assert found(decisions=[opened, wrong, right, again, stranger]).idle == (
        "decision d5 names a subscriber whom no registration names",
        "decision d2 closes no open appeal",
        "decision d4 closes no open appeal",
    )
    early = wrong | {"batch_date": DAY - timedelta(days=1)}
    assert found(decisions=[opened, early, right]).idle == ()


def test_a_decision_holds_until_its_expiry_and_is_its_own_evidence() -> None:
    made = found(decisions=[decision("d1")]).manual[7]
    assert (made.code, made.expires) == ("R", date(2021, 9, 22))
    assert made.reference | {"persons": None} == {
        "reason": "R09", "table": "silver.decisions", "batch_date": "2021-09-02", "source": "center",
        "decision_id": "d1", "measure": "code", "value": "R", "why": "电话核实", "persons": None,
        "expires_date": "2021-09-22", "file_sha256": "cd", "line_no": 1,
    }  # fmt: skip
    assert made.reference["persons"] == ["lu01", "qian02"] and name_of(made.reference) == ("d1",)


@pytest.mark.parametrize("more", [
    {"expires_date": DAY}, {"persons": "lu01"}, {"persons": "lu01;lu01"}, {"expires_date": None}, {"reason": ""},
    {"subscriber_id": "unknown"},
])  # fmt: skip
def test_what_is_over_or_lacks_two_persons_reason_or_expiry_decides_nothing(more: Row) -> None:
    assert found(decisions=[decision("d1", **more)]).manual == {}


def test_the_newest_decision_holds_whatever_name_it_uses() -> None:
    older = decision("d1", at=1, subscriber_id="old", expires_date=DAY + timedelta(days=80))
    assert found(decisions=[decision("d2", at=2, code="G"), older]).manual[7].code == "G"
    over = decision("d2", at=2, code="G", expires_date=DAY)
    assert found(decisions=[over, older]).manual == {}, "it replaced the older one"


def test_nothing_known_decides_nothing() -> None:
    empty = found()
    assert (empty.appealed, empty.manual, empty.events) == (frozenset(), {}, {})
    assert isinstance(rows_of("silver.cases", []), pa.Table)
