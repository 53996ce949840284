"""How ordinary a day is: factors by weekday and holiday."""

from dataclasses import dataclass
from datetime import date

from simulator.panel_world import Holiday, PanelParams, Rhythm


@dataclass(frozen=True)
class DayFactors:
    """Factors on the rates of an ordinary day; `away` is the share of residents who travel."""

    calls: float
    pay: float
    work: float
    gifts: float
    away: float


def day_factors(params: PanelParams, day: date) -> DayFactors:
    """The factors of a day."""
    holiday = next((h for h in params.holidays if h.first <= day <= h.last), None)
    calls, pay = _weekday(params.calls_rhythm, day), _weekday(params.pay_rhythm, day)
    work = 0.45 if day.weekday() >= 5 else 1.15
    if holiday is None:
        return DayFactors(calls, pay, work, 1.0, params.calls.away)
    return _on_holiday(params, holiday, calls, pay)


def _on_holiday(params: PanelParams, holiday: Holiday, calls: float, pay: float) -> DayFactors:
    away = min(params.calls.away * holiday.travel, 0.6)
    return DayFactors(calls * holiday.calls, pay * holiday.pay, holiday.work, holiday.gifts, away)


def _weekday(rhythm: Rhythm, day: date) -> float:
    return rhythm.weekday[day.weekday()] / (sum(rhythm.weekday) / 7)
