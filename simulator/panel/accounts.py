"""Who holds which account, and its numbers: functions of the seed, the world and the panel's size alone."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simulator.conversion import WorldError
from simulator.panel.numbers import Ints, luhn, shuffled, texts, wallet_names
from simulator.panel.outsiders import grown_up
from simulator.panel_world import PanelParams
from simulator.residents import ADULT, Population, uniform
from simulator.world import World

BANK1, BANK2, WECHAT, ALIPAY = range(4)
ROLES = ("", "stall", "landlord", "payroll", "group_buyer", "courier", "treasurer")
STALL, LANDLORD, PAYROLL, GROUP_BUYER, COURIER, TREASURER = range(1, 7)
SLOT_EXTRA, SLOT_BUSINESS, SLOT_MULE = 4, 5, 6
OUTSIDER = 1 << 30  # owners from here on live elsewhere
OUTSIDER_KEYS = 9_000_000_000
CARD_HEADS = (62_220_212, 62_284_804)
ACCOUNT_HEADS = (1_205_210, 1_033_240)
LOOKALIKES_PER_MULE = 20
EXTRA_FROM = date(2012, 1, 1).toordinal()  # second cards: opened evenly over 15 years
EXTRA_DAYS = 5479


def panel_params(world: World) -> PanelParams:
    """The world's panel section; WorldError if it has none."""
    if world.panel is None:
        raise WorldError("missing key panel: this world has no calls and no money, so it can have no panel")
    return world.panel


def adult_share(world: World) -> float:
    """Share of residents from 18 on; ages are spread evenly over their band."""
    ends = [age + 1 for age in world.age_upper]
    parts = [max(end - max(start, ADULT), 0) / (end - start) for start, end in zip([0, *ends], ends, strict=False)]
    return sum(s * part for s, part in zip(world.age_share, parts, strict=True)) / sum(world.age_share)


@dataclass
class Holders:
    """The panel's residents: who is old enough for a phone and an account, and who plays which honest part."""

    size: int
    is_user: npt.NDArray[np.bool_]
    is_adult: npt.NDArray[np.bool_]
    role: npt.NDArray[np.uint8]
    of: npt.NDArray[np.bool_]

    @classmethod
    def draw(cls, seed: int, world: World, people: Population, size: int) -> "Holders":
        """`of[i, s]`: resident i has a regular account at source s; every user has a wechat one at least."""
        params, everyone = panel_params(world), np.arange(size, dtype=np.int64)
        is_user, is_adult = people.has_phone[:size], people.aged(ADULT)[:size]
        held = params.holdings
        of = np.empty((size, 4), dtype=bool)
        for source, share in enumerate((held.bank1, held.bank2, held.wechat, held.alipay)):
            of[:, source] = (uniform(seed, 1010 + source, everyone) < share) & is_user
        of[:, WECHAT] |= is_user & ~of.any(axis=1)
        return cls(size, is_user, is_adult, _roles(seed, world, everyone, is_adult, of), of)


def _roles(
    seed: int, world: World, everyone: Ints, is_adult: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint8]:
    """A part for the world's shares of all residents, among adults; whoever plays one has what it takes."""
    shares = np.array(list(vars(panel_params(world).lookalikes).values()))
    edges = np.cumsum(shares / max(adult_share(world), 1e-9))
    part = np.searchsorted(edges, uniform(seed, 1020, everyone), side="right")
    role: npt.NDArray[np.uint8] = np.where(is_adult & (part < len(shares)), part + 1, 0).astype(np.uint8)
    of[(role > 0), WECHAT] = True
    of[(role == LANDLORD) | (role == TREASURER) | (role == COURIER), BANK1] = True
    return role


