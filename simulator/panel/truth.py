"""What is true about accounts, campaigns and victims; never on any wire."""

from datetime import date

import numpy as np

from simulator.panel.accounts import LANDLORD, OUTSIDER, PAYROLL, ROLES, SLOT_MULE, TREASURER, WECHAT, Accounts
from simulator.panel.numbers import Ints
from simulator.panel.rings import Rings
from simulator.panel_world import SOURCES

TRUTH_COLUMNS = {
    "mules": ("account_index", "source", "number", "resident", "ring", "role", "typology", "opened_for_ring",
              "opened_on", "first_day", "last_day", "cycle_days"),
    "lookalikes": ("account_index", "source", "number", "resident", "kind"),
    "campaigns": ("campaign", "day", "scam_type_code", "ring", "typology", "outcome", "payments", "paid_fen",
                  "rebated_fen", "caller", "calls", "messages"),
    "victims": ("campaign", "resident", "incident_at", "is_silent", "first_signal_at", "first_loss_at", "outcome",
                "reported_at", "is_again", "first_contact_at"),
}  # fmt: skip


def mule_rows(accounts: Accounts, rings: Rings, opened: Ints, first_day: date) -> list[tuple[object, ...]]:
    """One row per member of a ring. `first_day` to `last_day` is the first life of the ring from the run's first day
    on; the next ones follow every `cycle_days`."""
    rows: list[tuple[object, ...]] = []
    for ring in rings.rings:
        start = rings.next_start(ring, first_day.toordinal())
        last = start + ring.life_days - 1
        index = np.array(ring.accounts, dtype=np.int64)
        numbers = accounts.names(index).to_pylist()
        for account, number, part in zip(ring.accounts, numbers, ring.parts, strict=True):
            rows.append((
                account, SOURCES[accounts.source[account]], number, _resident(accounts, account), ring.number, part,
                ring.typology, accounts.slot[account] == SLOT_MULE, _day(int(opened[account])), _day(start), _day(last),
                rings.params.cycle_days,
            ))  # fmt: skip
    return rows


def lookalike_rows(accounts: Accounts) -> list[tuple[object, ...]]:
    """One row per honest resident whose account moves money like a mule's: that account and why."""
    index = lookalike_accounts(accounts)
    owners = accounts.owner[index]
    return [
        (int(account), SOURCES[accounts.source[account]], number, int(owner), ROLES[accounts.holders.role[owner]])
        for account, owner, number in zip(index, owners, accounts.names(index).to_pylist(), strict=True)
    ]


def lookalike_accounts(accounts: Accounts) -> Ints:
    """The account in which each part is played: the business account, the bank card, or the wallet."""
    role = accounts.holders.role
    who = np.flatnonzero(role > 0)
    bank = np.where(accounts.of[who, 0] >= 0, accounts.of[who, 0], accounts.of[who, 1])
    wallet = accounts.of[who, WECHAT]
    account = np.where(np.isin(role[who], (LANDLORD, TREASURER)), bank, wallet).astype(np.int64)
    account[role[who] == PAYROLL] = accounts.business
    result: Ints = account
    return result


def _resident(accounts: Accounts, account: int) -> object:
    owner = int(accounts.owner[account])
    return "" if owner >= OUTSIDER else owner


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
