"""What is told of each account that tainted money reached as of a date: sums of its traced transfers and of all others
that are known of it. Arrays are in the order of `Reached.keys`."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys
from lake.shanghai import DAY_US
from spark_jobs.graph.exits import WALLET
from spark_jobs.graph.frontier import Found
from spark_jobs.graph.subgraph import Flags, Subgraph, subgraph
from spark_jobs.graph.tracing import CORPORATE, HOPS, HUB, VICTIM, arrivals
from spark_jobs.patterns.transfer_list import Transfers

FAR, SMALL = "far", "small"
#: Who is stopped for what he is: nothing is joined through him.
APART = (CORPORATE, HUB, VICTIM)


@dataclass(frozen=True)
class Reached:
    """The accounts that traced money reached, and the transfers that carried it, with `traced_fen`, `fresh_fen` and
    `hop`; `others`: all known transfers between accounts."""

    found: Found

    @cached_property
    def transfers(self) -> pa.Table:
        """The transfers that carry traced money, in the order of events."""
        traced = self.found.traced
        columns = {"traced_fen": traced.traced, "fresh_fen": traced.fresh, "hop": traced.hops}
        rows = traced.transfers
        for name, values in columns.items():
            rows = rows.append_column(name, pa.array(values, pa.int64()))
        rows = rows.filter(pa.array(traced.rows()))
        ends = [self._holders(rows[side]) for side in ("payer_key", "payee_key")]
        is_own = pc.fill_null(pc.equal(*ends), False)
        return rows.append_column("is_own", is_own).set_column(2, "exit_code", self._exits(rows))

    def _holders(self, keys: pa.ChunkedArray) -> pa.Array:
        return self.found.known.column("holder_key", keys.fill_null(0).to_numpy())

    def _exits(self, rows: pa.Table) -> pa.Array:
        """The exit codes, and that of a transfer into a wallet."""
        payees = rows["payee_key"].fill_null(0).to_numpy()
        types = self.found.known.column("account_type_code", payees)
        is_wallet = pc.fill_null(pc.equal(types, WALLET), False)
        return pc.if_else(is_wallet, WALLET, rows["exit_code"].combine_chunks())

    @cached_property
    def arrived(self) -> dict[int, tuple[int, int]]:
        """account → traced fen in, hops."""
        return arrivals(self.found.traced)

    @cached_property
    def keys(self) -> Keys:
        """The reached accounts in order."""
        return np.array(sorted(self.arrived), np.int64)

    @cached_property
    def is_reported(self) -> Flags:
        """Which of them a case names."""
        return np.isin(self.keys, self.found.tracing.reported(self.found.known))

    @cached_property
    def is_looked_at(self) -> Flags:
        """Of which of them all transfers are known."""
        return np.isin(self.keys, np.array(sorted(self.found.tracing.looked_at), np.int64))

    @cached_property
    def hops(self) -> Keys:
        """Hops from the nearest reported account; 0 for these."""
        return np.where(self.is_reported, 0, [self.arrived[key][1] for key in self.keys.tolist()])

    @cached_property
    def stops(self) -> list[str | None]:
        """Why an account passes nothing on; empty where it does."""
        stopped = self.found.tracing.stopped
        rest = (FAR if hops >= HOPS else SMALL for hops in self.hops.tolist())
        looked_at = self.is_looked_at.tolist()
        keys = self.keys.tolist()
        return [None if seen else stopped.get(key, why) for key, seen, why in zip(keys, looked_at, rest, strict=True)]

    @cached_property
    def is_apart(self) -> Flags:
        """Who is stopped for what he is."""
        return np.array([stop in APART for stop in self.stops], np.bool_)

    @cached_property
    def passed(self) -> pa.Table:
        """The traced transfers between reached accounts: without those of victims, and without exits."""
        rows = self.transfers
        return rows.filter(pc.and_(pc.is_valid(rows["payee_key"]), pc.greater(rows["hop"], 0)))

    @cached_property
    def graph(self) -> Subgraph:
        """Traced transfers between reached accounts."""
        rows = self.passed
        ends = (rows[name].to_numpy() for name in ("payer_key", "payee_key", "traced_fen"))
        return subgraph(self.keys, *ends)

    def moves(self) -> Transfers:
        """The traced transfers between accounts of different holders, of which the places tell, in microseconds."""
        rows = self.passed.filter(pc.invert(self.passed["is_own"]))
        payers, payees = (np.searchsorted(self.keys, rows[name].to_numpy()) for name in ("payer_key", "payee_key"))
        at, fen = rows["at"].cast(pa.int64()).to_numpy(), rows["traced_fen"].to_numpy()
        return Transfers(payers, payees, at, fen, len(self.keys), DAY_US)

    def summed(self, side: str, rows: pa.Table, name: str = "traced_fen") -> Keys:
        """The sum of a column over the rows whose `side` an account is."""
        return self._by(side, rows, name, "sum")

    def distinct(self, side: str, rows: pa.Table, name: str) -> Keys:
        """How many values of a column the rows of an account have."""
        return self._by(side, rows, name, "count_distinct")

    def first(self, side: str, rows: pa.Table) -> Keys:
        """Microseconds since 1970 of the first of an account's rows; 0 without any."""
        return self._by(side, rows, "at", "min")

    def _by(self, side: str, rows: pa.Table, name: str, how: str) -> Keys:
        grouped = rows.group_by(side).aggregate([(name, how)])
        grouped = grouped.filter(pc.is_in(grouped[side], pa.array(self.keys)))
        found = np.zeros(len(self.keys), np.int64)
        places = np.searchsorted(self.keys, grouped[side].to_numpy())
        found[places] = grouped[f"{name}_{how}"].cast(pa.int64()).to_numpy()
        return found


def numbered(keys: Keys, counts: dict[int, int]) -> Keys:
    """A count of each account."""
    return np.array([counts.get(key, 0) for key in keys.tolist()], np.int64)
