"""What institutions told of few accounts up to a day, and which cards are names of which account."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lake.snapshot import Snapshot

ACCOUNTS = "silver.accounts"
COLUMNS = (
    "account_key", "card_key", "holder_key", "bank_code", "account_type_code", "status_code", "balance_fen",
    "last_event_at", "version_no", "batch_date",
)  # fmt: skip
State = dict[str, Any]


class States:
    """Read as they are asked for, and kept. A card of several accounts is nobody's name, and counted."""

    def __init__(self, snapshot: Snapshot, day: date) -> None:
        self._rows, self._day = snapshot.dataset(ACCOUNTS), day
        self._asked: set[int] = set()
        self._newest: dict[int, State] = {}
        self._by_card: dict[int, set[int]] = defaultdict(set)
        self._cards: dict[int, set[int]] = defaultdict(set)

    def of(self, account: int) -> State | None:
        """The newest version of an account, None where nobody told of it."""
        self._learn({account})
        return self._newest.get(account)

    def know(self, accounts: Iterable[int]) -> None:
        """Reads the states of many accounts at once."""
        self._learn(set(accounts))

    def accounts_of(self, keys: Collection[int]) -> dict[int, int]:
        """Of each key the account that it names: of a card of one account that one, else the key itself."""
        self._learn(set(keys))
        return {key: self._account_of(key) for key in keys}

    def names_of(self, accounts: Collection[int]) -> set[int]:
        """The accounts, and the cards that name one of them."""
        self._learn(set(accounts))
        cards = {card for account in accounts for card in self._cards.get(account, ())}
        self._learn(cards)
        return set(accounts) | {card for card in cards if self._account_of(card) != card}

    def accounts_held_by(self, holder: int) -> set[int]:
        """The accounts that a person holds."""
        return set(self._read(pc.field("holder_key") == holder)["account_key"].to_pylist())

    @property
    def ambiguous_cards(self) -> int:
        """How many of the cards met name several accounts."""
        return sum(len(accounts) > 1 and card in self._asked for card, accounts in self._by_card.items())

    def _account_of(self, key: int) -> int:
        named = self._by_card.get(key, set())
        return next(iter(named)) if len(named) == 1 and key not in self._newest else key

    def _learn(self, keys: set[int]) -> None:
        new = pa.array(sorted(keys - self._asked), pa.int64())
        self._asked |= keys
        if not len(new):
            return
        found = self._read(pc.field("account_key").isin(new) | pc.field("card_key").isin(new))
        for row in found.sort_by([("batch_date", "ascending"), ("version_no", "ascending")]).to_pylist():
            self._newest[row["account_key"]] = row
            if row["card_key"] not in (None, row["account_key"]):
                self._by_card[row["card_key"]].add(row["account_key"])
                self._cards[row["account_key"]].add(row["card_key"])

    def _read(self, which: pc.Expression) -> pa.Table:
        known = pc.field("batch_date") <= pa.scalar(self._day, pa.date32())
        if self._rows is None:
            return pa.table({name: pa.array([], pa.int64()) for name in COLUMNS})
        return self._rows.to_table([*COLUMNS], filter=known & which)
