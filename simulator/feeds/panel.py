"""The feeds of the panel: call records, transactions and accounts, day by day, block by block."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.wires import accounts as account_wire
from simulator.wires import calls as call_wire
from simulator.wires import transactions as transaction_wire
from simulator.wires.outbox import Outbox
from simulator.wires.sheet import Sheet
from simulator.wires.text import as_array

ROWS = 250_000  # rendered at a time: a row of a wire is some hundred bytes
BANKS = tuple(transaction_wire.WORDINGS)
CARRIERS = tuple(call_wire.WORDINGS)


class Behaviour(Protocol):
    """What this room needs of a panel."""

    def accounts(self) -> pa.Table:
        """All accounts ever, known from `is_new_on` (proleptic day) on."""

    def day_parts(self, day: date) -> Iterator[Any]:
        """A day in blocks with the tables calls, transactions and account_changes."""


class PanelFeeds:
    """Writes the feeds wanted of the three; days must come in order."""

    def __init__(self, panel: Behaviour, outbox: Outbox, wanted: set[str]) -> None:
        self.panel, self.outbox, self.wanted = panel, outbox, wanted
        self.accounts = panel.accounts()
        self._position = np.argsort(np.asarray(as_array(self.accounts["account_index"])))
        self._known_on = np.asarray(as_array(self.accounts["is_new_on"]))
        self._calls, self._legs = call_wire.layouts(), transaction_wire.layouts()

    def write(self, day: date, is_first: bool, watch: Callable[[Any], None]) -> None:
        """The files of one day; `watch` sees every block."""
        sheets = self._open(day, is_first)
        changes = []
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            under_way: list[Future[None]] = []
            for block in self.panel.day_parts(day):
                watch(block)
                changes.append(block.account_changes)
                _finish(under_way)
                under_way = [pool.submit(work) for work in self._work(block, sheets)]
            _finish(under_way)
        for sheet in sheets.values():
            self.outbox.close(sheet)
        if "accounts" in self.wanted:
            self._write_accounts(day, is_first, pa.concat_tables(changes) if changes else None)

    def _open(self, day: date, is_first: bool) -> dict[tuple[str, str], Sheet]:
        found = []
        if "call_records" in self.wanted:
            found += list(self._calls.values())
        if "transactions" in self.wanted:
            found += list(self._legs.values())
        return {(layout.feed, layout.source): self.outbox.open(layout, day, is_first) for layout in found}

    def _work(self, block: Any, sheets: dict[tuple[str, str], Sheet]) -> list[Callable[[], None]]:
        """What there is to render of a block: one piece of work per file."""
        work: list[Callable[[], None]] = []
        for (feed, source), sheet in sheets.items():
            if feed == "call_records":
                work.append(_Calls(sheet, source, block.calls, self._callers(block)))
            else:
                work.append(_Legs(sheet, source, block.transactions, self))
        return work

    def _callers(self, block: Any) -> pa.Array | None:
        """Numbers with a leg of their own in this block; asked only where legs may be made to disagree."""
        return pc.unique(as_array(block.calls["own_number"])) if self.outbox.rate else None

    @cached_property
    def numbers(self) -> pa.Array | None:
        """Cards and accounts of ours; asked only where legs may be made to disagree."""
        if not self.outbox.rate:
            return None
        cards, numbers = (as_array(self.accounts[name]).cast(pa.string()) for name in ("card_no", "account_no"))
        return pc.drop_null(pa.concat_arrays([cards, numbers]))

    def accounts_of(self, index: pa.Array) -> pa.Table:
        """The accounts with these indices, one row each."""
        positions = self._position[np.asarray(index)]
        return self.accounts.take(pa.array(positions))

    def _write_accounts(self, day: date, is_first: bool, changes: pa.Table | None) -> None:
        """New accounts (on the first day all that are known), and those whose state changed."""
        today = day.toordinal()
        fresh = self._known_on <= today if is_first else self._known_on == today
        rows = self.accounts.filter(pa.array(fresh))
        if changes is not None and changes.num_rows:
            rows = pa.concat_tables([rows, self._changed(changes)]).combine_chunks()
        source_of = pc.cast(as_array(rows["source"]), pa.string())
        for source in BANKS:
            sheet = self.outbox.open(account_wire.layout(source), day, is_first)
            for part in _parts(rows.filter(pc.equal(source_of, source))):
                sheet.add(account_wire.cells(part, day), part.num_rows)
            self.outbox.close(sheet)

    def _changed(self, changes: pa.Table) -> pa.Table:
        rows = self.accounts_of(as_array(changes["account_index"]))
        at = rows.schema.get_field_index("status")
        status = as_array(changes["status"]).cast(rows.schema.field(at).type)
        return rows.set_column(at, rows.schema.field(at), status)


class _Calls:
    """Legs of one carrier into its sheet."""

    def __init__(self, sheet: Sheet, source: str, calls: pa.Table, callers: pa.Array | None) -> None:
        self.sheet, self.source, self.calls, self.callers = sheet, source, calls, callers

    def __call__(self) -> None:
        for rows in _parts(_of(self.calls, "carrier", self.source)):
            cells = call_wire.cells(self.source, rows, self.sheet.rows + 1)
            self.sheet.add(cells, rows.num_rows, self.callers)


class _Legs:
    """Ledger legs of one institution into its sheet."""

    def __init__(self, sheet: Sheet, source: str, legs: pa.Table, feeds: PanelFeeds) -> None:
        self.sheet, self.source, self.legs, self.feeds = sheet, source, legs, feeds

    def __call__(self) -> None:
        for rows in _parts(_of(self.legs, "source", self.source)):
            accounts = self.feeds.accounts_of(as_array(rows["account_index"]))
            cells = transaction_wire.cells(self.source, rows, accounts)
            self.sheet.add(cells, rows.num_rows, self.feeds.numbers)


def _of(table: pa.Table, column: str, value: str) -> pa.Table:
    return table.filter(pc.equal(table[column].cast(pa.string()), value))


def _parts(table: pa.Table) -> Iterator[pa.Table]:
    for first in range(0, table.num_rows, ROWS):
        yield table.slice(first, ROWS).combine_chunks()


def _finish(under_way: list["Future[None]"]) -> None:
    for future in under_way:
        future.result()
