"""Measures of accounts on literal rows: each account tells a story of its own, all are built at once."""

import pytest
from account_rows import D, Windows, edge, gone, of_account, registered, used
from money_legs import A, B, Row, day
from pyspark.sql import SparkSession

#: Accounts of the stories about days; A is the one of all others.
DAYS = [
    of_account(D, in_count=2, in_fen=300, out_count=1, out_fen=200, night_count=1, round_count=3, test_in_count=1,
               cash_out_count=1, cash_out_fen=50, in_largest_fen=250, out_largest_fen=200, passed_fen=200,
               passed_60min_fen=100, dwell_median_s=600, balance_end_fen=2),
    of_account(D - 6, in_count=1, in_fen=100, in_largest_fen=100, passed_fen=0, passed_60min_fen=0, balance_end_fen=1),
    of_account(D - 7, out_count=2, out_fen=600, cash_out_count=1, cash_out_fen=600, out_largest_fen=500, passed_fen=0,
               passed_60min_fen=0),
    of_account(D - 20, in_count=4, in_fen=800, in_largest_fen=400, out_count=2, out_fen=800, night_count=4,
               test_in_count=2, passed_fen=800, passed_60min_fen=800, dwell_median_s=50, balance_end_fen=0),
    of_account(D - 21, in_count=1, in_fen=5, in_largest_fen=5, passed_fen=5, passed_60min_fen=0, dwell_median_s=7200,
               balance_end_fen=-9),
]  # fmt: skip
OF_DAYS = {
    "pass_through_share_1d": 0.666666667, "pass_through_share_7d": 0.5, "pass_through_share_30d": 0.753125,
    "passed_fen_7d": 200, "passed_fen_30d": 1005, "passed_60min_fen_7d": 100, "passed_60min_fen_30d": 900,
    "passed_share_7d": 0.5, "passed_share_30d": 0.834024896, "passed_60min_share_7d": 0.25,
    "passed_60min_share_30d": 0.746887967, "dwell_median_s_30d": 600, "near_zero_days_30d": 3, "balance_end_fen": 2,
    "active_days_7d": 2, "active_days_30d": 5, "idle_longest_days_30d": 12, "since_last_leg_days_30d": 0,
    "night_share_7d": 0.25, "night_share_30d": 0.384615385, "round_share_7d": 0.75, "round_share_30d": 0.230769231,
    "test_in_count_7d": 1, "test_in_count_30d": 3, "in_largest_fen_7d": 250, "in_largest_fen_30d": 400,
    "out_largest_fen_7d": 200, "cash_out_count_30d": 2, "cash_out_fen_7d": 50, "cash_out_fen_30d": 650,
    "cash_out_share_30d": 0.40625,
}  # fmt: skip
#: Of what nothing is told.
NOTHING = {
    "dwell_median_s_30d": None, "balance_end_fen": None, "age_days": None, "is_corporate": None, "is_wallet": None,
    "holder_accounts_count": None, "holder_opened_count_30d": None, "ips_count_30d": 0, "macs_count_30d": 0,
    "ip_sharing_largest_count_30d": 0, "mac_sharing_largest_count_30d": 0, "out_merchant_fen_30d": 0,
    "out_unnamed_fen_30d": 0, "payers_new_share_7d": 0.0, "payees_concentration_30d": 0.0, "pass_through_share_1d": 0.0,
    "night_share_7d": 0.0, "cash_out_share_30d": 0.0, "passed_fen_30d": 0, "since_last_leg_days_30d": 29,
    "idle_longest_days_30d": 0,
}  # fmt: skip


@pytest.fixture
def windows(spark: SparkSession) -> Windows:
    return Windows(spark)


def differing(row: Row, wanted: Row) -> Row:
    """What a row tells otherwise."""
    return {name: row[name] for name, value in wanted.items() if row[name] != value}


