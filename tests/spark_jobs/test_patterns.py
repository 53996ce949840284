"""Patterns of transfers, on small graphs that can be counted by hand."""

import numpy as np
import pytest

from spark_jobs.patterns.loops import loops
from spark_jobs.patterns.moves import AT_A_TIME
from spark_jobs.patterns.near_reported import Neighbours
from spark_jobs.patterns.paths import FAN, paths
from spark_jobs.patterns.patterns import account_patterns, degrees, fans, sums
from spark_jobs.patterns.pauses import times
from spark_jobs.patterns.transfer_list import Measures, Transfers, of_keys

Row = tuple[int, int, int, int]


def transfers(rows: list[Row], accounts: int = 8) -> Transfers:
    """Rows of payer, payee, day, fen."""
    payer, payee, at, fen = np.array(rows, np.int64).reshape(-1, 4).T
    return Transfers(payer, payee, at, fen, accounts, day=1)


def of(found: Measures, name: str, accounts: int = 8) -> list[float]:
    return [round(float(value), 6) for value in found[name][:accounts]]


def test_degrees_and_repeats() -> None:
    rows = [(1, 0, 3, 50), (1, 0, 3, 50), (1, 0, 3, 70), (2, 0, 3, 50), (2, 0, 4, 50), (3, 3, 3, 9)]
    found = degrees(transfers(rows))
    assert of(found, "account_in_count", 4) == [5, 0, 0, 0], "what one pays to oneself is nothing"
    assert of(found, "account_payers_distinct_count", 1) == [2]
    assert of(found, "account_in_count_peak_1d", 1) == [4]
    assert of(found, "account_in_repeat_peak_1d", 1) == [3] and of(found, "account_in_same_fen_peak_1d", 1) == [3]
    assert of(found, "account_out_repeat_peak_1d", 4) == [0, 3, 1, 0]
    assert of(found, "account_payee_payers_most_count", 4) == [0, 2, 2, 0]


def test_fans_slide() -> None:
    rows = [(1, 0, 10, 1), (2, 0, 12, 1), (1, 0, 13, 1), (3, 0, 14, 1), (0, 4, 14, 1), (0, 5, 16, 1), (0, 6, 17, 1)]
    found = fans(transfers(rows), 3)
    assert of(found, "account_payers_distinct_peak_3d", 1) == [3], "days 12 to 14: 2, 1, 3"
    assert of(found, "account_payees_distinct_peak_3d", 1) == [2], "14 and 16, or 16 and 17"
    assert of(found, "account_gather_scatter_peak_3d", 1) == [2], "on day 14: three before, 4 and 5 within three days"
    assert of(fans(transfers(rows), 30), "account_payees_distinct_peak_30d", 1) == [3]


def test_sums() -> None:
    found = sums(transfers([(1, 0, 1, 300), (2, 0, 1, 100), (3, 0, 2, 200), (0, 4, 3, 450), (0, 4, 3, 450)]))
    three = [of(found, f"account_in_{stat}_fen", 1) for stat in ("least", "median", "largest")]
    assert three == [[100], [200], [300]]
    assert of(found, "account_in_least_to_median_ratio", 1) == [0.5]
    assert of(found, "account_through_ratio", 2) == [round(600 / 900, 6), 0]


def test_times() -> None:
    found = times(transfers([(1, 0, 2, 1), (2, 0, 20, 1), (0, 3, 20, 1), (0, 3, 23, 1), (4, 5, 32, 1)]))
    assert of(found, "account_seen_days", 5) == [30, 30, 12, 12, 0]
    assert of(found, "account_silent_days", 7) == [9, 30, 12, 9, 0, 0, -1]
    assert of(found, "account_idle_longest_days", 1) == [18]
    assert of(found, "account_active_days", 1) == [3] and of(found, "account_busiest_day_share", 1) == [0.5]
    assert of(found, "account_dwell_median_days", 2) == [0, -1], "the same day and three days: the lower median"


def test_cycles_of_each_length_at_equal_times_too() -> None:
    ring = [(0, 1, 1, 1), (1, 2, 2, 1), (2, 3, 2, 1), (3, 4, 4, 1), (4, 0, 5, 1)]
    five = paths(transfers(ring), 30)
    assert of(five, "account_cycles_of_5_count_30d") == [1, 1, 1, 1, 1, 0, 0, 0]
    assert of(five, "account_cycles_of_4_count_30d") == [0] * 8
    assert of(paths(transfers(ring), 3), "account_cycles_of_5_count_3d") == [0] * 8, "it takes four days"


