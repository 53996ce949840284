"""Windows of residents on literal rows: new callers and payees, reported numbers, own cases."""

from typing import Any

import pytest
from money_legs import day
from pyspark.sql import SparkSession
from window_rows import ANNA, BERT, D, Residents, Row, case, event, moment, names, own, paid, pair, version

FOREIGN = {"peer_class_code": "foreign"}
NEW = ("foreign_callers_new_count_1d", "foreign_callers_new_count_7d")
REPORTED = ("calls_reported_count_7d", "calls_reported_count_30d")
CASES = ("cases_count_90d", "case_last_days")


@pytest.fixture(scope="module")
def windows(spark: SparkSession) -> Residents:
    return Residents(spark)


def values(row: Row, *names: str) -> list[Any]:
    return [row[name] for name in names]


def calls(*events: int, **given: Any) -> list[Row]:
    """A foreign caller's calls in on some days."""
    return [pair(event, **FOREIGN | {"in_count": 1} | given) for event in events]


CALLERS: list[tuple[list[int], list[int]]] = [
    ([D], [1, 1]),
    ([D, D - 1], [0, 1]),  # known since yesterday, but not before these seven days
    ([D, D - 30], [0, 0]),  # called on the first of the 30 days before today
    ([D, D - 31], [1, 0]),  # the day before that; but in the 30 days before the seven
    ([D, D - 36], [1, 0]),
    ([D, D - 37], [1, 1]),  # too long ago for both
    ([D - 6], [0, 1]),
    ([D - 7], [0, 0]),
    ([D + 1], [0, 0]),
]


def test_a_foreign_caller_is_new_if_silent_for_thirty_days_before(windows: Residents) -> None:
    found = windows.each([{"call_pairs": calls(*events)} for events, _ in CALLERS])
    assert [values(row, *NEW) for row in found] == [new for _, new in CALLERS]


def test_only_foreign_numbers_that_called_are_new_callers_each_once(windows: Residents) -> None:
    pairs = [
        *calls(D, in_count=3), *calls(D - 1, D - 2, peer=6), *calls(D, peer=7),
        *calls(D, peer=8, in_count=0, out_count=1),
        *calls(D - 3, peer=9), pair(D - 3, D, peer=9, in_count=-1, **FOREIGN),  # withdrawn
        *[pair(D, peer=20 + len(kind), peer_class_code=kind, in_count=1) for kind in ("service", "mobile")],
        pair(D, peer=40, peer_class_code="virtual", in_count=1),
        *calls(D, peer=5, resident_key=BERT), *calls(D, peer=30, batch=D + 1),
    ]  # fmt: skip
    assert values(windows.each([{"call_pairs": pairs}])[0], *NEW) == [2, 3]


def test_new_payees_and_what_is_paid_to_them(windows: Residents) -> None:
    payments = [
        paid(D, out_count=1, out_fen=5), paid(D - 6, out_count=2, out_fen=70),  # new: 75
        paid(D, payee=6, out_count=1, out_fen=100), paid(D - 7, payee=6, out_count=1, out_fen=1),  # not new
        paid(D, payee=7, out_count=1, out_fen=900), paid(D - 36, payee=7, out_count=1),  # not new
        paid(D - 1, payee=8, out_count=1, out_fen=2000), paid(D - 37, payee=8, out_count=1, out_fen=3),  # new: 2000
        paid(D, payee=9, out_count=1, out_fen=4), paid(D, D + 1, payee=9, out_count=-1, out_fen=-4),  # still there: 4
        paid(D - 2, payee=10, out_count=1, out_fen=8), paid(D - 2, D, payee=10, out_count=-1, out_fen=-8),  # gone
        paid(D, payee=11, resident_key=BERT, out_count=1, out_fen=10**6),
    ]  # fmt: skip
    assert values(windows.each([{"payees": payments}])[0], "payees_new_count_7d", "payees_new_fen_7d") == [3, 2079]


def test_calls_with_numbers_that_cases_name(windows: Residents) -> None:
    pairs = [
        pair(D, in_count=1, peer_class_code="mobile"), pair(D - 6, out_count=2, peer_class_code="mobile"),
        pair(D - 7, in_count=10, **FOREIGN), pair(D - 29, in_count=100), pair(D - 30, in_count=1000),
        pair(D, peer=6, in_count=7),  # a number that no case names
    ]  # fmt: skip
    known = {"cases": [case(1, D - 3, D - 5, victim_key=BERT)], "case_entities": [names(1, "msisdn", 5)]}
    assert values(windows.each([{"call_pairs": pairs, **known}])[0], *REPORTED) == [3, 113]


