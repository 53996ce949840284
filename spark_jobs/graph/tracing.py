"""What one as-of date knows of its tainted money: transfers found so far, how much of each is traced, and who is to be
looked at next.

Money is traced in the order of events by `allocation.allocate`. Only accounts that were looked at pass anything on, so
that all their arrivals are known. Reported accounts are hop 0, whom they pay hop 1; a victim's payment is a transfer of
hop 0. `METHOD` is stated in the contract of features.traced_transfer.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys
from spark_jobs.graph.allocation import FIFO, allocate
from spark_jobs.graph.register import Known
from spark_jobs.graph.reported import Case, named_accounts, reported_of, tainted
from spark_jobs.graph.transfers import KEY, SIDES, matched, ordered, spread

METHOD = FIFO
#: A transfer lies at most so many hops behind the reported account.
HOPS = 5
#: Whom less traced money reached is not looked at [own assumption: 100 yuan]: what a mule buys at a shop would else
#: bring the shop's suppliers. It bounds the frontier: all traced money over this.
LEAST_FEN = 10_000
#: And of a date at most so many in a round, those with most traced money: a stop that no honest day meets.
FRONTIER = 250_000
#: Who pays more others than this in 30 days is a hub (an exchange, a payroll, a platform) and passes nothing on; so is
#: who is paid by more than this many (a shop) [own assumption].
PAYEES, PAYERS = 500, 5_000
#: How many times as many names an account has beside it, at most, where it is told at once that it is a hub: an account
#: with a card has two.
CROWD = 2
#: Account types that pass nothing on: behind them money is pay, rent and goods [own assumption].
CLOSED_TYPES = ("corporate",)
NO_HOP = HOPS + 1
CORPORATE, VICTIM, HUB, CUT = "corporate", "victim", "hub", "cut"


class Traced(NamedTuple):
    """All known transfers (in the order of events), and of each: traced fen, fen tainted by itself, hop (`NO_HOP`
    where nothing is traced)."""

    transfers: pa.Table
    traced: Keys
    fresh: Keys
    hops: Keys

    def rows(self) -> npt.NDArray[np.bool_]:
        """Which transfers carry traced money."""
        return (self.traced > 0) & (self.hops < NO_HOP)


@dataclass
class Tracing:
    """One as-of date. `told`, `exits`: what the engine found of the accounts that were looked at (`looked_at`)."""

    day: date
    cases: list[Case]
    told: list[pa.Table] = field(default_factory=list)
    exits: list[pa.Table] = field(default_factory=list)
    looked_at: set[int] = field(default_factory=set)
    stopped: dict[int, str] = field(default_factory=dict)

    def reported(self, known: Known) -> Keys:
        """The accounts that cases name."""
        return reported_of(named_accounts(self.cases, known))

    def take(self, told: pa.Table, accounts: Keys, known: Known) -> None:
        """Keeps what touches some accounts, which are looked at herewith unless they turn out to be hubs."""
        self.told.append(told)
        named = pa.table({side: known.canonical(told[side].to_numpy()) for side in SIDES})
        hubs = {key for own, other, limit in _LIMITS for key in _over(named, own, other, limit)}
        asked = set(accounts.tolist())
        self.stopped |= dict.fromkeys(sorted(asked & hubs), HUB)
        self.looked_at |= asked - hubs

    def traced(self, known: Known) -> Traced:
        """What is traced in the transfers found so far."""
        transfers = self._transfers(known)
        fresh = tainted(self.cases, transfers, known, self.day)
        rows = np.flatnonzero(fresh)
        seeds = pa.table({"row": pa.array(rows, pa.int64()), "fen": pa.array(fresh[rows], pa.int64())})
        found = allocate(self._passing(transfers), seeds, METHOD).to_numpy(zero_copy_only=False)
        hops = _hops(transfers, found, fresh, {int(key) for key in self.reported(known)})
        return Traced(transfers, found, fresh, hops)

    def frontier(self, traced: Traced, known: Known) -> Keys:
        """Whom to look at next, in order of key; who passes nothing on for what he is goes into `stopped`."""
        arrived = {key: found for key, found in arrivals(traced).items() if key not in self.looked_at}
        self.stopped |= self._closed(np.array(sorted(arrived), np.int64), known)
        wanted = [k for k, (fen, hops) in arrived.items() if fen >= LEAST_FEN and hops < HOPS and k not in self.stopped]
        wanted.sort(key=lambda key: (-arrived[key][0], key))
        self.stopped |= dict.fromkeys(wanted[FRONTIER:], CUT)
        return np.array(sorted(wanted[:FRONTIER]), np.int64)

    def _closed(self, accounts: Keys, known: Known) -> dict[int, str]:
        """The accounts of a closed type, and those of the victims, who get a little back."""
        victims = {person for case in self.cases for person in case.victims}
        types, holders = (known.column(name, accounts).to_pylist() for name in ("account_type_code", "holder_key"))
        found = {}
        for key, kind, holder in zip(accounts.tolist(), types, holders, strict=True):
            if kind in CLOSED_TYPES or holder in victims:
                found[key] = CORPORATE if kind in CLOSED_TYPES else VICTIM
        return found

    def _transfers(self, known: Known) -> pa.Table:
        """The transfers found so far, each once, and the exits."""
        told = pa.concat_tables(self.told)
        others = [(name, "max") for name in told.column_names if name not in KEY]
        once = told.group_by(list(KEY)).aggregate(others)
        transfers = matched(once.rename_columns([name.removesuffix("_max") for name in once.column_names]), known)
        exits = [_exits(rows, known) for rows in self.exits]
        return ordered(pa.concat_tables([transfers, *exits]))

    def _passing(self, transfers: pa.Table) -> pa.Table:
        """The transfers with a payer where he was looked at, else from nobody: who was not, passes nothing on."""
        payers = transfers[SIDES[0]].to_numpy()
        is_open = np.isin(payers, np.array(sorted(self.looked_at), np.int64))
        return transfers.set_column(0, SIDES[0], pa.array(payers, pa.int64(), mask=~is_open))


_LIMITS = ((SIDES[0], SIDES[1], PAYEES), (SIDES[1], SIDES[0], PAYERS))


def _over(named: pa.Table, own: str, other: str, limit: int) -> list[int]:
    """The accounts on one side that have more others than a limit."""
    counted = named.group_by(own).aggregate([(other, "count_distinct")])
    over: list[int] = counted.filter(pc.greater(counted[f"{other}_count_distinct"], limit))[own].to_pylist()
    return over


def arrivals(traced: Traced) -> dict[int, tuple[int, int]]:
    """account → traced fen that reached it, and its hops."""
    found: dict[int, tuple[int, int]] = {}
    rows = np.flatnonzero(traced.rows())
    payees = traced.transfers[SIDES[1]].fill_null(0).to_numpy()
    for row in rows.tolist():
        if key := int(payees[row]):
            fen, hops = found.get(key, (0, NO_HOP))
            found[key] = fen + int(traced.traced[row]), min(hops, int(traced.hops[row]))
    return found


def _hops(transfers: pa.Table, traced: Keys, fresh: Keys, reported: Collection[int]) -> Keys:
    """The hop of each transfer: one more than the least at which money had reached its payer by then."""
    hops = np.full(transfers.num_rows, NO_HOP, np.int64)
    payers, payees = (transfers[side].fill_null(0).to_pylist() for side in SIDES)
    best: dict[int, int] = {}
    for row in np.flatnonzero(traced > 0).tolist():
        hop = 0 if fresh[row] else best.get(payers[row], HOPS) + 1
        if hop < NO_HOP:
            hops[row] = hop
            arrived = 0 if payees[row] in reported else hop
            best[payees[row]] = min(best.get(payees[row], NO_HOP), arrived)
    return hops


def _exits(rows: pa.Table, known: Known) -> pa.Table:
    """Exits of one as-of date as transfers that nobody gets."""
    payers = pa.array(known.canonical(rows["payer_key"].to_numpy()))
    named = rows.set_column(rows.column_names.index("payer_key"), "payer_key", payers)
    ends = {"first_at": "first_at_min", "last_at": "last_at_max"}
    renamed = named.rename_columns([ends.get(name, name) for name in named.column_names])
    return spread(renamed, rows["told_count"].to_numpy())
