"""What institutions told of the accounts that were asked about, and which cards legs name with them.

Whom to ask is handed in: an engine, for the graph of a day, or tables in Arrow, for the trace of one account.
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.graph.register import CARDS, COLUMNS, SCHEMA, Known
from spark_jobs.windows.asof import as_known


class Told(NamedTuple):
    """Rows of silver.accounts, and pairs of the ledger as of dates (`register.CARDS`)."""

    versions: pa.Table
    cards: pa.Table


#: (account keys, card keys) → the rows of either source that have one of the accounts, or one of the cards.
Asking = Callable[[set[int], set[int]], Told]


class Registry:
    """The accounts that were asked for, whoever asked."""

    def __init__(self, ask: Asking) -> None:
        self._ask, self._told = ask, ask(set(), set())
        self._learnt = set[int]()
        self._asked = set[int](), set[int]()
        self._known: dict[date, Known] = {}

    def learn(self, names: Collection[int]) -> None:
        """Asks about names, the accounts that these are cards of, and all cards of both: who else has them."""
        if new := set(names) - self._learnt:
            self._learnt |= new
            self._look(new, new)
            accounts = new | self._beside("card_key", new, "account_key")
            self._look(accounts, set())
            cards = self._beside("account_key", accounts, "card_key")
            self._look(cards, cards)
            self._told = Told(*map(_once, self._told))
            self._known.clear()

    def known(self, day: date) -> Known:
        """What is known on a day of what was asked so far."""
        if day not in self._known:
            self._known[day] = Known.of(*self._told, day)
        return self._known[day]

    def _look(self, accounts: set[int], cards: set[int]) -> None:
        """Asks for rows by accounts and by cards, but for what was asked before."""
        new = accounts - self._asked[0], cards - self._asked[1]
        if any(new):
            both = zip(self._told, self._ask(*new), strict=True)
            self._told = Told(*map(pa.concat_tables, both))
            self._asked = self._asked[0] | new[0], self._asked[1] | new[1]

    def _beside(self, column: str, keys: Collection[int], other: str) -> set[int]:
        """What stands in the other column of the rows whose column is one of the keys."""
        wanted = pa.array(list(keys), pa.int64())
        found = (rows.filter(pc.is_in(rows[column], wanted))[other] for rows in self._told)
        return {key for keys in found for key in pc.unique(keys.drop_null()).to_pylist()}


def on_engine(accounts: DataFrame, cards: DataFrame, days: Collection[date]) -> Asking:
    """Asks silver.accounts, and features.account_card_daily as known on some dates."""

    def ask(by_account: set[int], by_card: set[int]) -> Told:
        if not by_account | by_card:
            return Told(SCHEMA.empty_table(), CARDS.empty_table())
        versions = _having(accounts.select(*COLUMNS), by_account, by_card)
        legs = as_known(_having(cards, by_account, by_card), days)
        sums = legs.groupBy(*CARDS.names).agg(F.sum("leg_count").alias("legs")).where("legs > 0")
        return Told(*(_cast(frame, schema) for frame, schema in ((versions, SCHEMA), (sums, CARDS))))

    return ask


def _having(rows: DataFrame, by_account: set[int], by_card: set[int]) -> DataFrame:
    """The rows that have one of the accounts, or one of the cards; each once."""
    mine = _named(rows, "account_key", by_account)
    found = rows.join(mine, "account_key", "left_semi")
    if not by_card:
        return found
    others = rows.join(_named(rows, "card_key", by_card), "card_key", "left_semi")
    return found.unionByName(others.join(mine, "account_key", "left_anti").select(*rows.columns))


def _named(beside: DataFrame, column: str, keys: set[int]) -> DataFrame:
    names = pa.table({column: pa.array(list(keys), pa.int64())})
    return F.broadcast(beside.sparkSession.createDataFrame(names, f"{column} bigint"))


def _cast(frame: DataFrame, schema: pa.Schema) -> pa.Table:
    return frame.toArrow().select(schema.names).cast(schema)


def _once(rows: pa.Table) -> pa.Table:
    """Each row once: one that has an asked account and an asked card has come twice."""
    return rows.group_by(rows.column_names).aggregate([])