def test_what_the_days_come_to(windows: Windows) -> None:
    found = windows([*DAYS, of_account(D - 29, key=B, out_count=1)], [], [day(D)])
    assert differing(found[A, day(D)], OF_DAYS) == {}
    assert differing(found[B, day(D)], NOTHING) == {}


def test_what_is_told_anew_is_the_newest_telling(windows: Windows) -> None:
    told = {"in_largest_fen": 9, "passed_fen": 9, "passed_60min_fen": 9, "dwell_median_s": 9, "balance_end_fen": 0}
    rows = [
        of_account(D - 2, in_count=1, in_fen=9, **told),
        of_account(D - 2, D - 1, in_count=1, in_fen=1, **told | {"in_largest_fen": 5, "balance_end_fen": None}),
        of_account(D - 2, D, in_count=-1, **{name: None for name in told}),  # nothing is told any more of most
        of_account(D - 2, D + 1, in_largest_fen=77),
    ]
    found = windows(rows, [], [day(D - 2), day(D - 1), day(D)])
    names = ("in_largest_fen_7d", "passed_fen_7d", "dwell_median_s_30d", "balance_end_fen", "near_zero_days_30d")
    assert [tuple(row[name] for name in names) for _, row in sorted(found.items())] == [
        (9, 9, 9, 0, 1),
        (5, 9, 9, None, 0),
        (0, 0, None, None, 0),
    ]


@pytest.mark.parametrize(
    ("active", "idle", "since"),
    [([0], 29, 0), ([29], 0, 29), ([29, 0], 28, 0), ([28, 20, 10], 9, 10), ([5, 4, 3], 24, 3), (list(range(30)), 0, 0)],
)
def test_idle_days(windows: Windows, active: list[int], idle: int, since: int) -> None:
    """The longest rest before an active day, and the days since the last; a day of which nothing is left is idle."""
    rows = [of_account(D - age, in_count=1) for age in active]
    taken_back = [of_account(D - 15, key=B, in_count=n, batch=D - 15 + late) for n, late in ((1, 0), (-1, 1))]
    found = windows([*rows, *taken_back, of_account(D, key=B, in_count=1)], [], [day(D)])
    assert differing(found[A, day(D)], {"idle_longest_days_30d": idle, "since_last_leg_days_30d": since}) == {}
    assert found[B, day(D)]["active_days_30d"] == 1 and found[B, day(D)]["idle_longest_days_30d"] == 29


def test_the_median_of_days_is_the_lower_of_two(windows: Windows) -> None:
    rows = [of_account(D - n, in_count=1, dwell_median_s=s) for n, s in enumerate((40, None, 10, 30, 20))]
    assert windows(rows, [], [day(D)])[A, day(D)]["dwell_median_s_30d"] == 20


def test_new_peers_and_concentration(windows: Windows) -> None:
    edges = [
        edge(5, A, D, payee_told_count=3),
        edge(5, A, D - 7, payee_told_count=1),  # known from before
        edge(6, A, D - 6, payee_told_count=1),  # new
        edge(7, A, D - 30, payee_told_count=9),  # too long ago to be known
        edge(7, A, D - 1, payee_told_count=2),
        edge(8, A, D - 20, payee_told_count=1),
        edge(8, A, D - 20, D, payee_told_count=-1),  # taken back: new after all
        edge(8, A, D, payee_told_count=1),
        edge(A, 5, D - 9, payer_told_count=2),  # a payee of before, not of the week
        edge(A, 9, D, payer_told_count=1),
    ]
    row = windows([of_account(D, in_count=1)], edges, [day(D)])[A, day(D)]
    wanted = {
        "payers_new_count_7d": 3, "payers_new_share_7d": 0.75, "payers_concentration_30d": 0.34375,  # (16+1+4+1) / 64
        "payees_new_count_7d": 1, "payees_new_share_7d": 1.0, "payees_concentration_30d": 0.555555556,  # (4+1) / 9
    }  # fmt: skip
    assert differing(row, wanted) == {}


