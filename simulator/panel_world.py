"""The `panel` section of a world file: how people call and pay, who cheats and who is mistaken for it.

Rates are per panel resident and day unless their name says otherwise; shares and probabilities lie in 0..1.
"""

from dataclasses import dataclass
from datetime import date

from simulator.panel_crime import FreezeRules, Pattern, Rings, Victims

SOURCES = ("bank1", "bank2", "wechat", "alipay")


@dataclass(frozen=True)
class Rhythm:
    """Weights of the 24 hours and of the seven weekdays (Monday first)."""

    hours: list[float]
    weekday: list[float]


@dataclass(frozen=True)
class Holiday:
    """Factors on ordinary days while it lasts: calls, payments, work (salaries, couriers), gifts, travel."""

    first: date
    last: date
    calls: float
    pay: float
    work: float
    gifts: float
    travel: float


@dataclass(frozen=True)
class CallRates:
    """Everyday calls and messages: rates of originated calls, then shares and medians."""

    contacts: float
    outside: float
    courier: float
    service_sms: float
    chat_sms: float
    spam: float
    wrong: float
    hotlines: float
    overseas: float
    overseas_share: float
    volte: float
    video: float
    missed: float
    forwarded: float
    forward_outside: float
    forward_abroad: float
    texts: float
    spam_texts: float
    away: float
    talk_s: float
    long_s: float


@dataclass(frozen=True)
class MoneyRates:
    """Everyday payments: rates, medians in yuan, and shares of people who have a thing at all. World files older than
    the last ones need not name them."""

    shop: float
    shop_yuan: float
    utility: float
    stall: float
    group: float
    delivery: float
    friends: float
    friends_yuan: float
    gifts: float
    topup: float
    withdraw: float
    cash_out: float
    cash_in: float
    salary_share: float
    salary_yuan: float
    rent_share: float
    rent_yuan: float
    loan_share: float
    loan_yuan: float
    failed: float
    reversed: float
    peer_ids: float
    opening_yuan: float
    lump: float
    lump_yuan: float
    lump_sigma: float
    lump_spent: float
    purchase: float
    purchase_yuan: float
    purchase_sigma: float
    topup_yuan: float
    topup_sigma: float
    big_cash: float
    received: float
    received_yuan: float
    received_sigma: float
    memo_invested: float
    memo_deposit: float
    tried: float
    mobile_share: float
    web_share: float
    shared_address: float
    address_size: float
    away_address: float = 0.25
    trade: float = 0.6
    trade_sales: float = 3.0
    trade_yuan: float = 5000.0
    trade_sigma: float = 1.3
    trade_minutes: float = 25.0


@dataclass(frozen=True)
class Holdings:
    """Shares of people (12 years or older) with an account at each source; kinds of numbers of bank accounts."""

    bank1: float
    bank2: float
    wechat: float
    alipay: float
    extra: float
    dormant: float
    card_only: float
    account_only: float


@dataclass(frozen=True)
class Lookalikes:
    """Shares of residents whose honest money looks like a mule's."""

    stall: float
    landlord: float
    payroll: float
    group_buyer: float
    courier: float
    treasurer: float


@dataclass(frozen=True)
class PanelParams:
    """All parameters of the panel's behaviour."""

    local_area: int
    away_areas: list[int]
    foreign_prefixes: list[str]
    carriers: dict[str, list[str]]
    banks: dict[str, str]
    other_banks: list[str]
    calls_rhythm: Rhythm
    pay_rhythm: Rhythm
    holidays: list[Holiday]
    calls: CallRates
    money: MoneyRates
    holdings: Holdings
    lookalikes: Lookalikes
    rings: Rings
    freezes: FreezeRules
    victims: Victims
    patterns: dict[str, Pattern]
