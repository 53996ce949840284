"""Checks of the `panel` section of a world file; WorldError names the key."""

import re
from collections.abc import Iterable

from simulator.checks import check_names, check_range, check_text, check_weights
from simulator.conversion import WorldError
from simulator.panel_crime import CALLERS, TYPOLOGIES, Pattern
from simulator.panel_world import SOURCES, PanelParams

SHARES = {
    "calls": (
        "overseas_share", "volte", "video", "missed", "forwarded", "forward_outside", "forward_abroad", "texts",
        "spam_texts", "away",
    ),
    "money": (
        "salary_share", "rent_share", "loan_share", "failed", "reversed", "peer_ids", "lump_spent", "memo_invested",
        "memo_deposit", "mobile_share", "web_share", "shared_address",
        "away_address", "trade",
    ),
    "holdings": ("bank1", "bank2", "wechat", "alipay", "extra", "dormant", "card_only", "account_only"),
    "lookalikes": ("stall", "landlord", "payroll", "group_buyer", "courier", "treasurer"),
    "rings": (
        "share",
        "sold",
        "outsiders",
        "shared",
        "careful",
        "tests",
        "own_address",
        "cold_texts",
        "away_hop",
        "cash",
    ),
    "freezes": ("share",),
    "victims": ("again",),
}  # fmt: skip
#: Lowest and highest value of what is no share; others are rates: 0 to MOST a day. A log-normal size lies within 3.7
#: sigmas, so that no amount is larger than readers take.
BOUNDS = {
    "talk_s": (1, 14_000), "long_s": (300, 86_400), "oldest": (18, 120), "size": (6, 10_000), "life_days": (1, 20_000),
    "cycle_days": (1, 20_000), "victims_elsewhere": (0, 1000), "elsewhere_yuan": (1, 1e6), "dwell_minutes": (0.01, 1e4),
    "opening_yuan": (0.01, 1e6), "address_size": (1, 1e6), "stop_days": (0, 20_000), "freeze_days": (0, 20_000),
    "tries_days": (0, 20_000), "trade_minutes": (0.01, 1e4),
}  # fmt: skip
YUAN, SIGMA = (0.01, 1e5), (0, 3)
PATTERN = {
    **dict.fromkeys(("silent", "forward", "loans", "consolidate", "rebates_first"), (0, 1)),
    "lead_days": (0, 365), "calls": (0, 100), "sms": (0, 100), "talk_minutes": (0.01, 600), "payments": (0.01, 100),
    "growth": (0.01, 10), "round_yuan": (0.01, 1e6),
}  # fmt: skip
MOST = 100
FOREIGN, MAINLAND = "00[1-9][0-9]{0,3}", "0086"


def check_params(params: PanelParams, scam_types: Iterable[str]) -> None:
    """Values that have the right type and still make no behaviour; WorldError names the key."""
    for section in SHARES:
        _check_numbers(section, vars(getattr(params, section)))
    for name in ("calls_rhythm", "pay_rhythm"):
        check_weights(f"panel.{name}.hours", getattr(params, name).hours, 24)
        check_weights(f"panel.{name}.weekday", getattr(params, name).weekday, 7)
    check_names("panel.banks", params.banks, SOURCES, must=True)
    for bank in (*params.banks.values(), *params.other_banks):
        check_text("panel.banks, panel.other_banks", bank)
    check_names("panel.carriers", params.carriers, ("unicom", "telecom"), must=True)
    _check_codes(params)
    check_names("panel.rings.typologies", params.rings.typologies, TYPOLOGIES)
    check_weights("panel.rings.typologies", params.rings.typologies.values())
    if params.rings.cycle_days < params.rings.life_days:
        raise WorldError("key panel.rings: cycle_days is less than life_days")
    _check_holidays(params)
    check_names("panel.patterns", params.patterns, tuple(scam_types), must=True)
    for code, pattern in params.patterns.items():
        _check_pattern(f"panel.patterns.{code}", pattern)


def _check_holidays(params: PanelParams) -> None:
    for number, holiday in enumerate(params.holidays):
        if holiday.first > holiday.last:
            raise WorldError(f"key panel.holidays[{number}]: {holiday.first} is after {holiday.last}")
        for name in ("calls", "pay", "work", "gifts", "travel"):
            check_range(f"panel.holidays[{number}].{name}", getattr(holiday, name), 0, MOST)


def _check_codes(params: PanelParams) -> None:
    """Numbers of the telephone plan are digits of the right length."""
    for key, codes, pattern in (
        ("foreign_prefixes", params.foreign_prefixes, FOREIGN),
        ("carriers.unicom", params.carriers["unicom"], "1[0-9]{2}"),
        ("carriers.telecom", params.carriers["telecom"], "1[0-9]{2}"),
        ("away_areas", map(str, params.away_areas), "[1-9][0-9]{1,2}"),
        ("local_area", [str(params.local_area)], "[1-9][0-9]{1,2}"),
    ):
        for code in codes:
            if re.fullmatch(pattern, code) is None:
                raise WorldError(f"key panel.{key}: {code!r} does not look like {pattern}")
    for code in params.foreign_prefixes:
        if code.startswith(MAINLAND):
            raise WorldError(f"key panel.foreign_prefixes: {code!r} is the mainland's own, which readers strip")


def _check_numbers(section: str, values: dict[str, object]) -> None:
    for name, value in values.items():
        if isinstance(value, (int, float)):
            check_range(f"panel.{section}.{name}", value, *_bounds(section, name))


def _bounds(section: str, name: str) -> tuple[float, float]:
    """What a number of a section may be."""
    if name in SHARES[section]:
        return 0, 1
    usual = YUAN if name.endswith("_yuan") else SIGMA if name.endswith("_sigma") else (0, MOST)
    return BOUNDS.get(name, usual)


def _check_pattern(key: str, pattern: Pattern) -> None:
    check_names(f"{key}.callers", pattern.callers, CALLERS)
    check_weights(f"{key}.callers", pattern.callers.values())
    for name, bounds in PATTERN.items():
        check_range(f"{key}.{name}", getattr(pattern, name), *bounds)
