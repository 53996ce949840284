"""Accounts as their institutions describe them: whose they are, of which kind, and which cards name them.

A card that names two accounts is nobody's alias: what it pays stays its own, and it is counted.
"""

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

Keys = npt.NDArray[np.int64]
COLUMNS = (
    "source", "account_key", "version_no", "card_key", "holder_key", "bank_code", "account_type_code", "batch_date",
)  # fmt: skip
SCHEMA = pa.schema([
    ("source", pa.string()), ("account_key", pa.int64()), ("version_no", pa.int32()), ("card_key", pa.int64()),
    ("holder_key", pa.int64()), ("bank_code", pa.string()), ("account_type_code", pa.string()),
    ("batch_date", pa.date32()),
])  # fmt: skip


def versions_of(accounts: DataFrame, names: DataFrame) -> DataFrame:
    """All versions of the accounts that `names` (column `name`) name, by account or by card, and the versions of
    others that share a card with these."""
    rows = accounts.select(*COLUMNS)
    hits = _having(rows, "account_key", names).unionByName(_having(rows, "card_key", names))
    own = _having(rows, "account_key", hits.select(F.col("account_key").alias("name")).distinct())
    cards = own.where("card_key is not null").select(F.col("card_key").alias("name")).distinct()
    return own.unionByName(_having(rows, "card_key", cards)).distinct()


def _having(rows: DataFrame, column: str, names: DataFrame) -> DataFrame:
    few = F.broadcast(names.select(F.col("name").alias(column)))
    return rows.join(few, column, "left_semi").select(*COLUMNS)


class Known:
    """What is known of accounts on a day. Asked for arrays of keys, it answers in arrays of the same length."""

    def __init__(self, versions: pa.Table, day: date) -> None:
        past = versions.filter(pc.less_equal(versions["batch_date"], pa.scalar(day, pa.date32())))
        self._newest = _newest(past)
        self._accounts = self._newest["account_key"].to_numpy()
        self._cards, self._named, self.ambiguous = _aliases(past, self._accounts)

    def canonical(self, keys: Keys) -> Keys:
        """The account that each key names: itself, or that of the card."""
        place, is_there = _place(self._cards, keys)
        return np.where(is_there, self._named[place], keys) if len(self._cards) else keys

    def names(self, accounts: Keys) -> tuple[Keys, Keys]:
        """(account, name) of every name of some accounts: their own key and those of their cards."""
        is_asked = np.isin(self._named, accounts)
        return (
            np.concatenate([accounts, self._named[is_asked]]),
            np.concatenate([accounts, self._cards[is_asked]]),
        )

    def column(self, name: str, keys: Keys) -> pa.Array:
        """A column of the newest version of each account; NULL where nobody has told of it."""
        place, is_there = _place(self._accounts, keys)
        return self._newest[name].combine_chunks().take(pa.array(place, pa.int64(), mask=~is_there))


def _place(sorted_keys: Keys, keys: Keys) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """Where each key stands among sorted ones, and whether it does."""
    if not len(sorted_keys):
        return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return place, sorted_keys[place] == keys


def _newest(past: pa.Table) -> pa.Table:
    """The newest version of each account, by account; of one that several senders know, what came last."""
    order = [(name, "ascending") for name in ("account_key", "batch_date", "source", "version_no")]
    rows = past.take(pc.sort_indices(past, sort_keys=order))
    keys = rows["account_key"].to_numpy()
    is_last = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
    return rows.filter(pa.array(is_last))


def _aliases(past: pa.Table, accounts: Keys) -> tuple[Keys, Keys, set[int]]:
    """Cards in order and the account of each, of any version; and the cards that name several."""
    pairs = past.select(["card_key", "account_key"]).filter(pc.is_valid(past["card_key"]))
    pairs = pairs.group_by(["card_key", "account_key"]).aggregate([])
    counted = pairs.group_by("card_key").aggregate([("account_key", "min"), ("account_key", "count")])
    found: dict[str, Any] = {name: counted[name].to_numpy() for name in counted.column_names}
    is_free = ~np.isin(found["card_key"], accounts)
    is_alias = is_free & (found["account_key_count"] == 1)
    cards, named = found["card_key"][is_alias], found["account_key_min"][is_alias]
    order = np.argsort(cards)
    return cards[order], named[order], {int(card) for card in found["card_key"][is_free & ~is_alias]}
