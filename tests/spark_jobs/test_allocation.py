"""The three allocations: rows by hand, and what must hold of any transfers."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from spark_jobs.graph.allocation import DIRECT, FIFO, METHODS, PRO_RATA, allocate, allocated

NOON = datetime(2021, 10, 1, 4, tzinfo=UTC)
VICTIM, FIRST, SECOND, THIRD, FRIEND = 1, 2, 3, 4, 9
Row = tuple[int, int, int, int]


def transfers(rows: Sequence[Row]) -> pa.Table:
    """Rows of minute, payer, payee (0: none), fen."""
    minutes, payers, payees, fen = zip(*rows, strict=True)
    at = pa.array([NOON + timedelta(minutes=minute) for minute in minutes], pa.timestamp("us", "UTC"))
    keys = [pa.array(column, pa.int64()) for column in (payers, [key or None for key in payees], fen)]
    return pa.table([at, *keys], ["at", "payer_key", "payee_key", "amount_fen"])


def tainted(fen: dict[int, int]) -> pa.Table:
    return pa.table([pa.array(list(column), pa.int64()) for column in (fen, fen.values())], ["row", "fen"])


def found(rows: Sequence[Row], fen: dict[int, int], method: str, **more: Any) -> list[int]:
    return allocate(transfers(rows), tainted(fen), method, **more).to_pylist()  # type: ignore[no-any-return]


#: A friend's 300 lie there when the victim's 500 come; 400 go on, then 200, then 400, of which 200 nobody has told.
MIXED = [
    (0, FRIEND, FIRST, 300),
    (1, VICTIM, FIRST, 500),
    (2, FIRST, SECOND, 400),
    (3, FIRST, THIRD, 200),
    (4, FIRST, 0, 400),
]


@pytest.mark.parametrize(
    ("method", "expected"),
    [(DIRECT, [0, 500, 400, 100, 0]), (FIFO, [0, 500, 100, 200, 200]), (PRO_RATA, [0, 500, 250, 125, 125])],
)
def test_by_hand(method: str, expected: list[int]) -> None:
    assert found(MIXED, {1: 500}, method) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [(DIRECT, [0, 500, 400, 100, 0]), (FIFO, [0, 500, 0, 100, 400]), (PRO_RATA, [0, 500, 200, 100, 200])],
)
def test_an_opening_balance_is_clean(method: str, expected: list[int]) -> None:
    assert found(MIXED, {1: 500}, method, opening={FIRST: 200}) == expected


@pytest.mark.parametrize("method", METHODS)
def test_nothing_leaves_before_it_came(method: str) -> None:
    early = [(0, FIRST, SECOND, 100), (1, VICTIM, FIRST, 500), (2, FIRST, SECOND, 700), (3, SECOND, FIRST, 50)]
    assert found(early, {1: 500}, method)[:3] == [0, 500, 500]


def test_shares_are_rounded_down_and_what_is_left_goes_last() -> None:
    rows = [(0, FRIEND, FIRST, 2), (1, VICTIM, FIRST, 1), *[(2 + n, FIRST, SECOND, 1) for n in range(3)]]
    assert found(rows, {1: 1}, PRO_RATA) == [0, 1, 0, 0, 1]


def test_an_arrival_tainted_in_part_gives_the_tainted_part_first() -> None:
    assert found([(0, VICTIM, FIRST, 100), (1, FIRST, SECOND, 30), (2, FIRST, SECOND, 50)], {0: 40}, FIFO) == [
        40,
        30,
        10,
    ]


@pytest.mark.parametrize("method", METHODS)
def test_money_tainted_twice_counts_once(method: str) -> None:
    """The first account pays with tainted money into another that is reported itself."""
    rows = [(0, VICTIM, FIRST, 100), (1, FIRST, SECOND, 100), (2, SECOND, 0, 100)]
    told = allocated(transfers(rows), tainted({0: 100, 1: 60}), method)
    assert told.to_pydict() == {"traced_fen": [100, 100, 100], "carried_fen": [0, 100, 100]}


def random_city(seed: int) -> tuple[pa.Table, pa.Table]:
    """Some accounts paying each other and out, in no order, with ties; some arrivals tainted, some of them in part."""
    draw = np.random.default_rng(seed)
    rows, keys = int(draw.integers(1, 60)), int(draw.integers(2, 9))
    columns = [draw.integers(0, 40, rows), draw.integers(1, keys + 1, rows), draw.integers(0, keys + 1, rows)]
    amounts = draw.choice([1, 7, 100, 999, 5000], rows)
    of = transfers([tuple(map(int, row)) for row in zip(*columns, amounts, strict=True)])  # type: ignore[misc]
    chosen = draw.choice(rows, int(draw.integers(0, rows + 1)), replace=False)
    return of, tainted({int(row): int(draw.integers(0, amounts[row] + 1)) for row in chosen})


def events(of: pa.Table, told: pa.Table) -> list[dict[str, Any]]:
    rows = pa.table(
        {
            **dict(zip(of.column_names, of.columns, strict=True)),
            **dict(zip(told.column_names, told.columns, strict=True)),
        }
    )
    return rows.sort_by([(name, "ascending") for name in ("at", "payer_key", "payee_key", "amount_fen")]).to_pylist()  # type: ignore[no-any-return]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_what_leaves_an_account_entered_it_before(method: str) -> None:
    """At each moment: nothing negative, no transfer carries more than its amount, no pot gives what it has not got."""
    seen = 0
    for seed in range(200):
        of, fresh = random_city(seed)
        there: dict[int, int] = defaultdict(int)
        for at, group in _by_moment(events(of, allocated(of, fresh, method))).items():
            seen += sum(row["carried_fen"] > 0 for row in group)
            _moved(there, group)
            assert min(there.values(), default=0) >= 0, (seed, at)
    assert seen > 500


def _by_moment(rows: list[dict[str, Any]]) -> dict[datetime, list[dict[str, Any]]]:
    moments: dict[datetime, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        moments[row["at"]].append(row)
    return moments


def _moved(there: dict[int, int], group: list[dict[str, Any]]) -> None:
    for row in group:
        assert 0 <= row["carried_fen"] <= row["traced_fen"] <= row["amount_fen"]
        there[row["payer_key"]] -= row["carried_fen"]
        if row["payee_key"]:
            there[row["payee_key"]] += row["traced_fen"]


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_the_rows_does_not_count(method: str) -> None:
    for seed in range(200):
        of, fresh = random_city(seed)
        order = np.random.default_rng(seed).permutation(of.num_rows)
        fens = dict(zip(fresh["row"].to_pylist(), fresh["fen"].to_pylist(), strict=True))
        moved = tainted({new: fens[int(old)] for new, old in enumerate(order) if int(old) in fens})
        here = _counted(of, allocate(of, fresh, method))
        assert here == _counted(of.take(order), allocate(of.take(order), moved, method)), seed


def _counted(of: pa.Table, traced: pa.Array) -> Counter[tuple[Any, ...]]:
    return Counter(zip(*[column.to_pylist() for column in (*of.columns, traced)], strict=True))


def test_no_rule_lets_an_account_pass_on_more_by_any_moment_than_poison_first() -> None:
    """One account, arrivals from outside: of equal arrivals direct has passed on most at each moment."""
    strictly = 0
    for seed in range(200):
        of, fresh = random_city(seed)
        alone = _alone(of)
        sums = {method: _by_then(events(alone, allocated(alone, fresh, method))) for method in METHODS}
        for other in (FIFO, PRO_RATA):
            assert (sums[DIRECT] >= sums[other]).all(), (seed, other)
            strictly += bool((sums[DIRECT] > sums[other]).any())
    assert strictly > 50


def _by_then(rows: list[dict[str, Any]]) -> Any:
    """What has been carried out by the end of each moment."""
    return np.cumsum([sum(row["carried_fen"] for row in group) for group in _by_moment(rows).values()])


def _alone(of: pa.Table) -> pa.Table:
    """All transfers as one account's: it pays to nobody we know, all others pay out of nowhere."""
    is_own = pc.equal(of["payer_key"], 1)
    payers, payees = pc.if_else(is_own, 1, 0), pc.if_else(is_own, 0, 1)
    return of.set_column(1, "payer_key", payers).set_column(2, "payee_key", payees)
