"""What institutions told of the accounts that were asked about, in Arrow and without an engine.

Which card names which account is asked of thousands of keys at every hop: the keys of all versions are read once. What
else was told is read of the accounts that matter.
"""

from collections.abc import Collection
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lake.columns import arrow_schema
from spark_jobs.graph.register import COLUMNS, Known

ACCOUNTS = "silver.accounts"
NAMES = ("source", "account_key", "version_no", "card_key", "batch_date")
MORE = ("status_code", "balance_fen", "last_event_at")


class Registry:
    """The versions of accounts up to a day."""

    def __init__(self, accounts: ds.Dataset | None, day: pa.Date32Scalar) -> None:
        """`accounts`: silver.accounts, None where nothing is published; `day`: what later batches told is not known."""
        self._accounts, self._day = accounts, day
        self._asked, self._found = set[int](), _schema(NAMES).empty_table()
        self._known = Known(self._found, day.as_py())

    def known(self, keys: Collection[int]) -> Known:
        """Which names go with all keys asked about so far, these included. It tells nothing else of them."""
        if new := set(keys) - self._asked:
            self._asked |= new
            self._found = _once(pa.concat_tables([self._found, self._named_with(new)]))
            self._known = Known(self._found, self._day.as_py())
        return self._known

    def described(self, keys: Collection[int]) -> Known:
        """Which names go with some keys, and all that was told of their accounts."""
        accounts = pc.unique(self._named_with(keys)["account_key"])
        return Known(self._read((*COLUMNS, *MORE), pc.field("account_key").isin(accounts)), self._day.as_py())

    def held_by(self, holder: int) -> set[int]:
        """The accounts that a person holds, or held."""
        return set(self._read(("account_key",), pc.field("holder_key") == holder)["account_key"].to_pylist())

    @cached_property
    def _names(self) -> pa.Table:
        return self._read(NAMES)

    def _named_with(self, keys: Collection[int]) -> pa.Table:
        """NAMES of the accounts of keys, with all their cards, and of others that share these."""
        hits = self._having(set(keys), "account_key", "card_key")
        own = self._having(set(hits["account_key"].to_pylist()), "account_key")
        sharing = self._having(set(own["card_key"].drop_null().to_pylist()), "card_key")
        return _once(pa.concat_tables([own, sharing]))

    def _having(self, keys: Collection[int], *columns: str) -> pa.Table:
        """The versions of which one of the columns is one of the keys."""
        wanted = pa.array(sorted(keys), pa.int64())
        masks = [pc.is_in(self._names[name], wanted) for name in columns]
        return self._names.filter(masks[0] if len(masks) == 1 else pc.or_(*masks))

    def _read(self, columns: Collection[str], which: pc.Expression | None = None) -> pa.Table:
        schema = _schema(columns)
        if self._accounts is None:
            return schema.empty_table()
        known = pc.field("batch_date") <= self._day
        return self._accounts.to_table(schema.names, filter=known if which is None else known & which).cast(schema)


def _schema(columns: Collection[str]) -> pa.Schema:
    return pa.schema([arrow_schema(ACCOUNTS).field(name) for name in columns])


def _once(rows: pa.Table) -> pa.Table:
    """Each row once."""
    return rows.group_by(rows.column_names).aggregate([])
