"""The accounts of a panel: looked up for the legs of a day, and delivered as a feed of their own."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.panel import Panel
from simulator.panel.register import CLOSED, FROZEN, STOPPED, account_table
from simulator.wires import accounts as wire
from simulator.wires.outbox import Outbox
from simulator.wires.text import Integers, as_array
from simulator.wires.transactions import WORDINGS

SOURCES = tuple(WORDINGS)


class PanelAccounts:
    """Computes rows of accounts when asked: a city's accounts would fill the memory."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._last = np.zeros(panel.base.count, dtype=np.int64)  # the last movement that we saw; 0: none

    def watch(self, transactions: pa.Table) -> None:
        """A block's movements, by account and time."""
        self._last[np.asarray(as_array(transactions["account_index"]))] = np.asarray(as_array(transactions["at"]))

    def of(self, index: Integers) -> pa.Table:
        """The account of each index, in the same order."""
        known, position = np.unique(index, return_inverse=True)
        return self.table(known.astype(np.int64)).take(pa.array(position))

    def table(self, index: Integers) -> pa.Table:
        """One row per account index."""
        panel = self.panel
        return account_table(panel.base, panel.names, panel.opened, panel.closed, index, panel.first_day)

    def numbers(self) -> pa.Array:
        """Every card and account number."""
        columns = [as_array(part[name]) for part in self.panel.accounts_parts() for name in ("card_no", "account_no")]
        return pc.drop_null(pa.concat_arrays(columns))

    def news(self, day: date, is_first: bool, changes: pa.Table | None) -> Iterator[pa.Table]:
        """New accounts (on the first day all that are known) in parts, then those whose state changed; after the
        day's movements."""
        known_on, today = self.panel.opened, day.toordinal()
        fresh = np.flatnonzero(known_on <= today if is_first else known_on == today).astype(np.int64)
        for first in range(0, max(len(fresh), 1), 200_000):
            yield self._with_balance(self.table(fresh[first : first + 200_000]))
        if changes is not None and changes.num_rows:
            rows = self.of(np.asarray(as_array(changes["account_index"])))
            status = as_array(changes["status"]).cast(pa.string())
            yield self._with_balance(rows.set_column(rows.schema.get_field_index("status"), "status", status))

    def _with_balance(self, rows: pa.Table) -> pa.Table:
        """What is there on the evening of the day: nothing once closed, nothing at disposal while stopped or frozen."""
        index, status = np.asarray(as_array(rows["account_index"])), as_array(rows["status"])
        is_closed = np.asarray(pc.equal(status, CLOSED))
        is_held = is_closed | np.asarray(pc.is_in(status, pa.array([FROZEN, STOPPED])))
        balance, last = np.where(is_closed, 0, self.panel.ledger.balance[index]), self._last[index]
        columns = {"balance_fen": pa.array(balance), "available_fen": pa.array(np.where(is_held, 0, balance)),
                   "last_at": pa.array(last, mask=last == 0)}  # fmt: skip
        for name, column in columns.items():
            rows = rows.append_column(name, column)
        return rows


def write_accounts(news: Iterator[pa.Table], outbox: Outbox, day: date, is_first: bool) -> None:
    """The files of one day, one per institution."""
    sheets = {source: outbox.open(wire.layout(source), day, is_first) for source in SOURCES}
    for table in news:
        source_of = table["source"].cast(pa.string())
        for source, sheet in sheets.items():
            rows = table.filter(pc.equal(source_of, source)).combine_chunks()
            sheet.add(wire.cells(rows, day), rows.num_rows)
    for sheet in sheets.values():
        outbox.close(sheet)
