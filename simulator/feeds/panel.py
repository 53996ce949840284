"""The feeds of the panel: call records, transactions and accounts, day by day, block by block."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.feeds.panel_accounts import PanelAccounts, write_accounts
from simulator.feeds.panel_parquet import ParquetDay
from simulator.panel import Panel, PanelDay
from simulator.wires import calls as call_wire
from simulator.wires import transactions as transaction_wire
from simulator.wires.outbox import Outbox
from simulator.wires.sheet import Sheet
from simulator.wires.text import as_array

ROWS = 200_000  # rendered at a time: a row of a wire is some hundred bytes
Watch = Callable[[PanelDay], None]


class PanelFeeds:
    """Writes the feeds wanted of the three, as wires or (with a folder for it) as Parquet; days come in order."""

    def __init__(
        self, panel: Panel, accounts: PanelAccounts, outbox: Outbox, wanted: set[str], parquet: Path | None
    ) -> None:
        self.panel, self.accounts, self.outbox, self.wanted = panel, accounts, outbox, wanted
        self.parquet = parquet
        self._layouts = [layout for feed, known in (("call_records", call_wire.layouts()),
                                                    ("transactions", transaction_wire.layouts()))
                         if feed in wanted for layout in known.values()]  # fmt: skip

    def write(self, day: date, is_first: bool, watch: Watch) -> None:
        """The files of one day; `watch` sees every block."""
        changes: list[pa.Table] = []

        def blocks() -> Iterator[PanelDay]:
            for block in self.panel.day_parts(day):
                watch(block)
                self.accounts.watch(block.transactions)
                changes.append(block.account_changes)
                yield block

        if self.parquet:
            self._write_parquet(self.parquet, day, is_first, blocks(), changes)
            return
        self._write_wires(day, is_first, blocks())
        if "accounts" in self.wanted:
            write_accounts(self._news(day, is_first, changes), self.outbox, day, is_first)

    def _news(self, day: date, is_first: bool, changes: list[pa.Table]) -> Iterator[pa.Table]:
        return self.accounts.news(day, is_first, pa.concat_tables(changes) if changes else None)

    def _write_wires(self, day: date, is_first: bool, blocks: Iterator[PanelDay]) -> None:
        """Renders a block while the next one happens: one piece of work per file, in the order of blocks."""
        sheets = [self.outbox.open(layout, day, is_first) for layout in self._layouts]
        under_way: list[Future[None]] = []
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for block in blocks:
                _finish(under_way)
                under_way = [pool.submit(self._add, sheet, block) for sheet in sheets]
            _finish(under_way)
        for sheet in sheets:
            self.outbox.close(sheet)

    def _add(self, sheet: Sheet, block: PanelDay) -> None:
        """The rows of one source of a block into its sheet."""
        source = sheet.layout.source
        if sheet.layout.feed == "call_records":
            callers = pc.unique(as_array(block.calls["own_number"])) if self.outbox.rate else None
            for rows in _parts(block.calls, "carrier", source):
                sheet.add(call_wire.cells(source, rows, sheet.rows + 1), rows.num_rows, callers)
            return
        for rows in _parts(block.transactions, "source", source):
            accounts = self.accounts.of(np.asarray(as_array(rows["account_index"])))
            sheet.add(transaction_wire.cells(source, rows, accounts), rows.num_rows, self._numbers)

    @cached_property
    def _numbers(self) -> pa.Array | None:
        """Cards and accounts of ours; asked only where legs may be made to disagree."""
        return self.accounts.numbers() if self.outbox.rate else None

    def _write_parquet(
        self, folder: Path, day: date, is_first: bool, blocks: Iterator[PanelDay], changes: list[pa.Table]
    ) -> None:
        files = ParquetDay(folder, day)
        for block in blocks:
            for feed, table in (("call_records", block.calls), ("transactions", block.transactions)):
                if feed in self.wanted:
                    files.add(feed, table)
        if "accounts" in self.wanted:
            for table in self._news(day, is_first, changes):
                files.add("accounts", table)
        count, rows, size = files.close()
        self.outbox.files, self.outbox.rows = self.outbox.files + count, self.outbox.rows + rows
        self.outbox.size += size


def _parts(table: pa.Table, column: str, value: str) -> Iterator[pa.Table]:
    """The rows of one source, some at a time."""
    own = table.filter(pc.equal(table[column].cast(pa.string()), value))
    for first in range(0, own.num_rows, ROWS):
        yield own.slice(first, ROWS).combine_chunks()


def _finish(under_way: list["Future[None]"]) -> None:
    for future in under_way:
        future.result()