def test_scatter_gather_and_passing_on() -> None:
    rows = [(0, 1, 1, 1), (0, 2, 1, 1), (1, 3, 2, 1), (2, 3, 3, 1), (4, 1, 1, 1), (0, 5, 9, 1), (5, 3, 30, 1)]
    rows += [(1, 4, 3, 1)]
    found = paths(transfers(rows), 3)
    assert of(found, "account_scatter_gather_scatter_count_3d", 6) == [1, 0, 0, 0, 0, 0]
    assert of(found, "account_scatter_gather_between_count_3d", 6) == [0, 1, 1, 0, 0, 0]
    assert of(found, "account_scatter_gather_gather_count_3d", 6) == [0, 0, 0, 1, 0, 0]
    assert of(found, "account_passed_on_count_3d", 6) == [0, 3, 1, 0, 0, 0], "from 0 to 3 and 4, from 4 to 3, not back"
    assert of(paths(transfers(rows), 30), "account_scatter_gather_between_count_30d", 6) == [0, 1, 1, 0, 0, 1]


def test_of_one_who_spreads_widely_the_next_few_are_followed() -> None:
    rows = [(0, 1, 1, 1), *((1, 2 + n, 2, 1) for n in range(FAN + 9))]
    found = paths(transfers(rows, FAN + 20), 30)
    assert found["account_passed_on_count_30d"][1] == FAN


def test_loops_whatever_the_order() -> None:
    rows = [(0, 1, 9, 1), (1, 0, 1, 1), (1, 2, 5, 1), (2, 0, 3, 1), (2, 3, 1, 1), (3, 0, 1, 1), (3, 2, 8, 1)]
    found = loops(transfers(rows))
    assert of(found, "account_mutual_count", 5) == [1, 1, 1, 1, 0]
    assert of(found, "account_loops_of_3_count", 5) == [1, 1, 1, 0, 0], "0-1-2"
    assert of(found, "account_loops_of_4_count", 5) == [1, 1, 1, 1, 0], "0-1-2-3; there and back twice is none"


def test_near_reported() -> None:
    rows = [(0, 1, 1, 1), (2, 1, 1, 1), (2, 3, 2, 1), (3, 4, 3, 1), (5, 2, 1, 1)]
    found = Neighbours(transfers(rows)).measures(np.arange(8) == 2)
    assert of(found, "account_hops_from_reported_count", 6) == [6, 1, 6, 1, 2, 6]
    assert of(found, "account_payees_reported_count", 6) == [0, 0, 0, 0, 0, 1]
    assert of(found, "account_payers_reported_share", 4) == [0, 0.5, 0, 1]
    assert of(found, "account_payees_shared_with_reported_count", 1) == [1], "2 pays the same account as 0"
    rank = found["account_pagerank_forward"]
    assert rank[1] == rank[3] > rank[4] > rank[0] == 0


def test_loops_through_reported() -> None:
    rows = [(0, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1), (2, 3, 1, 1), (3, 0, 1, 1)]
    two, three = (Neighbours(transfers(rows)).measures(np.isin(np.arange(8), these)) for these in ((1, 2), (0, 1, 2)))
    assert of(two, "account_loops_of_3_reported_count", 4) == [1, 0, 0, 0]
    assert of(two, "account_loops_of_4_reported_count", 4) == [0, 0, 0, 0], "of 3 the others are 0, 1 and 2"
    assert of(three, "account_loops_of_4_reported_count", 4) == [0, 0, 0, 1]


@pytest.mark.parametrize("part", [3, 50])
def test_parts_give_the_same(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    rows = [(int(a), int(b), int(t), 1) for a, b, t in rng.integers(0, 8, (60, 3))]
    whole = paths(transfers(rows), 3), loops(transfers(rows))
    assert AT_A_TIME > 60
    monkeypatch.setattr("spark_jobs.patterns.moves.AT_A_TIME", part)
    monkeypatch.setattr("spark_jobs.patterns.loops.ROWS", part)
    for found, again in zip(whole, (paths(transfers(rows), 3), loops(transfers(rows))), strict=True):
        assert all((found[name] == again[name]).all() for name in found)


def test_no_transfers_and_keys_for_places() -> None:
    assert all((value <= 0).all() for value in account_patterns(transfers([])).values())
    columns = [np.array(values, np.int64) for values in ([90, 70], [70, 50], [1, 2], [5, 5])]
    keys, found = of_keys(*columns)
    assert keys.tolist() == [50, 70, 90] and found.payer.tolist() == [2, 1] and found.payee.tolist() == [1, 0]
