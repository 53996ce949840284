"""Money followed forward from some accounts, level by level: who received it, how much, and where the trace ends.

The money followed is what arrives in the accounts it starts from: all of it, or what some payers (a victim's accounts)
pay into them. They are level 1 (一级卡); who receives of it from level n for the first time is level n+1. Only accounts
that received some are expanded, so that the books of nobody else are opened. Not expanded, as in the graph of the day,
are corporate accounts and hubs (money in a merchant's till is nobody's any more), accounts of victims (who get a little
back to pay more), accounts that less than `LEAST_FEN` of the money reached; nor is who is reached by the last hop.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from spark_jobs.graph.allocation import DIRECT, allocated
from spark_jobs.graph.tracing import HUB, LEAST_FEN
from spark_jobs.graph.transfers import SCHEMA

SMALL, LAST_HOP = "small", "last_hop"


class Ledger(Protocol):
    """What the books must answer."""

    def transfers(self, accounts: Collection[int], has_hubs: bool) -> tuple[pa.Table, set[int]]:
        """All transfers and exits of accounts (rows of `transfers.SCHEMA`) but those that are hubs, which are told.
        `has_hubs`: none is taken for one."""

    def closed(self, accounts: Collection[int]) -> Mapping[int, str]:
        """The accounts that are not to be expanded for what they are, and why."""

    def opening(self, accounts: Collection[int]) -> Mapping[int, int]:
        """Their balance in fen before the first transfer, where it is known."""


@dataclass(frozen=True)
class Start:
    """Where money is followed from; `payers`: whose payments into these accounts it is, None for everybody's."""

    accounts: frozenset[int]
    payers: frozenset[int] | None = None


@dataclass
class Followed:
    """`rows`: `transfers.SCHEMA` with traced_fen, carried_fen (out of the payer's pot) and hop (0: into the start);
    `levels` of the accounts reached; `ends`: accounts that were not expanded, and why."""

    rows: pa.Table
    levels: dict[int, int]
    ends: dict[int, str] = field(default_factory=dict)


def follow(books: Ledger, start: Start, method: str, hops: int) -> Followed:
    """Follows money over at most so many hops; what did not get a fen of it is left out."""
    walk = _Walk(books, start, method)
    frontier = set(start.accounts)
    for level in range(1, hops + 1):
        walk.expand(frontier, is_start=level == 1)
        if not (frontier := walk.frontier(level + 1, hops)):
            break
    return Followed(walk.told(), walk.levels, walk.ends())


class _Walk:
    """What has been read and reached so far."""

    def __init__(self, books: Ledger, start: Start, method: str) -> None:
        self._books, self._start, self._method = books, start, method
        self._rows = SCHEMA.empty_table()
        self._opened = set[int]()  # whose transfers are all there
        self._opening: dict[int, int] = {}
        self.levels = dict.fromkeys(start.accounts, 1)
        self._received: dict[int, int] = {}
        self._closed: dict[int, str] = {}

    def expand(self, frontier: set[int], is_start: bool) -> None:
        """Reads the books of those that may be expanded."""
        closed = {} if is_start else self._books.closed(frontier)
        rows, hubs = self._books.transfers(frontier - set(closed), is_start)
        opened = frontier - set(closed) - hubs
        known = _among(rows["payer_key"], self._opened) | _among(rows["payee_key"], self._opened)
        self._rows = pa.concat_tables([self._rows, rows.filter(pa.array(~known))])
        self._opened |= opened
        self._opening |= {} if self._method == DIRECT else self._books.opening(opened)
        self._closed |= dict(closed) | dict.fromkeys(hubs, HUB)

    def frontier(self, level: int, hops: int) -> set[int]:
        """Whose books are to be opened next, now that more money has been found; who is new is of this level."""
        rows = self._allocated()
        sums = rows.filter(pc.is_valid(rows["payee_key"])).group_by("payee_key").aggregate([("traced_fen", "sum")])
        received = zip(sums["payee_key"].to_pylist(), sums["traced_fen_sum"].to_pylist(), strict=True)
        self._received = {account: fen for account, fen in received if fen}
        self.levels |= dict.fromkeys(set(self._received) - set(self.levels), level)
        reached = {account for account, fen in self._received.items() if fen >= LEAST_FEN}
        return {account for account in reached - self._opened - set(self._closed) if self.levels[account] <= hops}

    def ends(self) -> dict[int, str]:
        """The accounts that were reached and not expanded, with the reason."""
        others = set(self.levels) - self._opened - set(self._closed)
        small = {account for account in others if self._received[account] < LEAST_FEN}
        return self._closed | {account: SMALL if account in small else LAST_HOP for account in others}

    def told(self) -> pa.Table:
        """The transfers that carry traced money, with the hop of each: the payer's level, 0 for what comes from outside
        the trace."""
        rows = self._allocated()
        rows = rows.filter(pc.greater(rows["traced_fen"], 0))
        carried = zip(rows["payer_key"].to_pylist(), rows["carried_fen"].to_pylist(), strict=True)
        hops = [self.levels[payer] if fen else 0 for payer, fen in carried]
        return rows.append_column("hop", pa.array(hops, pa.int64())).sort_by(
            [(name, "ascending") for name in ("hop", "at", "payer_key", "payee_key", "amount_fen", "exit_code")]
        )

    def _allocated(self) -> pa.Table:
        """All transfers read; whose books are closed passes nothing on, though others tell of payments from there."""
        fresh = _among(self._rows["payee_key"], self._start.accounts)
        if self._start.payers is not None:
            fresh &= _among(self._rows["payer_key"], self._start.payers)
        fresh &= self._rows["payer_key"].to_numpy() != self._rows["payee_key"].fill_null(0).to_numpy()
        row = np.flatnonzero(fresh)
        tainted = pa.table({"row": row, "fen": self._rows["amount_fen"].take(pa.array(row))})
        is_open = pa.array(_among(self._rows["payer_key"], self._opened))
        payers = pc.if_else(is_open, self._rows["payer_key"], 0)
        found = allocated(self._rows.set_column(0, "payer_key", payers), tainted, self._method, self._opening)
        return pa.table({name: self._rows[name] for name in SCHEMA.names} | {n: found[n] for n in found.column_names})


def _among(column: pa.ChunkedArray, keys: Collection[int]) -> npt.NDArray[np.bool_]:
    """Which rows hold one of the keys."""
    found: Any = pc.is_in(column, pa.array(sorted(keys), pa.int64()))
    return np.asarray(found.to_numpy(), np.bool_)
