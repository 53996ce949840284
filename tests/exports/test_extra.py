"""Extra sequences: urgent decisions on top of the newest published date, and the way back to earlier codes."""

from datetime import date
from typing import Any

import pytest
from city import D1, D2, D3, City

from exports.extra import NotPossible

ONE = {"S1": "R", "S2": "G", "S3": "Y"}


def decision(who: str, code: str = "R", **more: Any) -> dict[str, Any]:
    """Two persons' decision about somebody."""
    return {
        "decision_id": f"d-{who}-{code}", "kind": "code", "subscriber_id": who, "code": code, "reason": "境外长时通话",
        "persons": "w.zhang;l.chen", "decided_at": "2021-10-02T09:00:00+08:00", "expires_date": "2021-10-20",
    } | more  # fmt: skip


@pytest.fixture
def begun(city: City) -> City:
    """A city whose first day is released and published."""
    city.release(D1).day(D1, ONE)
    city.publish(D1)
    return city


def test_an_urgent_decision_goes_out_as_an_extra_sequence_of_the_newest_date(begun: City) -> None:
    begun.urgent(decision("S2"))
    extra = begun.sequences[1]
    assert (extra.kind, extra.extra, extra.version, extra.previous_sequence, extra.as_of) == ("urgent", True, 2, 1, D1)
    assert extra.delta == {"rows": 1, "I": 0, "U": 1, "D": 0}
    row = begun.state(2)["S2"]
    assert (row["code"], row["reasons"], row["expires_date"]) == ("R", "R09", date(2021, 10, 20))
    assert row["effective_date"] == D2 and row["model_version"] is None


def test_who_has_the_colour_already_keeps_its_first_day(begun: City) -> None:
    begun.day(D2, ONE)
    begun.publish(D2)
    begun.urgent(decision("S1"), decision("S3"))
    assert begun.state(3)["S1"]["effective_date"] == D2 and begun.state(3)["S1"]["reasons"] == "R09"
    assert begun.state(3)["S3"]["effective_date"] == D3


def test_a_second_one_stands_on_the_first_and_the_same_again_is_nothing_new(
    begun: City, capsys: pytest.CaptureFixture[str]
) -> None:
    begun.urgent(decision("S2"))
    begun.urgent(decision("S1", "G"))
    assert begun.codes(3) == {"S1": "G", "S2": "R", "S3": "Y"} and begun.state(3)["S1"]["expires_date"] is None
    begun.urgent(decision("S1", "G"))
    begun.publish(D1)
    assert capsys.readouterr().out.count("nothing new") == 2 and len(begun.sequences) == 3


def test_an_open_appeal_is_s_and_no_code_by_hand_changes_it(begun: City, capsys: pytest.CaptureFixture[str]) -> None:
    begun.urgent(decision("S1", kind="appeal_open", code=None, expires_date=None), decision("S1", "Y"))
    assert begun.codes(2)["S1"] == "S"
    begun.urgent(decision("S1", "Y"), decision("S3", "G"))
    assert begun.codes(3) == {"S1": "S", "S2": "G", "S3": "G"} and "appeal is open" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (decision("S9"), "nobody who has a published code"),
        (decision("S1", kind="appeal_closed"), "of kind appeal_closed cannot be urgent"),
        (decision("S1", expires_date="2021-10-01"), "has expired on 2021-10-01"),
    ],
)
def test_what_cannot_go_out_is_refused_as_a_whole(begun: City, lines: dict[str, Any], told: str) -> None:
    with pytest.raises(NotPossible, match=told):
        begun.urgent(decision("S2"), lines)
    assert len(begun.sequences) == 1


def test_nothing_published_has_no_extra(city: City) -> None:
    with pytest.raises(NotPossible, match="nothing has been published yet"):
        city.urgent(decision("S2"))


def test_the_next_date_stands_on_the_extra_sequence(begun: City) -> None:
    begun.urgent(decision("S2"))
    begun.day(D2, ONE | {"S2": "Y"})
    begun.publish(D2)
    assert begun.codes(3)["S2"] == "Y" and begun.sequences[2].delta["U"] == 1


def test_a_corrected_date_keeps_what_was_urgent(begun: City) -> None:
    begun.urgent(decision("S2"))
    begun.day(D1, ONE | {"S3": "G"})
    begun.publish(D1)
    assert begun.codes(3) == {"S1": "R", "S2": "R", "S3": "G"}


def test_back_to_earlier_codes(begun: City, capsys: pytest.CaptureFixture[str]) -> None:
    """S1's R has expired by then, S3 has left, S4 has come since, S5 has appealed."""
    begun.day(D2, {"S1": ("R", {"expires_date": D3}), "S2": "Y", "S3": "Y", "S5": "R"})
    begun.publish(D2)
    begun.day(D3, {"S1": "G", "S2": "G", "S4": "Y", "S5": "S"})
    begun.publish(D3)
    begun.publish("--rollback", "2")
    back = begun.sequences[3]
    assert (back.kind, back.extra, back.refers_to, back.sequence, back.as_of) == ("rollback", True, 2, 4, D3)
    assert begun.codes(4) == {"S1": "U", "S2": "Y", "S4": "U", "S5": "S"}
    assert begun.state(4)["S2"] == begun.state(2)["S2"]
    begun.publish("--rollback", "2")
    begun.publish(D3)
    assert capsys.readouterr().out.count("nothing new") == 2 and len(begun.sequences) == 4


def test_back_to_what_there_is_not(begun: City) -> None:
    with pytest.raises(NotPossible, match="there is no sequence 7; there are 1 to 1"):
        begun.publish("--rollback", "7")