NUMBERS: list[tuple[list[Row], list[Row], int]] = [
    ([case(1, D, None)], [names(1, "msisdn", 5)], 1),  # nothing else need be known of the case
    ([case(1, D + 1, D)], [names(1, "msisdn", 5)], 0),  # reported tomorrow
    ([case(1, D, D)], [names(1, "account", 5)], 0),
    ([case(1, D - 1, D), case(2, D, D)], [names(1, "msisdn", 5)], 0),  # the newest version does not name it
    ([case(1, D - 1, D), case(2, D + 1, D)], [names(1, "msisdn", 5)], 1),  # a newer one comes tomorrow
    (
        [case(1, D - 1, D), case(2, D, D, updated_at=moment(D - 9))],
        [names(1, "msisdn", 5)],
        1,
    ),  # came later, is older
    ([case(1, D - 1, D), case(2, D, D, updated_at=moment(D - 1))], [names(2, "msisdn", 5)], 1),  # equal: the later
    ([case(1, D - 1, D), case(2, D, D, op="D")], [names(1, "msisdn", 5), names(2, "msisdn", 5)], 0),  # deleted
    ([case(1, D, D, withdrawn_date=day(D))], [names(1, "msisdn", 5)], 0),
    ([case(1, D, D, transferred_to="X", merged_into_case_no="C9")], [names(1, "msisdn", 5)], 1),
    ([case(1, D, D)], [names(1, "msisdn", 5, source="other")], 0),  # a case of the same number from another sender
    ([case(1, D - 365, D - 366)], [names(1, "msisdn", 5)], 1),
    (
        [case(1, D - 366, D - 366)],
        [names(1, "msisdn", 5)],
        0,
    ),  # a number reported so long ago may be somebody else's
]


def test_a_number_is_reported_if_a_case_that_counts_names_it(windows: Residents) -> None:
    stories = [{"call_pairs": calls(D), "cases": cases, "case_entities": named} for cases, named, _ in NUMBERS]
    assert [values(row, *REPORTED) for row in windows.each(stories)] == [[n, n] for *_, n in NUMBERS]


OWN_CASES: list[tuple[list[Row], list[Row], list[int | None]]] = [
    ([case(1, D, D)], [], [1, 0]),
    ([case(1, D, D - 89)], [], [1, 89]),
    ([case(1, D, D - 90)], [], [0, 90]),
    ([case(1, D, D - 364)], [], [0, 364]),
    ([case(1, D, D - 365)], [], [0, None]),
    ([case(1, D, D + 1)], [], [0, None]),  # tomorrow, as the case says
    ([case(1, D + 1, D)], [], [0, None]),  # known tomorrow
    ([case(1, D, None)], [], [0, None]),
    ([case(1, D, D - 2, victim_key=None)], [names(1, "victim", ANNA)], [1, 2]),
    ([case(1, D, D - 2, victim_key=BERT)], [names(1, "victim", ANNA), names(1, "victim", BERT)], [1, 2]),
    ([case(1, D, D - 2)], [names(1, "victim", ANNA)], [1, 2]),  # told twice, one case
    ([case(1, D, D - 2, victim_key=BERT)], [names(1, "account", ANNA), names(1, "msisdn", ANNA)], [0, None]),
    ([case(1, D - 1, D - 2), case(2, D, D - 2, victim_key=BERT)], [names(1, "victim", ANNA)], [0, None]),
    ([case(1, D, D - 2, op="D")], [], [0, None]),
    ([case(1, D, D - 2, withdrawn_date=day(D))], [], [0, None]),
    ([case(1, D - 1, D - 2, withdrawn_date=day(D)), case(2, D, D - 2)], [], [1, 2]),  # opened again
    ([case(1, D, D - 2, merged_into_case_no="C9"), case(1, D, D - 9, case_no="C9")], [], [2, 2]),
]


def test_own_cases(windows: Residents) -> None:
    found = windows.each([{"cases": cases, "case_entities": named} for cases, named, _ in OWN_CASES])
    assert [values(row, *CASES) for row in found] == [told for *_, told in OWN_CASES]


def test_a_case_alone_makes_no_row(windows: Residents) -> None:
    assert windows([D], cases=[case(1, D, D)], resident_daily=[own(D, key=BERT, in_count=1)]).keys() == {(BERT, D)}


def test_many_dates_at_once_equal_each_alone(windows: Residents) -> None:
    """Whatever comes later is not seen, and of cases nothing that came too long before."""
    daily = [own(n, n + late, calls_in_count=1, call_in_longest_s=n + late) for n in range(9, 60) for late in (0, 2)]
    rows = {
        "resident_daily": daily,
        "call_pairs": [pair(n, n + late, in_count=1, **FOREIGN, peer=n % 9) for n in range(60) for late in (0, 4)],
        "payees": [paid(n, n + 1, payee=n * n % 40, out_count=1, out_fen=n) for n in range(60)],
        "cases": [case(n, n * 5, n * 4) for n in range(1, 12)] + [case(12, 40 - 365, 20, updated_at=moment(400))],
        "case_entities": [names(n, "msisdn", n % 9) for n in range(1, 13)],
        "residents": [
            version(n, n * 9, birth_year=1950 + n, updated_at=moment(-n if n % 3 else n)) for n in range(1, 7)
        ],
        "registrations": [event(n, ("unregister", "register")[n % 2], n * 6, n * 7) for n in range(1, 9)],
    }
    days = list(range(12, 60))
    whole = windows(days, **rows)
    assert len({str(row) for row in whole.values()}) == len(days)
    for n in days[::15]:
        assert windows([n], **rows)[ANNA, n] == whole[ANNA, n]
