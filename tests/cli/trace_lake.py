"""A lake of few literal rows for traces: a victim's payment, and what a reported account and others did with it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot

D1, D2 = date(2021, 10, 5), date(2021, 10, 6)
WOMAN, RUNNER = 0xE1, 0xE2
#: Accounts: the victim's own, a friend's, the reported one, one with a card, one without books, a shop's.
HERS, FRIEND, FIRST, SECOND, UNSEEN, SHOP = 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5
#: Cards of the one with a card: told by its bank; by legs only, until their file is withdrawn on D2. And the shop's,
#: which legs name with another account.
CARD, LEGS_CARD, SHOP_CARD = 0xCA3, 0xCB3, 0xCA5
FILLING: dict[pa.DataType, Any] = {pa.string(): "x", pa.int32(): 1, pa.int64(): 1, pa.bool_(): False}


def at(clock: str, day: date = D1) -> datetime:
    """An instant by the clock in Shanghai."""
    hours, minutes, seconds = (int(part) for part in f"{clock}:00".split(":")[:3])
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    return midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def edge(
    payer: int, payee: int, yuan: int, told: tuple[int, int], *times: datetime, batch: date = D1
) -> dict[str, Any]:
    """A row of features.transfer_edge_daily of D1's events; no time where no leg counts any more."""
    first, last = (times[0], times[-1]) if times else (None, None)
    return {
        "payer_key": payer, "payee_key": payee, "event_date": D1, "amount_fen": yuan * 100, "batch_date": batch,
        "payer_told_count": told[0], "payee_told_count": told[1], "first_at": first, "last_at": last,
        "payer_bank_code": None, "payee_bank_code": None,
    }  # fmt: skip


def account(key: int, bank: str, holder: int, **more: Any) -> dict[str, Any]:
    """A row of silver.accounts."""
    named = {"account_key": key, "bank_code": bank, "holder_key": holder, "account_type_code": "class1"}
    blank = {"card_key": None, "balance_fen": None, "last_event_at": None, "status_code": "normal"}
    return named | blank | {"batch_date": D1, "version_no": 1} | more


def day_of(key: int, came: int, went: int, last: datetime, balance: int) -> dict[str, Any]:
    """A row of features.account_daily, in yuan."""
    return {
        "account_key": key, "event_date": D1, "batch_date": D1, "in_fen": came * 100, "out_fen": went * 100,
        "last_at": last, "first_at": None, "balance_end_fen": balance * 100,
    }  # fmt: skip


EDGES = [
    edge(FRIEND, FIRST, 300, (0, 1), at("09:00")),
    edge(HERS, FIRST, 5000, (1, 1), at("10:00"), at("10:00:03")),
    edge(FIRST, SECOND, 4000, (0, 1), at("10:30:07")),  # the payee's bank names the account,
    edge(FIRST, CARD, 4000, (1, 0), at("10:30")),  # the payer's bank the card of it: one transfer
    edge(SECOND, UNSEEN, 1500, (2, 0), at("11:00"), at("12:00"))
    | {"payee_bank_code": "301"},  # its bank is named by the payer only
    edge(FIRST, SHOP, 500, (1, 1), at("13:00")),
    edge(SHOP, FRIEND, 450, (1, 0), at("14:00")),  # nobody follows a shop's money
    edge(SECOND, UNSEEN, 1500, (-1, 0), at("11:00"), batch=D2),  # on D2 one of the two has turned out to be none
]
EXITS = [
    {
        "account_key": SECOND, "exit_code": "cash", "event_date": D1, "amount_fen": 90_000, "batch_date": D1,
        "told_count": 1, "first_at": at("12:30"), "last_at": at("12:30"),
    }
]  # fmt: skip
ACCOUNTS = [
    account(HERS, "102", WOMAN),
    account(FIRST, "103", RUNNER),
    account(FIRST, "103", RUNNER, status_code="frozen", version_no=2, batch_date=D2),
    account(SECOND, "104", RUNNER, card_key=CARD),
    account(SHOP, "105", 0xE3, account_type_code="corporate", card_key=SHOP_CARD),
]
CARDS = [
    {"account_key": key, "card_key": card, "event_date": D1, "batch_date": batch, "leg_count": count}
    for key, card, batch, count in ((SECOND, LEGS_CARD, D1, 2), (SECOND, LEGS_CARD, D2, -2), (UNSEEN, SHOP_CARD, D1, 1))
]
DAILY = [day_of(FIRST, 5300, 4500, at("13:00"), 2800), day_of(SECOND, 4000, 3900, at("12:30"), 100)]
CASE = {
    "source": "police", "case_no": "A1", "version_no": 1, "op": "I", "victim_key": WOMAN, "batch_date": D2,
    "incident_date": D1, "updated_at": at("20:00"), "withdrawn_date": None, "currency": "CNY",
}  # fmt: skip
ENTITY = {name: CASE[name] for name in ("source", "case_no", "version_no", "batch_date")} | {
    "entity_type": "account", "entity_key": FIRST,
}  # fmt: skip


def deliver(*without: str) -> None:
    """Publishes D1 and D2, some tables of money left out; the case comes with D2."""
    money = {
        "transfer_edge_daily": EDGES, "transfer_edge_by_payee": EDGES, "exit_daily": EXITS, "account_daily": DAILY,
        "account_card_daily": CARDS, "account_card_by_card": CARDS,
    }  # fmt: skip
    there = {f"features.{name}": rows for name, rows in money.items() if name not in without}
    _publish("money_days", there)
    _publish("accounts", {"silver.accounts": ACCOUNTS})
    _publish("cases", {"silver.cases": [CASE], "silver.case_entities": [ENTITY]})


def _publish(product: str, tables: dict[str, Sequence[dict[str, Any]]]) -> None:
    run = Publication(product, 1, [D1, D2], Snapshot.open())
    for table, rows in tables.items():
        schema = arrow_schema(table)
        blank = {column.name: FILLING.get(column.type) for column in schema}
        run.write_rows(table, pa.Table.from_pylist([blank | row for row in rows], schema))
    run.publish(lambda days: days)