class Accounts:
    """All accounts ever: the regular ones by resident, then extra cards, businesses and mules' cards.

    `of[i, s]` is the account of resident i at source s, or -1. Owners from OUTSIDER on are people elsewhere.
    """

    def __init__(self, seed: int, world: World, people: Population, size: int) -> None:
        self.seed, self.world, self.people, self.size = seed, world, people, size
        self.params = panel_params(world)
        self.holders = Holders.draw(seed, world, people, size)
        owner, source = np.nonzero(self.holders.of)
        self.of = np.full((size, 4), -1, dtype=np.int32)
        self.of[owner, source] = np.arange(len(owner), dtype=np.int32)
        self._owner, self._source = [owner.astype(np.int64)], [source.astype(np.uint8)]
        self._slot = [source.astype(np.uint8)]
        self._count = len(owner)
        self.extra = self._add_extra()
        self.business = self._add_businesses()
        self._finish()

    def _finish(self) -> None:
        self.owner, self.source = np.concatenate(self._owner), np.concatenate(self._source)
        self.slot = np.concatenate(self._slot)
        is_outside = self.owner >= OUTSIDER
        self.keys = np.where(is_outside, OUTSIDER_KEYS + (self.owner - OUTSIDER) * 8, self.owner * 8 + self.slot)
        self.count = self._count

    def add(self, owner: Ints, source: npt.NDArray[np.uint8], slot: int) -> npt.NDArray[np.int32]:
        """Open one account for each owner; returns their indices."""
        self._owner.append(owner.astype(np.int64))
        self._source.append(source.astype(np.uint8))
        self._slot.append(np.full(len(owner), slot, dtype=np.uint8))
        first, self._count = self._count, self._count + len(owner)
        return np.arange(first, self._count, dtype=np.int32)

    def add_mules(self, owner: Ints, source: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        """The cards opened for rings: last of all, so that no other index depends on them."""
        added = self.add(owner, source, SLOT_MULE)
        self._finish()
        return added

    def _add_extra(self) -> npt.NDArray[np.int32]:
        everyone = np.arange(self.size, dtype=np.int64)
        has = (uniform(self.seed, 1030, everyone) < self.params.holdings.extra) & self.holders.is_user
        who = np.flatnonzero(has)
        return self.add(who, (uniform(self.seed, 1031, who) < 0.5).astype(np.uint8), SLOT_EXTRA)

    def _add_businesses(self) -> npt.NDArray[np.int32]:
        who = np.flatnonzero(self.holders.role == PAYROLL)
        return self.add(who, (uniform(self.seed, 1032, who) < 0.5).astype(np.uint8), SLOT_BUSINESS)

    def extra_opened(self, index: Ints) -> Ints:
        """The day (proleptic ordinal) on which second cards were or will be opened; never a child's."""
        span = uniform(self.seed, 1034, self.keys[index])
        result: Ints = np.maximum(EXTRA_FROM + (span * EXTRA_DAYS).astype(np.int64), self.earliest(index))
        return result

    def earliest(self, index: Ints) -> Ints:
        """The day from which on the owner of each account is old enough to have one."""
        owner, age = self.owner[index], self.world.residents.phone_from
        is_outside = owner >= OUTSIDER
        days = self.people.birthdays(np.where(is_outside, 0, owner), age)
        return np.where(is_outside, grown_up(self.seed, np.maximum(owner - OUTSIDER, 0), age), days)

    def business_of(self, owner: Ints) -> Ints:
        """The business accounts of the owners."""
        place = np.searchsorted(self.owner[self.business], owner)
        result: Ints = self.business[place].astype(np.int64)
        return result

    def cards(self, index: Ints) -> Ints:
        """19-digit card numbers of bank accounts; meaningless for wallets."""
        heads = np.array([*CARD_HEADS, 0, 0], dtype=np.int64)[self.source[index]]
        return luhn(heads * 10**10 + shuffled(self.keys[index], 10**10, self.seed))

    def ledger_numbers(self, index: Ints) -> Ints:
        """17-digit account numbers of banks, 16-digit ones (2088...) of alipay; meaningless for wechat."""
        heads = np.array([*ACCOUNT_HEADS, 0, 0], dtype=np.int64)[self.source[index]]
        alipay = 2088 * 10**12 + shuffled(self.keys[index], 10**12, self.seed)
        banks = heads * 10**10 + shuffled(self.keys[index] + 5, 10**10, self.seed)
        result: Ints = np.where(self.source[index] == ALIPAY, alipay, banks)
        return result

    def kinds(self, index: Ints) -> npt.NDArray[np.uint8]:
        """0 known by card and account number, 1 by card only, 2 by account number only (wallets always)."""
        held = self.params.holdings
        chance = uniform(self.seed, 1033, self.keys[index])
        kind = np.where(chance < held.card_only, 1, np.where(chance < held.card_only + held.account_only, 2, 0))
        result: npt.NDArray[np.uint8] = np.where(self.source[index] >= WECHAT, 2, kind).astype(np.uint8)
        return result

    def names(self, index: Ints) -> pa.Array:
        """The number under which an account's own institution writes it: account number, else card."""
        numbers = np.where(self.kinds(index) == 1, self.cards(index), self.ledger_numbers(index))
        return self._named(index, texts(numbers))

    def _named(self, index: Ints, plain: pa.Array) -> pa.Array:
        is_wechat = self.source[index] == WECHAT
        if not is_wechat.any():
            return plain
        wallets = wallet_names(self.keys[index[is_wechat]], self.seed)
        positions = np.arange(len(index))
        positions[is_wechat] = len(index) + np.arange(is_wechat.sum())
        return pa.concat_arrays([plain, wallets]).take(pa.array(positions))

    def columns(self, index: Ints) -> tuple[pa.Array, pa.Array]:
        """card_no and account_no; null where the source does not give one."""
        kinds = self.kinds(index)
        cards = texts(self.cards(index))
        numbers = self._named(index, texts(self.ledger_numbers(index)))
        nulls = pa.nulls(len(index), pa.string())
        return (
            pa.compute.if_else(pa.array(kinds != 2), cards, nulls),
            pa.compute.if_else(pa.array(kinds != 1), numbers, nulls),
        )
