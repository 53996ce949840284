"""The money graph of literal rows: stories of their own accounts, all built in one go, each told by its test."""

from typing import Any

import pyarrow as pa
import pytest
from graph_rows import FEN, D, Graphs, account, by_account, card, carried, case, edge, names, place
from graph_stories import HUB_PAYEES, stories
from money_legs import at, day
from pyspark.sql import SparkSession

from spark_jobs.graph.tables import Built

Row = dict[str, Any]


@pytest.fixture(scope="module")
def built_whole(spark: SparkSession) -> Built:
    return Graphs(spark).built([D], **stories())


@pytest.fixture(scope="module")
def built(built_whole: Built) -> dict[str, pa.Table]:
    return {table.split(".")[1]: rows for table, rows in built_whole.tables.items()}


@pytest.fixture(scope="module")
def accounts(built: dict[str, pa.Table]) -> dict[int, Row]:
    return by_account(built["account_graph"])


@pytest.fixture(scope="module")
def transfers(built: dict[str, pa.Table]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in carried(built["traced_transfer"]):
        found.setdefault(row[0] // 1000, []).append(row)
    return found


def test_money_is_followed_forward_in_first_in_first_out_order(transfers: dict[int, list[tuple[Any, ...]]]) -> None:
    assert transfers[1] == [
        (1001, 1002, 300_000, 300_000, 0), (1002, 1003, 100_000, 0, 1), (1003, 1006, 9_900, 0, 2),
        (1002, 1004, 200_000, 0, 1), (1003, 1005, 90_100, 0, 2), (1004, 1005, 200_000, 0, 2),
        (1005, 1002, 50_000, 0, 3), (1005, None, 190_100, 0, 3),
    ]  # fmt: skip


def test_each_measure_of_an_account(accounts: dict[int, Row]) -> None:
    first, last = accounts[1002], accounts[1005]
    assert first | {
        "hops_from_reported": 0, "traced_in_fen": 350_000, "traced_out_fen": 300_000, "traced_exit_fen": 0,
        "traced_in_share": 1.0, "traced_payers_count": 2, "traced_payees_count": 2, "victims_paying_count": 1,
        "traced_first_out_s": 3600, "component_id": 1002, "ring_id": 1002, "component_accounts_count": 5,
        "kcore": 2, "cycles_count": 2, "scatter_gather_count": 1, "payees_reported_count": 0,
        "payees_shared_with_tainted_count": 0, "places_shared_count": 0, "is_reported": True, "stop_code": None,
    } == first  # fmt: skip
    assert last | {
        "hops_from_reported": 2, "traced_in_fen": 290_100, "traced_out_fen": 240_100, "traced_exit_fen": 190_100,
        "traced_in_share": 0.967, "traced_payers_count": 2, "traced_payees_count": 1, "victims_paying_count": 0,
        "payees_reported_count": 1, "cycles_count": 2, "scatter_gather_count": 1, "traced_first_out_s": 162_000,
    } == last  # fmt: skip
    assert [accounts[key]["payees_shared_with_tainted_count"] for key in (1003, 1004)] == [1, 1]
    assert [accounts[key]["places_shared_count"] for key in (1003, 1004, 1005)] == [1, 1, 0], "1009 was not reached"


def test_small_money_is_reached_and_not_followed(accounts: dict[int, Row]) -> None:
    small = accounts[1006]
    assert (small["stop_code"], small["traced_in_fen"], small["kcore"]) == ("small", 9_900, 1)
    assert small["payees_reported_count"] is small["traced_in_share"] is small["ring_id"] is None
    assert 1007 not in accounts and 1001 not in accounts


def test_without_a_victims_account_money_counts_up_to_the_loss(transfers: dict[int, list[tuple[Any, ...]]]) -> None:
    """From the day of the incident on, not from reported accounts."""
    assert transfers[2] == [(2001, 2002, 500_000, 500_000, 0), (2003, 2002, 400_000, 400_000, 0)]


def test_cards_are_their_accounts_unless_they_name_two(transfers: dict[int, list[tuple[Any, ...]]]) -> None:
    assert transfers[3] == [(3001, 3002, FEN, FEN, 0), (3002, 3199, FEN, 0, 1)], "both legs are one transfer"


def test_a_card_that_only_legs_name_is_followed(
    accounts: dict[int, Row], transfers: dict[int, list[tuple[Any, ...]]]
) -> None:
    """And one of which register and legs say otherwise is joined with neither account."""
    assert transfers[8] == [(8001, 8002, FEN, FEN, 0), (8002, 8003, FEN, 0, 1), (8003, 8104, FEN, 0, 2)]
    assert accounts[8002]["is_reported"] and not {8102, 8103, 8004, 8005, 8006} & set(accounts)


def test_what_legs_tell_of_cards_changes_from_its_own_batch_on(spark: SparkSession) -> None:
    """On day 38 a leg names the card of 4 with another account, on day 39 the file that named that of 2 is gone."""
    cards = [card(2, 102, 36), card(2, 102, 36, count=-1, batch=39), card(4, 104, 36), card(6, 104, 36, batch=38)]
    days, known = [36, 37, 38, 39, D], {"cases": [case("C1", 36)], "entities": names("C1", [102], [901])}
    edges = [edge(1, 102, 36, "09:00"), edge(2, 3, 36, "10:00"), edge(3, 104, 36, "11:00"), edge(4, 5, 36)]
    built = Graphs(spark).built(days, edges=edges, accounts=[account(1, 901)], cards=cards, **known)
    payees = {n: [row[1] for row in carried(built.tables["features.traced_transfer"], n)] for n in days}
    assert payees == {36: [2, 3, 4, 5], 37: [2, 3, 4, 5], 38: [2, 3, 104], 39: [102], D: [102]}
    told = {n: built.told[day(n)].get("cards of several accounts (ledger)") for n in days}
    assert told == {36: None, 37: None, 38: 1, 39: None, D: None}, "not met any more"


def test_ambiguous_cards_are_counted_with_the_reason(built_whole: Built) -> None:
    assert built_whole.told[day(D)] == {
        "corporate": 1, "hub": 1, "victim": 1, "cards of several accounts (register)": 1,
        "cards of several accounts (register_and_ledger)": 1,
    }  # fmt: skip


def test_who_passes_nothing_on_is_told_with_the_reason(
    accounts: dict[int, Row], transfers: dict[int, list[tuple[Any, ...]]], built: dict[str, pa.Table]
) -> None:
    stops = {key: accounts[key]["stop_code"] for key in range(4002, 4010) if key in accounts}
    assert stops == {
        4002: None, 4003: "corporate", 4004: "hub", 4005: "victim", 4006: None, 4007: None, 4008: None, 4009: None
    }  # fmt: skip
    assert [row[:2] for row in transfers[4] if row[4] == 2] == [(4006, 4008), (4007, 4009)]
    assert 4001 not in accounts, "named by the case, but its victim's own"
    rows = built["traced_transfer"].to_pylist()
    assert {row["payee_key"]: row["exit_code"] for row in rows if row["payer_key"] == 4002}[4006] == "wallet"
    assert [row["is_own"] for row in rows if row["payer_key"] == 4007] == [True]
    assert accounts[4003]["component_id"] == 4003 != accounts[4006]["component_id"] == accounts[4002]["component_id"]


def test_five_hops_and_only_forward(accounts: dict[int, Row], transfers: dict[int, list[tuple[Any, ...]]]) -> None:
    assert [row[4] for row in transfers[5]] == [0, 1, 2, 3, 4, 5]
    assert accounts[5006]["stop_code"] == "far" and not {5007, 5020, 5021} & set(accounts)


def test_beyond_the_cap_those_with_most_traced_money_are_followed(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spark_jobs.graph.tracing.FRONTIER", 1)
    sums = {(1, 2): 300_000, (2, 3): 100_000, (2, 4): 200_000, (3, 5): 100_000, (4, 6): 200_000}
    edges = [edge(*ends, 36, f"{8 + n:02d}:00", fen=fen) for n, (ends, fen) in enumerate(sums.items())]
    known = {"cases": [case("C1", 36)], "entities": names("C1", [2], [901]), "accounts": [account(1, 901)]}
    built = Graphs(spark).built([D], edges=edges, **known)
    rows = by_account(built.tables["features.account_graph"])
    assert {key: row["stop_code"] for key, row in rows.items()} == {2: None, 3: "cut", 4: None, 6: None}
    assert built.told[day(D)]["cut"] == 1


def test_cycles_go_round_within_72_hours(accounts: dict[int, Row]) -> None:
    found = [accounts[6000 + n]["cycles_count"] for n in range(1, 6)]
    assert found == [1, 1, 1, 0, 0], "6001 and 6004 take too long, 6002 and 6005 are one person's"


def test_the_side_that_told_more_is_believed(built: dict[str, pa.Table]) -> None:
    """Several of a day lie evenly between first and last; one that was taken back is none."""
    rows = [row for row in built["traced_transfer"].to_pylist() if row["payer_key"] == 7000]
    assert [row["event_at"] for row in rows] == [at(36, clock) for clock in ("08:00", "09:00", "10:00")]


def test_a_ring_is_told_with_its_growth(built: dict[str, pa.Table]) -> None:
    rings = {row["ring_id"]: row for row in built["mule_ring"].to_pylist()}
    assert rings[1002] == {
        "ring_id": 1002, "as_of_date": day(D), "ring_members_count": 4, "ring_reported_count": 1,
        "ring_members_new_count_7d": 4, "ring_victims_count": 1, "ring_traced_fen": 300_000,
        "ring_left_fen": 200_000, "ring_exit_fen": 190_100, "ring_first_at": at(35, "09:00"),
        "ring_last_at": at(38, "12:00"),
    }  # fmt: skip
    assert rings[6001]["ring_members_new_count_7d"] == 0 and rings[6001]["ring_members_count"] == 5
    assert rings[5001]["ring_members_count"] == 5, "who only got is no member"
    assert 2002 not in rings, "alone"


def test_all_dates_are_as_if_built_alone(spark: SparkSession, built: dict[str, pa.Table]) -> None:
    """A case that came late, one withdrawn later and one deleted change what is known from their own batch on."""
    rows = stories()
    rows["cases"] += [
        case("C1", 35, 41, version=2, withdrawn_date=day(41)),
        case("C9", 35, 42),
        case("C6", 30, 42, version=2, op="D"),
    ]
    rows["entities"] += [*names("C1", [1002], [1901], 2), *names("C9", [1004])]
    both = Graphs(spark)([D, 41, 42], **rows)
    for table, found in built.items():
        dated = both[table].filter(pa.compute.equal(both[table]["as_of_date"], pa.scalar(day(D), pa.date32())))
        assert dated.equals(found)
    as_of = {n: by_account(both["account_graph"], n) for n in (41, 42)}
    assert not {1002, 1003} & set(as_of[41]) and 6001 in as_of[41]
    assert as_of[42][1004]["hops_from_reported"] == 0 and 6001 not in as_of[42]


def test_nothing_is_reached_where_nobody_paid_a_reported_account_or_it_is_a_hub(spark: SparkSession) -> None:
    """A day on which the engine is asked about nobody."""
    crowd = [edge(9002, 9100 + n, 36, fen=100) for n in range(2 * HUB_PAYEES)]
    reported = {"cases": [case("C9", 36)], "entities": names("C9", [9002], [9901]), "accounts": [account(9001, 9901)]}
    unpaid = Graphs(spark)([D], edges=[edge(1, 2, 36)], **reported, places=[place(1, 7)])
    assert [rows.num_rows for rows in unpaid.values()] == [0, 0, 0]
    hub = Graphs(spark)([D], edges=[edge(9001, 9002, 35, fen=FEN), *crowd], **reported, places=[place(9002, 7)])
    assert hub["mule_ring"].num_rows == 0