def test_addresses_and_who_shares_them(windows: Windows) -> None:
    office = [used(key, "ip", 3) for key in range(100, 150)]
    places = [
        used(A, "ip", 1), used(B, "ip", 1), used(77, "ip", 1, D - 29),  # of 77 no money counts
        used(A, "ip", 2, D - 5), used(B, "ip", 2, D - 30),  # B too long ago
        used(A, "ip", 3), *office,  # 51 accounts: left out
        used(A, "ip", 4, D - 1, count=2), used(A, "ip", 4, D - 1, D, count=-2),  # taken back
        used(A, "mac", 1), used(B, "mac", 8), used(B, "ip", 3, D - 31),
    ]  # fmt: skip
    accounts = [of_account(D, in_count=1), of_account(D, key=B, in_count=1), of_account(D, key=100, in_count=1)]
    found = windows(accounts, [], [day(D)], places=places)
    names = ("ips_count_30d", "macs_count_30d", "ip_sharing_largest_count_30d", "mac_sharing_largest_count_30d")
    assert {key: tuple(row[name] for name in names) for (key, _), row in found.items()} == {
        A: (3, 1, 3, 1), B: (1, 1, 3, 1), 100: (1, 0, 0, 0),
    }  # fmt: skip


def test_fifty_accounts_of_an_address_are_not_too_many(windows: Windows) -> None:
    places = [used(key, "ip", 3) for key in range(100, 150)]
    row = windows([of_account(D, key=100, in_count=1)], [], [day(D)], places=places)[100, day(D)]
    assert row["ip_sharing_largest_count_30d"] == 50


def test_money_that_left_without_a_payee(windows: Windows) -> None:
    exits = [
        gone("merchant", 100, D, count=2), gone("merchant", 7, D - 29), gone("merchant", 1000, D - 30),
        gone("unnamed", 5, D), gone("unnamed", 5, D, D, count=1), gone("cash", 9, D), gone("overseas", 3, D - 8),
        gone("merchant", 100, D, D + 1, count=-2),
    ]  # fmt: skip
    row = windows([of_account(D, out_count=1)], [], [day(D)], exits=exits)[A, day(D)]
    assert differing(row, {"out_merchant_fen_30d": 207, "out_overseas_fen_30d": 3, "out_unnamed_fen_30d": 10}) == {}


def test_what_the_register_says(windows: Windows) -> None:
    accounts = [
        registered(A, 1, opened=1, account_type_code="class1"),
        registered(A, D + 1, opened=1, holder=8, version_no=2, account_type_code="wallet"),  # known a day later
        registered(B, 2, opened=D - 29, account_type_code="corporate"),
        registered(33, 3, opened=D - 30, account_type_code="wallet"),
        registered(34, 3, opened=9, holder=7),
        registered(34, D, opened=9, holder=8, version_no=2),  # sold: no account of 7 any more
        registered(35, 4, opened=None, holder=None),
        registered(36, 4, opened=D + 1, holder=9),  # opened ahead of D
        registered(36, 4, opened=D - 3, holder=9, source="bank0"),  # at two institutions: the greater name counts
    ]
    money = [of_account(D, key=key, in_count=1) for key in (A, B, 33, 34, 35, 36)]
    found = windows(money, [], [day(D), day(D + 1)], accounts=accounts)
    names = ("age_days", "is_corporate", "is_wallet", "holder_accounts_count", "holder_opened_count_30d")
    told = {key: tuple(row[name] for name in names) for (key, when), row in found.items() if when == day(D)}
    assert told == {
        A: (D - 1, 0, 0, 3, 1), B: (29, 1, 0, 3, 1), 33: (30, 0, 1, 3, 1), 34: (D - 9, None, None, 1, 0),
        35: (None, None, None, None, None), 36: (0, None, None, 1, 0),
    }  # fmt: skip
    later = found[A, day(D + 1)]
    assert differing(later, {"age_days": D, "is_wallet": 1, "holder_accounts_count": 2}) == {}
