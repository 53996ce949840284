"""What a ledger row says about the other side, the merchant and the device, as texts."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simulator.panel.accounts import OUTSIDER, WECHAT, Accounts
from simulator.panel.identity import holder_ids
from simulator.panel.legs import ATM_IN, ATM_OUT, POS, Legs
from simulator.panel.numbers import Ints, luhn, name_codes, name_table, texts
from simulator.residents import uniform
from simulator.texts import STREETS

DEVICES = 65_536
#: Where cards are used abroad, and in which share of the legs at a machine or terminal: assumption.
ABROAD, ABROAD_SHARE = ("中国澳门", "中国香港", "日本", "泰国"), 0.004
PLACES = 4  # beside the own device, from which somebody pays now and then: assumption
SHOPS = (
    "便利店",
    "超市",
    "面馆",
    "水果店",
    "药店",
    "理发店",
    "加油站",
    "奶茶店",
    "五金店",
    "服装店",
    "生鲜店",
    "早餐店",
)
OWN_BANK = 255
STRANGER = 1 << 40  # people elsewhere are numbered from here
STRANGERS_NAMES = 5_000_000_000
MERCHANTS_PER_RESIDENT = 0.02


class Names:
    """Tables of texts, and the codes of those who appear in a ledger."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts, self.params, self.seed = accounts, accounts.params, accounts.seed
        self.banks = [*self.params.banks.values(), *self.params.other_banks]
        self._bank_table, self._names = pa.array(self.banks), name_table()
        owners = np.where(accounts.owner >= OUTSIDER, accounts.owner - OUTSIDER + 4_000_000_001, accounts.owner)
        self.of_account = name_codes(self.seed, owners)
        self.merchant_count = 40 + int(accounts.size * MERCHANTS_PER_RESIDENT)
        numbers = np.arange(self.merchant_count)
        self._merchants = pa.array(
            [f"{STREETS[i % len(STREETS)]}{SHOPS[i // 3 % len(SHOPS)]}{i}" for i in numbers.tolist()]
        )
        self._merchant_numbers = pa.array([f"M{100_000 + i}" for i in numbers.tolist()])
        self._terminals = pa.array([f"T{10_000 + i}" for i in range(2000)])
        self._sites = pa.array([*(town.county for town in accounts.people.towns), *ABROAD])
        self._ips = pa.array(_addresses())
        self._macs = pa.array([f"02-00-5E-{i >> 16:02X}-{i >> 8 & 255:02X}-{i & 255:02X}"
                               for i in range(DEVICES)])  # fmt: skip

    def of_accounts(self, account: Ints) -> npt.NDArray[np.int32]:
        """Codes of the holders' names."""
        return self.of_account[account]

    def holder_names(self, account: Ints) -> pa.Array:
        """The holders' names."""
        return self._names.take(pa.array(self.of_account[account]))

    def other_cards(self, owner: Ints) -> Ints:
        """A card of each owner at a bank that we do not see."""
        return luhn((621_700_00 + owner % 7) * 10**10 + (owner * 61_803_399 + 17) % 10**10)

    def other_bank(self, owner: Ints) -> npt.NDArray[np.uint8]:
        """The bank of that card."""
        return (4 + owner % len(self.params.other_banks)).astype(np.uint8)

    def peers(self, day: Legs) -> tuple[pa.Array, pa.Array, pa.Array]:
        """peer_no, peer_name, peer_bank of each leg."""
        is_ours = day.peer >= 0
        number = texts(day.number)
        ours = self.accounts.names(day.peer[is_ours])
        place = np.where(day.number > 0, np.arange(len(day)), -1)
        place[is_ours] = len(day) + np.arange(len(ours))
        peer_no = pa.concat_arrays([number, ours]).take(_or_null(place))
        name = np.where(is_ours & (day.name < 0), self.of_account[np.maximum(day.peer, 0)], day.name)
        own_bank = np.where(is_ours, self.accounts.source[np.maximum(day.peer, 0)], -1)
        bank = np.where(day.bank != OWN_BANK, day.bank, own_bank)
        banks = pa.DictionaryArray.from_arrays(_or_null(bank.astype(np.int8)), self._bank_table)
        return peer_no, self._names.take(_or_null(name)), banks

    def channels(self, day: Legs) -> dict[str, pa.Array]:
        """Terminal and its place, IP, MAC and merchant, and the peer's ID number, where told."""
        has_terminal = np.isin(day.kind, (ATM_OUT, ATM_IN, POS))
        terminal = np.where(has_terminal, (day.account + day.second // 3600) % 2000, -1)
        wired = self.accounts.source[day.account] < WECHAT
        return {
            "terminal": self._terminals.take(_or_null(terminal)),
            "place": self._sites.take(_or_null(np.where(has_terminal, self._site(day), -1))),
            "ip": self._ips.take(_or_null(day.device)),
            "mac": self._macs.take(_or_null(np.where(wired, day.device, -1))),
            "merchant_name": self._merchants.take(_or_null(day.merchant)),
            "merchant_no": self._merchant_numbers.take(_or_null(day.merchant)),
            "peer_id": self._peer_ids(day),
        }

    def _site(self, day: Legs) -> Ints:
        """The county of the holder's town, now and then a place abroad: of each leg, as if it were at a terminal."""
        towns = len(self.accounts.people.towns)
        owner = self.accounts.owner[day.account]
        at_home = self.accounts.people.town[np.minimum(owner, self.accounts.size - 1)].astype(np.int64)
        chance = uniform(self.seed, 1100, day.account * 86_400 + day.second) / ABROAD_SHARE
        abroad = towns + np.minimum(chance * len(ABROAD), len(ABROAD) - 1).astype(np.int64)
        return np.where(chance < 1, abroad, np.where(owner >= OUTSIDER, owner % towns, at_home))

    def _peer_ids(self, day: Legs) -> pa.Array:
        """Banks know the holder of an account at a bank of ours, and tell it in some rows."""
        chance = uniform(self.seed, 1063, day.account * 86_400 + day.second)
        between = (self.accounts.source[day.account] < WECHAT) & (
            self.accounts.source[np.maximum(day.peer, 0)] < WECHAT
        )
        told = np.flatnonzero(between & (day.peer >= 0) & (chance < self.params.money.peer_ids))
        place = np.full(len(day), -1, dtype=np.int64)
        place[told] = np.arange(len(told))
        return holder_ids(self.accounts, day.peer[told]).take(_or_null(place))

    def devices(self, owner: Ints) -> Ints:
        """The device (address) of each resident; couples share one, and offices and internet cafés one for many."""
        at_home = (uniform(self.seed, 1060, owner // 2 * 2) * DEVICES).astype(np.int64)
        is_public = uniform(self.seed, 1062, owner) < self.params.money.shared_address
        return np.where(is_public, self.places(uniform(self.seed, 1063, owner)), at_home)

    def places(self, chance: npt.NDArray[np.float64]) -> Ints:
        """Addresses that many share, drawn by chance."""
        money = self.params.money
        count = max(round(self.accounts.size * money.shared_address / money.address_size), 1)
        result: Ints = (uniform(self.seed, 1061, (chance * count).astype(np.int64)) * DEVICES).astype(np.int64)
        return result

    def whereabouts(self, owner: Ints, chance: npt.NDArray[np.float64]) -> Ints:
        """From where each pays now, by a chance in [0, 1): mostly the own device, else one of the few places where each
        also is."""
        away = self.params.money.away_address
        place = (chance / max(away, 1e-9) * PLACES).astype(np.int64) % PLACES
        elsewhere = self.places(uniform(self.seed, 1064, owner * PLACES + place))
        result: Ints = np.where(chance < away, elsewhere, self.devices(owner))
        return result

    def device(self, owner: int, chance: float) -> int:
        """The same of one."""
        return int(self.whereabouts(np.array([owner], dtype=np.int64), np.array([chance]))[0])

    def outside_names(self, rng: np.random.Generator, count: int) -> Ints:
        """Names of people whom we do not know otherwise."""
        return name_codes(self.seed, STRANGERS_NAMES + rng.integers(0, 10**7, count)).astype(np.int64)

    def of_outsiders(self, owner: Ints) -> Ints:
        """The name of each person elsewhere."""
        return name_codes(self.seed, STRANGERS_NAMES + owner).astype(np.int64)

    def others(self, who: Ints) -> tuple[Ints, npt.NDArray[np.uint8], Ints]:
        """Card, bank code and name code of accounts elsewhere: of residents, strangers (from STRANGER on), nobody."""
        is_stranger = who >= STRANGER
        owner = np.where(is_stranger, who - STRANGER, np.maximum(who, 0))
        name = name_codes(self.seed, np.where(is_stranger, owner + STRANGERS_NAMES, owner))
        nobody = who < 0
        return (
            np.where(nobody, 0, self.other_cards(owner)),
            np.where(nobody, OWN_BANK, self.other_bank(owner)).astype(np.uint8),
            np.where(nobody, -1, name).astype(np.int64),
        )

    def outside_cards(self, rng: np.random.Generator, count: int) -> tuple[Ints, npt.NDArray[np.uint8]]:
        """Cards at other banks and the code of the bank."""
        owner = 6_000_000 + rng.integers(0, 10**7, count)
        return self.other_cards(owner), self.other_bank(owner)


def _addresses() -> list[str]:
    """Addresses of carrier-grade NAT: none leads anywhere."""
    return [f"100.{64 + (i >> 14 & 3)}.{i >> 8 & 255}.{i & 255}" for i in range(DEVICES)]


def _or_null(codes: npt.NDArray[np.integer]) -> pa.Array:
    """Negative codes are null."""
    return pa.array(codes, mask=codes < 0) if (codes < 0).any() else pa.array(codes)
