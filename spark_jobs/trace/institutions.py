"""What institutions told of the accounts asked about, and which cards legs name, in Arrow and without an engine."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from expectations.contract import contract
from lake.aliases import LEDGER, in_ledger
from lake.columns import arrow_schema
from lake.keyed import Keyed
from spark_jobs.graph.register import CARDS as AS_OF
from spark_jobs.graph.register import COLUMNS, newest
from spark_jobs.graph.registry import Told
from spark_jobs.trace.window import Window

ACCOUNTS = "silver.accounts"
#: Which cards legs name: the same rows by account and by card.
BY_ACCOUNT, BY_CARD = "features.account_card_daily", "features.account_card_by_card"
NAMES = ("source", "account_key", "version_no", "card_key", "batch_date")
MORE = ("status_code", "balance_fen", "last_event_at")


@dataclass(frozen=True, eq=False)
class Institutions:
    """The versions of accounts up to the day of a window, and the cards that legs of the window name."""

    window: Window

    def ask(self, by_account: set[int], by_card: set[int]) -> Told:
        """The rows of either source that have one of the accounts, or one of the cards."""
        versions = [self._versions("account_key", by_account, NAMES), self._versions("card_key", by_card, NAMES)]
        legs = [self.window.read(BY_ACCOUNT, by_account, LEDGER), self.window.read(BY_CARD, by_card, LEDGER)]
        pairs = [in_ledger(rows, self.window.first, self.window.day) for rows in legs]  # whoever asks takes each once
        told = pa.concat_tables(pairs)
        day = pa.repeat(pa.scalar(self.window.day, pa.date32()), told.num_rows)
        return Told(pa.concat_tables(versions), told.add_column(0, AS_OF.field(0), day))

    def described(self, accounts: Collection[int]) -> pa.Table:
        """The newest version of each of some accounts, with all that was told."""
        return newest(self._versions("account_key", accounts, (*COLUMNS, *MORE)))

    def held_by(self, holder: int) -> set[int]:
        """The accounts that a person holds, or held."""
        return set(self._versions("holder_key", [holder], ("account_key",))["account_key"].to_pylist())

    def _versions(self, column: str, keys: Collection[int], columns: Collection[str]) -> pa.Table:
        """The versions that have one of some keys in a column."""
        schema = pa.schema([arrow_schema(ACCOUNTS).field(name) for name in columns])
        if not keys or (rows := self._rows) is None:
            return schema.empty_table()
        if column not in self._keyed:
            known = pc.field("batch_date") <= pa.scalar(self.window.day, pa.date32()), ("batch_date",)
            self._keyed[column] = Keyed.of(rows, column, known, contract(ACCOUNTS).partition)
        return self._keyed[column].read(keys, columns).cast(schema)

    @cached_property
    def _rows(self) -> ds.FileSystemDataset | None:
        return self.window.snapshot.dataset(ACCOUNTS)

    @cached_property
    def _keyed(self) -> dict[str, Keyed]:
        return {}
