"""What institutions told of the accounts that were asked about, read by key in Arrow, without an engine."""

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lake.columns import arrow_schema
from spark_jobs.graph.register import COLUMNS, Known

ACCOUNTS = "silver.accounts"
MORE = ("status_code", "balance_fen", "last_event_at")


class Registry:
    """Versions of accounts, kept from question to question."""

    def __init__(self, accounts: ds.Dataset | None, day: "pa.Date32Scalar") -> None:
        """`accounts`: silver.accounts, None where nothing is published; `day`: what later batches told is not known."""
        self._accounts, self._day = accounts, day
        self._schema = pa.schema([arrow_schema(ACCOUNTS).field(name) for name in (*COLUMNS, *MORE)])
        self._versions, self._asked = self._schema.empty_table(), set[int]()

    def known(self, names: Collection[int]) -> Known:
        """What is known of all accounts asked about so far, these included: of their cards, and of who shares them."""
        if new := set(names) - self._asked:
            self._asked |= new
            hits = self._having(new, "account_key", "card_key")
            owners = self._having(set(hits["account_key"].to_pylist()) - new, "account_key")
            cards = {card for rows in (hits, owners) for card in rows["card_key"].drop_null().to_pylist()}
            self._keep(hits, owners, self._having(cards - new, "card_key"))
        return Known(self._versions, self._day.as_py())

    def held_by(self, holder: int) -> set[int]:
        """The accounts that a person holds, or held."""
        return set(self._read(pc.field("holder_key") == holder)["account_key"].to_pylist())

    def _keep(self, *found: pa.Table) -> None:
        both = pa.concat_tables([self._versions, *found])
        self._versions = both.group_by(both.column_names).aggregate([])

    def _having(self, keys: Collection[int], *columns: str) -> pa.Table:
        """The versions of which one of the columns is one of the keys."""
        if not keys:
            return self._schema.empty_table()
        wanted = pa.array(sorted(keys), pa.int64())
        first, *others = (pc.field(name).isin(wanted) for name in columns)
        for other in others:
            first = first | other
        return self._read(first)

    def _read(self, which: pc.Expression) -> pa.Table:
        if self._accounts is None:
            return self._schema.empty_table()
        known = pc.field("batch_date") <= self._day
        return self._accounts.to_table(self._schema.names, filter=known & which).cast(self._schema)
