"""The register of accounts: when opened, what they are called, what they hold at the start."""

from datetime import date

import numpy as np
import pyarrow as pa

from simulator.panel.accounts import BANK1, BANK2, OUTSIDER, SLOT_BUSINESS, SLOT_EXTRA, SLOT_MULE, WECHAT, Accounts
from simulator.panel.identity import holder_ids
from simulator.panel.ledger import SECONDS, UNIX_DAY
from simulator.panel.names import Names
from simulator.panel.numbers import Ints
from simulator.panel.rings import Rings
from simulator.panel_world import SOURCES
from simulator.residents import uniform

KINDS = ("Ⅰ类户", "Ⅱ类户", "Ⅲ类户", "对公账户", "支付账户")
NORMAL, CLOSED, FROZEN, STOPPED, ASLEEP = "正常", "销户", "冻结", "止付", "睡眠"
OLD_DAYS = 4400
ASLEEP_AFTER = 800  # days without use: assumption


def opened_days(accounts: Accounts, rings: Rings, first_day: date) -> Ints:
    """The day on which each account was or will be opened.

    Ordinary ones before the first day; cards for a ring 25 to 220 days before the ring works, so that they sleep
    meanwhile, or years before.
    """
    everything = np.arange(accounts.count, dtype=np.int64)
    chance = uniform(accounts.seed, 1035, accounts.keys)
    opened = first_day.toordinal() - 40 - (chance * OLD_DAYS).astype(np.int64)
    extra = accounts.slot == SLOT_EXTRA
    opened[extra] = accounts.extra_opened(everything[extra])
    for ring in rings.rings:
        for account in ring.accounts:
            if accounts.slot[account] == SLOT_MULE and chance[account] < 0.65:
                start = rings.next_start(ring, first_day.toordinal())
                opened[account] = start - 25 - int(chance[account] / 0.65 * 195)
    return np.maximum(opened, accounts.earliest(everything))


def opening_balances(accounts: Accounts, opened: Ints, first_day: date) -> Ints:
    """What each account holds on the morning of the first day, in fen; nothing if opened later."""
    chance = uniform(accounts.seed, 1036, accounts.keys) + uniform(accounts.seed, 1037, accounts.keys) - 1
    median = np.where(accounts.source < WECHAT, accounts.params.money.opening_yuan, 420.0)
    median = np.where(accounts.slot >= SLOT_EXTRA, 60.0, median)
    median = np.where(accounts.slot == SLOT_BUSINESS, 180_000.0, median)
    fen = (median * np.exp(3.2 * chance) * 100).astype(np.int64)
    return np.where(opened < first_day.toordinal(), fen, 0)


def account_table(
    accounts: Accounts, names: Names, opened: Ints, closed: Ints, index: Ints, first_day: date
) -> pa.Table:
    """The rows of some accounts as the accounts feed needs them; status on the morning of the first day."""
    card, number = accounts.columns(index)
    source, days = accounts.source[index], opened[index]
    second = 30_600 + (uniform(accounts.seed, 1038, accounts.keys[index]) * 30_000).astype(np.int64)
    return pa.table({
        "account_index": pa.array(index.astype(np.int32)),
        "source": pa.array(SOURCES).take(pa.array(source)), "holder_name": names.holder_names(index),
        "holder_id": holder_ids(accounts, index), "card_no": card, "account_no": number,
        "opened_at": pa.array((days - UNIX_DAY) * SECONDS + second), "branch": _branches(accounts, index),
        "bank_name": _banks(accounts, index), "kind": pa.array(KINDS).take(pa.array(_kinds(accounts, index))),
        "status": pa.array([NORMAL, ASLEEP, CLOSED]).take(
            pa.array(_states(accounts, opened, closed, index, first_day.toordinal()))
        ),
        "closed_day": pa.array(closed[index].astype(np.int32), mask=closed[index] == 0),
        "is_new_on": pa.array(days.astype(np.int32)),
    })  # fmt: skip


def _banks(accounts: Accounts, index: Ints) -> pa.Array:
    """An official bank name, then its branch."""
    banks, source = accounts.params.banks, accounts.source[index]
    names = [f"{banks[name]}湖州分行" if name.startswith("bank") else banks[name] for name in SOURCES]
    return pa.array(names).take(pa.array(source))


def _branches(accounts: Accounts, index: Ints) -> pa.Array:
    towns = [f"{town.name}支行" for town in accounts.people.towns]
    owner = accounts.owner[index]
    town = np.where(owner >= OUTSIDER, owner % len(towns), accounts.people.town[np.minimum(owner, accounts.size - 1)])
    town = np.where(accounts.source[index] >= WECHAT, len(towns), town)
    return pa.array([*towns, ""]).take(pa.array(town))


def _kinds(accounts: Accounts, index: Ints) -> Ints:
    chance = uniform(accounts.seed, 1031 + 8, accounts.keys[index])
    bank = np.where(chance < 0.8, 0, np.where(chance < 0.95, 1, 2))
    bank = np.where(accounts.slot[index] == SLOT_BUSINESS, 3, bank)
    return np.where(accounts.source[index] > max(BANK1, BANK2), 4, bank)


def _states(accounts: Accounts, opened: Ints, closed: Ints, index: Ints, first: int) -> Ints:
    """0 normal, 1 asleep (second cards that are old and never used), 2 closed."""
    chance = uniform(accounts.seed, 1077, accounts.owner[index])
    sleeps = (accounts.slot[index] == SLOT_EXTRA) & (chance < accounts.params.holdings.dormant * 0.5)
    is_closed = (closed[index] > 0) & (closed[index] < first)
    return np.where(is_closed, 2, np.where(sleeps & (opened[index] < first - ASLEEP_AFTER), 1, 0))
