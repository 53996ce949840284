"""Mule rings: whose accounts they use, in which part, and when; the same for cases and for the panel."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.panel.accounts import (
    ALIPAY,
    LOOKALIKES_PER_MULE,
    OUTSIDER,
    WECHAT,
    Accounts,
)
from simulator.panel.draws import chosen
from simulator.panel.numbers import VIRTUAL, Ints
from simulator.panel_crime import TYPOLOGIES
from simulator.residents import ADULT, uniform

FIRST, HOP, CASH = "first", "hop", "cash"
PARTS = (FIRST, FIRST, FIRST, HOP, CASH, FIRST, HOP, FIRST, HOP, CASH)
CALLER_LINES = 8


@dataclass(frozen=True)
class Ring:
    """One ring: member accounts by part, its main typology, and when in the cycle it works."""

    number: int
    typology: str
    starts: int
    life_days: int
    accounts: tuple[int, ...]
    parts: tuple[str, ...]

    def of(self, part: str) -> list[int]:
        """Accounts that play a part; all accounts if nobody plays it."""
        return [a for a, p in zip(self.accounts, self.parts, strict=True) if p == part] or list(self.accounts)


class Rings:
    """All rings of a panel. Their lives repeat after `cycle_days`; some ring works on any day (if there is one)."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts, self.seed = accounts, accounts.seed
        self.params = accounts.params.rings
        members = self._members()
        self.count = max(1, len(members) // self.params.size) if len(members) else 0
        self.account = self._open(members)
        self.life_days = max(self.params.life_days, -(-self.params.cycle_days // max(self.count, 1)))
        self.rings = [self._ring(number) for number in range(self.count)]
        self._working: dict[int, list[Ring]] = {}
        self._lines: dict[tuple[int, str], list[str]] = {}
        self._by_account: dict[int, list[int]] = {}
        for ring in self.rings:
            for account in ring.accounts:
                self._by_account.setdefault(account, []).append(ring.number)

    def _members(self) -> Ints:
        """Residents lent to rings (people elsewhere take some of the places later)."""
        holders = self.accounts.holders
        wanted = min(int(self.params.share * holders.size), int((holders.role > 0).sum()) // LOOKALIKES_PER_MULE)
        fit = (holders.role == 0) & self.accounts.people.aged(ADULT, self.params.oldest + 1)[: holders.size]
        candidates = np.flatnonzero(fit & holders.of.any(axis=1))
        own = holders.of[candidates]
        lacks = ~(own[:, WECHAT] & own[:, ALIPAY] & own[:, :2].any(axis=1))  # taken last
        order = np.argsort(uniform(self.seed, 1040, candidates) + lacks, kind="stable")
        return candidates[order[:wanted]]

    def _open(self, members: Ints) -> npt.NDArray[np.int32]:
        """The account of each member: a wallet or card sold, a card opened for the ring, or that of a stranger."""
        position = np.arange(len(members)) // max(self.count, 1)
        chance = uniform(self.seed, 1041, members)
        own = self.accounts.of[members]
        sold = np.where(own[:, 0] >= 0, own[:, 0], own[:, 1])
        sold = np.where(sold >= 0, sold, own.max(axis=1))
        wallet = np.where(position == 0, own[:, WECHAT], np.where(position == 1, own[:, ALIPAY], -1))
        account = np.where(wallet >= 0, wallet, sold)
        is_new = (position > 1) & (chance >= self.params.sold)
        is_outside = is_new & (chance >= 1 - self.params.outsiders)
        owner = np.where(is_outside, OUTSIDER + np.arange(len(members)), members)[is_new]
        source = (uniform(self.seed, 1042, members[is_new]) < 0.45).astype(np.uint8)
        account[is_new] = self.accounts.add_mules(owner, source)
        return account.astype(np.int32)

    def _ring(self, number: int) -> Ring:
        own = self.account[number :: self.count].tolist()
        parts = [PARTS[i] if i < len(PARTS) else PARTS[5 + i % 5] for i in range(len(own))]
        if self.count > 1:
            borrowed = self.account[(number - 1) % self.count :: self.count][2:]
            is_shared = uniform(self.seed, 1043, borrowed.astype(np.int64)) < self.params.shared
            own += borrowed[is_shared].tolist()
            parts += [HOP] * int(is_shared.sum())
        rng = np.random.default_rng([self.seed, 1044, number])
        weights = [self.params.typologies.get(name, 0.0) for name in TYPOLOGIES]
        typology = TYPOLOGIES[int(chosen(rng, weights, 1)[0])]
        starts = int(number * self.params.cycle_days / self.count)
        return Ring(number, typology, starts, self.life_days, tuple(own), tuple(parts))

    def is_member(self, account: int) -> bool:
        """Whether any ring uses the account."""
        return account in self._by_account

    def of_account(self, account: int) -> list[Ring]:
        """The rings that use an account."""
        return [self.rings[number] for number in self._by_account.get(account, ())]

    def works(self, ring: Ring, ordinal: int) -> bool:
        """Whether the ring is at work on a day."""
        return (ordinal - ring.starts) % self.params.cycle_days < ring.life_days

    def working(self, ordinal: int) -> list[Ring]:
        """The rings at work on a day."""
        phase = ordinal % self.params.cycle_days
        if phase not in self._working:
            self._working[phase] = [ring for ring in self.rings if self.works(ring, ordinal)]
        return self._working[phase]

    def next_start(self, ring: Ring, ordinal: int) -> int:
        """The day on which the life that runs on the day began, or else the next one begins."""
        since = (ordinal - ring.starts) % self.params.cycle_days
        return ordinal - since if since < ring.life_days else ordinal - since + self.params.cycle_days

    def turns(self, ring: Ring, source: int | None = None) -> list[tuple[int, int, int]]:
        """First-level accounts of a source (None: any bank) with the days of the ring's life in which they serve:
        from, and before. They serve in turn, two at a time, and are burnt afterwards."""
        sources = self.accounts.source
        own = [a for a in ring.of(FIRST) if (sources[a] < WECHAT if source is None else sources[a] == source)]
        length = max(3, -(-ring.life_days // max(len(own), 1)))
        return [(account, (i - 1) * length, (i + 1) * length) for i, account in enumerate(own)]

    def active(self, ring: Ring, ordinal: int, source: int | None = None) -> list[int]:
        """First-level accounts that take money on a day; of any source if the ring has none of that one."""
        age = (ordinal - ring.starts) % self.params.cycle_days
        for turns in (self.turns(ring, source), self.turns(ring)):
            found = [account for account, first, end in turns if first <= age < end]
            if found:
                return found
        return ring.of(FIRST)[:1]

    def burnt(self, account: int, ordinal: int) -> int:
        """The first day on which no ring that works on `ordinal` uses the account any more."""
        end = ordinal
        for ring in self.of_account(account):
            start = self.next_start(ring, ordinal)
            sources = (None, WECHAT, ALIPAY)
            turns = [stop for s in sources for own, _, stop in self.turns(ring, s) if own == account]
            is_first = account in ring.of(FIRST)
            if start <= ordinal:
                end = max(end, start + (max(turns, default=0) if is_first else ring.life_days))
        return end

    def lines(self, ring: Ring, caller: str) -> list[str]:
        """The numbers from which a ring calls, by kind of caller."""
        key = (ring.number, caller)
        if key not in self._lines:
            self._lines[key] = self._draw_lines(ring, caller)
        return self._lines[key]

    def _draw_lines(self, ring: Ring, caller: str) -> list[str]:
        rng = np.random.default_rng([self.seed, 1045, ring.number])
        digits = rng.integers(10**7, 10**8, CALLER_LINES)
        prefixes = self.accounts.params.foreign_prefixes
        heads = {
            "foreign": [prefixes[int(d) % len(prefixes)] for d in digits],
            "virtual": [str(VIRTUAL[int(d) % 5]) for d in digits],
            "mobile": [("136", "151", "187", "132")[int(d) % 4] for d in digits],
            "tollfree": ["400" for _ in digits],
        }[caller]
        return [
            f"{head}{int(d) % 10**7:07d}" if head == "400" else f"{head}{d}"
            for head, d in zip(heads, digits, strict=True)
        ]
