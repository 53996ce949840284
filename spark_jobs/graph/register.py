"""Accounts as their institutions describe them: whose they are, of which kind, and which cards name them.

A card that names two accounts is nobody's alias: what it pays stays its own, and it is counted (lake/aliases.py).
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.aliases import PAIR, Aliases
from lake.keys import Keys, places_of

COLUMNS = (
    "source", "account_key", "version_no", "card_key", "holder_key", "bank_code", "account_type_code", "batch_date",
)  # fmt: skip
SCHEMA = pa.schema([
    ("source", pa.string()), ("account_key", pa.int64()), ("version_no", pa.int32()), ("card_key", pa.int64()),
    ("holder_key", pa.int64()), ("bank_code", pa.string()), ("account_type_code", pa.string()),
    ("batch_date", pa.date32()),
])  # fmt: skip
#: Pairs that the ledger tells as of a date.
CARDS = pa.schema([("as_of_date", pa.date32()), *((name, pa.int64()) for name in PAIR)])


@dataclass(frozen=True)
class Known:
    """What is known of accounts on a day. Asked for arrays of keys, it answers in arrays of the same length.

    `newest`: the newest version of each account, by account."""

    aliases: Aliases
    newest: pa.Table

    @classmethod
    def of(cls, versions: pa.Table, cards: pa.Table, day: date) -> "Known":
        """Out of rows of silver.accounts and pairs of the ledger (CARDS)."""
        past = versions.filter(pc.less_equal(versions["batch_date"], pa.scalar(day, pa.date32())))
        told = cards.filter(pc.equal(cards["as_of_date"], pa.scalar(day, pa.date32())))
        return cls(Aliases.of(past.select(PAIR), told.select(PAIR)), newest(past))

    def canonical(self, keys: Keys) -> Keys:
        """The account that each key names: itself, or that of the card."""
        return self.aliases.canonical(keys)

    def names(self, accounts: Keys) -> tuple[Keys, Keys]:
        """(account, name) of every name of some accounts: their own key and those of their cards."""
        return self.aliases.names(accounts)

    def column(self, name: str, keys: Keys) -> pa.Array:
        """A column of the newest version of each account; NULL where nobody has told of it."""
        place, is_there = places_of(keys, self._accounts)
        return self.newest[name].combine_chunks().take(pa.array(place, pa.int64(), mask=~is_there))

    @cached_property
    def _accounts(self) -> Keys:
        return np.asarray(self.newest["account_key"].to_numpy(), np.int64)


def newest(past: pa.Table) -> pa.Table:
    """The newest version of each account, by account; of one that several senders know, what came last."""
    order = [(name, "ascending") for name in ("account_key", "batch_date", "source", "version_no")]
    rows = past.take(pc.sort_indices(past, sort_keys=order))
    keys = rows["account_key"].to_numpy()
    is_last = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
    return rows.filter(pa.array(is_last))
