"""By which keys, sums and words of plain Python each partial of money is told."""

import money_ledger as plain
from money_ledger import Key, Leg

from spark_jobs.money.days import (
    ACCOUNT_CARD_BY_CARD,
    ACCOUNT_CARD_DAILY,
    ACCOUNT_DAILY,
    ACCOUNT_PLACE_DAILY,
    EXIT_DAILY,
    TRANSFER_EDGE_BY_PAYEE,
    TRANSFER_EDGE_DAILY,
)


def account_keys(leg: Leg) -> list[Key]:
    return [(leg["account_key"], leg["event_date"])]


def edge_keys(leg: Leg) -> list[Key]:
    own, peer = leg["account_key"], leg["peer_account_key"]
    both = (own, peer) if leg["direction_code"] == "out" else (peer, own)
    return [] if peer is None else [(*both, leg["event_date"], leg["amount_fen"])]


def exit_keys(leg: Leg) -> list[Key]:
    if leg["direction_code"] == "in" or leg["peer_account_key"] is not None:
        return []
    rules = {
        "fee": "fee" in (leg["memo_class_code"], leg["channel_code"]),
        "overseas": leg["place_area_code"] in ("HK", "overseas"),
        "cash": leg["is_cash"] is True or leg["channel_code"] == "atm_withdrawal",
        "merchant": leg["merchant_key"] is not None or leg["channel_code"] == "pos",
        "unnamed": True,
    }
    code = next(code for code, holds in rules.items() if holds)
    return [(leg["account_key"], code, leg["event_date"], leg["amount_fen"])]


def place_keys(leg: Leg) -> list[Key]:
    named = [(kind, leg[f"{kind}_key"]) for kind in ("ip", "mac") if leg[f"{kind}_key"] is not None]
    return [(leg["account_key"], *place, leg["event_date"]) for place in named]


def card_keys(leg: Leg) -> list[Key]:
    own, card = leg["account_key"], leg["card_key"]
    return [] if card in (None, own) else [(own, card, leg["event_date"])]


RULES = {
    ACCOUNT_DAILY: (account_keys, plain.account_sums, plain.told),
    TRANSFER_EDGE_DAILY: (edge_keys, plain.edge_sums, plain.times_and_banks),
    EXIT_DAILY: (exit_keys, plain.count, plain.times),
    ACCOUNT_PLACE_DAILY: (place_keys, plain.count, plain.nothing),
    ACCOUNT_CARD_DAILY: (card_keys, plain.named, plain.nothing),
}
#: The same rows in another order.
RULES |= {TRANSFER_EDGE_BY_PAYEE: RULES[TRANSFER_EDGE_DAILY], ACCOUNT_CARD_BY_CARD: RULES[ACCOUNT_CARD_DAILY]}
#: Which legs a table tells of: those that count, of cards all that are known.
LEGS = dict.fromkeys(RULES, plain.counting_as_of)
LEGS |= dict.fromkeys((ACCOUNT_CARD_DAILY, ACCOUNT_CARD_BY_CARD), plain.known_as_of)
TOLD = (
    "first_at", "last_at", "balance_end_fen", "in_largest_fen", "out_largest_fen", "passed_fen", "passed_60min_fen",
    "dwell_median_s", "payer_bank_code", "payee_bank_code",
)  # fmt: skip
