"""What institutions told of the accounts that were asked about, in Arrow and without an engine.

Which card names which account is asked of thousands of keys at every hop: the keys of all versions, and the pairs that
legs tell, are read once. What else was told is read of the accounts that matter.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lake.aliases import LEDGER, in_ledger
from lake.columns import arrow_schema
from spark_jobs.graph.register import CARDS as AS_OF
from spark_jobs.graph.register import COLUMNS, newest
from spark_jobs.graph.registry import Told
from spark_jobs.trace.window import Window

ACCOUNTS, CARDS = "silver.accounts", "features.account_card_daily"
NAMES = ("source", "account_key", "version_no", "card_key", "batch_date")
MORE = ("status_code", "balance_fen", "last_event_at")


@dataclass(frozen=True, eq=False)
class Institutions:
    """The versions of accounts up to the day of a window, and the cards that legs of the window name."""

    window: Window

    def ask(self, by_account: set[int], by_card: set[int]) -> Told:
        """The rows of either source that have one of the accounts, or one of the cards."""
        pairs = in_ledger(_having(self._legs, by_account, by_card), self.window.first, self.window.day)
        day = pa.repeat(pa.scalar(self.window.day, pa.date32()), pairs.num_rows)
        return Told(_having(self._names, by_account, by_card), pairs.add_column(0, AS_OF.field(0), day))

    def described(self, accounts: Collection[int]) -> pa.Table:
        """The newest version of each of some accounts, with all that was told."""
        return newest(self._read((*COLUMNS, *MORE), pc.field("account_key").isin(_keys(accounts))))

    def held_by(self, holder: int) -> set[int]:
        """The accounts that a person holds, or held."""
        return set(self._read(("account_key",), pc.field("holder_key") == holder)["account_key"].to_pylist())

    @cached_property
    def _names(self) -> pa.Table:
        return self._read(NAMES)

    @cached_property
    def _legs(self) -> pa.Table:
        return self.window.read(CARDS, pc.scalar(True), LEDGER)

    def _read(self, columns: Collection[str], which: pc.Expression | None = None) -> pa.Table:
        schema, rows = _schema(columns), self.window.snapshot.dataset(ACCOUNTS)
        if rows is None:
            return schema.empty_table()
        known = pc.field("batch_date") <= pa.scalar(self.window.day, pa.date32())
        return rows.to_table(schema.names, filter=known if which is None else known & which).cast(schema)


def _having(rows: pa.Table, by_account: set[int], by_card: set[int]) -> pa.Table:
    """The rows that have one of the accounts, or one of the cards; looked for on all cores."""
    mine = zip(("account_key", "card_key"), (by_account, by_card), strict=True)
    masks = [pc.field(name).isin(_keys(keys)) for name, keys in mine if keys]
    return ds.dataset(rows).to_table(filter=reduce(or_, masks)) if masks else rows.slice(0, 0)


def _keys(keys: Collection[int]) -> pa.Array:
    return pa.array(list(keys), pa.int64())


def _schema(columns: Collection[str]) -> pa.Schema:
    return pa.schema([arrow_schema(ACCOUNTS).field(name) for name in columns])
