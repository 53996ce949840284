"""Checks of the `panel` section of a world file; WorldError names the key."""

import re
from collections.abc import Iterable

from simulator.conversion import WorldError
from simulator.panel_crime import CALLERS, TYPOLOGIES, Pattern
from simulator.panel_world import SOURCES, PanelParams

SHARES = {
    "calls": (
        "overseas_share", "volte", "video", "missed", "forwarded", "forward_outside", "forward_abroad", "texts",
        "spam_texts", "away",
    ),
    "money": (
        "salary_share", "rent_share", "loan_share", "failed", "reversed", "lump_spent", "memo_invested", "memo_deposit",
        "mobile_share", "web_share", "shared_address",
    ),
    "holdings": ("bank1", "bank2", "wechat", "alipay", "extra", "dormant", "card_only", "account_only"),
    "life": ("moves", "leaves", "deaths", "sims", "migrants"),
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
MEDIANS = {
    "calls": ("talk_s", "long_s"), "rings": ("elsewhere_yuan", "dwell_minutes"),
    "money": (
        "shop_yuan", "friends_yuan", "salary_yuan", "rent_yuan", "loan_yuan", "opening_yuan", "lump_yuan",
        "purchase_yuan", "topup_yuan", "received_yuan", "address_size",
    ),
}  # fmt: skip


def check_params(params: PanelParams, scam_types: Iterable[str]) -> None:
    """Values that have the right type and still make no behaviour; WorldError names the key."""
    for section in ("calls", "money", "holdings", "life", "lookalikes", "rings", "freezes", "victims"):
        _check_numbers(section, vars(getattr(params, section)))
    for name in ("calls_rhythm", "pay_rhythm"):
        _check_weights(f"panel.{name}.hours", getattr(params, name).hours, 24)
        _check_weights(f"panel.{name}.weekday", getattr(params, name).weekday, 7)
    _check_weights("panel.migrant_homes", params.migrant_homes.values())
    _check_names("panel.banks", params.banks, SOURCES, must=True)
    _check_names("panel.carriers", params.carriers, ("unicom", "telecom"), must=True)
    _check_codes(params)
    _check_names("panel.rings.typologies", params.rings.typologies, TYPOLOGIES)
    _check_weights("panel.rings.typologies", params.rings.typologies.values())
    if params.rings.size < 6 or params.rings.life_days < 1 or params.rings.cycle_days < params.rings.life_days:
        raise WorldError("key panel.rings: size is at least 6, and 1 <= life_days <= cycle_days")
    for holiday in params.holidays:
        if holiday.first > holiday.last:
            raise WorldError(f"key panel.holidays: {holiday.first} is after {holiday.last}")
    _check_names("panel.patterns", params.patterns, tuple(scam_types), must=True)
    for code, pattern in params.patterns.items():
        _check_pattern(f"panel.patterns.{code}", pattern)


def _check_codes(params: PanelParams) -> None:
    """Numbers of the telephone plan and of homes are digits of the right length."""
    for key, codes, pattern in (
        ("foreign_prefixes", params.foreign_prefixes, "00[1-9][0-9]{0,3}"),
        ("carriers.unicom", params.carriers["unicom"], "1[0-9]{2}"),
        ("carriers.telecom", params.carriers["telecom"], "1[0-9]{2}"),
        ("migrant_homes", params.migrant_homes, "[1-9][0-9]{5}"),
        ("away_areas", map(str, params.away_areas), "[1-9][0-9]{1,2}"),
        ("local_area", [str(params.local_area)], "[1-9][0-9]{1,2}"),
    ):
        for code in codes:
            if re.fullmatch(pattern, code) is None:
                raise WorldError(f"key panel.{key}: {code!r} does not look like {pattern}")


def _check_numbers(section: str, values: dict[str, object]) -> None:
    for name, value in values.items():
        if not isinstance(value, (int, float)):
            continue
        highest = 1.0 if name in SHARES.get(section, ()) else 1e9
        lowest = 1e-6 if name in MEDIANS.get(section, ()) else 0.0
        if not lowest <= value <= highest:
            raise WorldError(f"key panel.{section}.{name}: {value:g} is not between {lowest:g} and {highest:g}")


def _check_pattern(key: str, pattern: Pattern) -> None:
    _check_names(f"{key}.callers", pattern.callers, CALLERS)
    _check_weights(f"{key}.callers", pattern.callers.values())
    for name in ("silent", "forward", "loans", "consolidate", "rebates_first"):
        if not 0 <= getattr(pattern, name) <= 1:
            raise WorldError(f"key {key}.{name}: not between 0 and 1")
    for name in ("talk_minutes", "payments", "growth", "round_yuan"):
        if getattr(pattern, name) <= 0:
            raise WorldError(f"key {key}.{name}: must be positive")


def _check_names(key: str, found: Iterable[str], known: tuple[str, ...], must: bool = False) -> None:
    for name in found:
        if name not in known:
            raise WorldError(f"unknown key {key}.{name}")
    if must:
        for name in known:
            if name not in found:
                raise WorldError(f"missing key {key}.{name}")


def _check_weights(key: str, values: Iterable[float], length: int | None = None) -> None:
    weights = list(values)
    if length is not None and len(weights) != length:
        raise WorldError(f"key {key}: expected {length} items, found {len(weights)}")
    if not (all(weight >= 0 for weight in weights) and 0 < sum(weights) < float("inf")):
        raise WorldError(f"key {key}: weights must not be negative, nor all zero")
