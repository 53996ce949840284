"""Who is cheated on a day: how many, whom, by which scam and for how much."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from math import log
from random import Random
from typing import TypeVar

import numpy as np

from simulator.biography import Biographies
from simulator.case import Case
from simulator.codes import Area
from simulator.life import draw_plan
from simulator.susceptible import Susceptible
from simulator.texts import OTHER_STORY, STORIES, STREETS
from simulator.wire import AT, COLUMNS, DAY, stamp, yuan
from simulator.world import ScamType, World

T = TypeVar("T")
ACCOUNT_DAYS = 14  # mule accounts serve about two weeks and several victims
ACCOUNTS = 60  # in use at a time
TRIES = 50


def pick(rng: Random, weights: Mapping[T, float]) -> T:
    """One key, with probability by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def service_share(world: World, day: date) -> float:
    """0 before the service's start, 1 after it, linear inside the interval."""
    first, last = world.service_start
    return min(max(((day - first).days + 1) / ((last - first).days + 1), 0.0), 1.0)


def daily_rate(world: World, day: date, residents: int, incidence: float, effect: float) -> float:
    """Expected incidents of a day."""
    year = min(world.yearly, key=lambda known: (abs(known - day.year), known))
    month = world.monthly[day.month - 1] / (sum(world.monthly) / 12)
    weekday = world.weekday[day.weekday()] / (sum(world.weekday) / 7)
    yearly = world.incidence_per_10k * incidence * residents / 10_000 * world.yearly[year]
    return yearly / 365.2425 * month * weekday * (1 + effect * service_share(world, day))


@lru_cache(maxsize=4096)
def mule_account(seed: int, period: int, rank: int) -> str:
    """An invented 19-digit card number that passes Luhn."""
    first18 = f"6222{Random(f'{seed}:account:{period}:{rank}').randrange(10**14):014d}"
    doubled = [int(d) * (1 + (i + 1) % 2) for i, d in enumerate(reversed(first18))]
    return first18 + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


class Incidents:
    """Draws the cases of one day after another; each case has a random stream of its own."""

    def __init__(
        self, lives: Biographies, incidence: float, effect: float, traces: Callable[[Case], None] | None = None
    ) -> None:
        """`traces` may rewrite the accounts and numbers that a new case names (a panel knows the real ones)."""
        self.lives, self.people = lives, lives.people
        self.seed, self.world, world = lives.people.seed, lives.people.world, lives.people.world
        self.incidence, self.effect, self.traces = incidence, effect, traces
        self.susceptible = Susceptible(self.people)
        self._type_shares = {code: scam.share for code, scam in world.scam_types.items()}
        self._hours = dict(enumerate(world.hourly))
        self._victims: deque[int] = deque(maxlen=3000)  # recent ones, to be cheated again

    def on(self, day: date) -> list[Case]:
        """The cases whose incident begins on this day."""
        rate = daily_rate(self.world, day, self.people.count, self.incidence, self.effect)
        count = np.random.default_rng([self.seed, 1, day.toordinal()]).poisson(rate)
        return [self._case(f"{day}:{k}", day) for k in range(count)]

    def _case(self, key: str, day: date) -> Case:
        rng = Random(f"{self.seed}:case:{key}")
        code = pick(rng, self._type_shares)
        scam = self.world.scam_types[code]
        incident = day.toordinal() * DAY + pick(rng, self._hours) * 3600 + rng.randrange(3600)
        county_only = rng.random() < self.world.life.county_only
        area_share = 0.5 if county_only else self.world.life.area_corrected
        plan = draw_plan(rng, self.world.life, incident, scam.hours, area_share)
        chosen = self._choose_victims(rng, scam, plan.reported // DAY)
        gross, loss = self._amounts(rng, scam)
        case = Case(rng, [""] * len(COLUMNS), gross, loss, plan.fate, plan.events, key=key, victim=chosen[0],
                    incident=incident, incident_end=plan.incident_end, reported=plan.reported)  # fmt: skip
        case.set(
            案由代码="050200", 电诈类别代码=code, 发案时间起=stamp(incident), 发案时间止=stamp(plan.incident_end),
            报案时间=stamp(plan.reported), 被骗金额=yuan(gross), 损失金额=yuan(loss),
            支付方式=pick(rng, self.world.payments), 首次接触渠道=pick(rng, scam.channels),
        )  # fmt: skip
        for who in chosen:
            case.add_victim(self.lives.person(who, plan.reported // DAY))
        self._describe(case, rng, self.lives.town(chosen[0], day.toordinal()), county_only)
        self._add_traces(case, rng, day)
        if self.traces is not None:
            self.traces(case)
        return case

    def _choose_victims(self, rng: Random, scam: ScamType, reported: int) -> list[int]:
        count = 1 if rng.random() >= self.world.several_victims_share else rng.choice((2, 2, 3))
        chosen = [self._choose_victim(rng, scam, reported) for _ in range(count)]
        self._victims.extend(chosen)
        return list(dict.fromkeys(chosen))

    def _choose_victim(self, rng: Random, scam: ScamType, reported: int) -> int:
        """Somebody with a phone who still lives here on the day of the report."""
        for _ in range(TRIES):
            found = self._candidate(rng, scam)
            if self.people.has_phone[found] and self.lives.is_here(found, reported):
                return found
        return found  # a world without anybody to cheat

    def _candidate(self, rng: Random, scam: ScamType) -> int:
        if self._victims and rng.random() < self.world.repeat_victim_share:
            return rng.choice(self._victims)
        band = rng.choices(range(len(scam.age)), scam.age)[0]
        return self.susceptible.choose(rng, band, rng.random() >= scam.women)

    def _amounts(self, rng: Random, scam: ScamType) -> tuple[int, int]:
        """Gross and loss in fen; loss is what remains after rebates."""
        if rng.random() < self.world.attempt_share:
            return 0, 0
        yuan_paid = min(rng.lognormvariate(log(scam.loss_median_yuan), scam.loss_sigma), self.world.loss_cap_yuan)
        gross = max(round(yuan_paid * 10), 1) * 10  # people pay in jiao at the finest
        return gross, gross - int(gross * rng.random() * scam.rebate_max)

    def _describe(self, case: Case, rng: Random, town: Area, county_only: bool) -> None:
        case.county, first = town.county, case.get("被害人姓名").split(";")[0]
        street = f"{town.county_name}{town.name}{rng.choice(STREETS)}{rng.randrange(1, 400)}号"
        story = STORIES.get(case.get("电诈类别代码"), OTHER_STORY)
        case.set(
            发案地区划代码=town.county if county_only else town.code,
            受理单位代码=f"{town.code}000", 详细地址=street,
            简要案情=story.format(who=first, channel=case.get("首次接触渠道"), n=rng.randrange(1, 9)),
        )  # fmt: skip

    def _add_traces(self, case: Case, rng: Random, day: date) -> None:
        """Accounts, numbers and addresses used by the swindlers; none of them exists."""
        period = day.toordinal() // ACCOUNT_DAYS
        ranks = {int(rng.random() ** 2 * ACCOUNTS) for _ in range(rng.choice((1, 1, 1, 2, 3)))}
        case.cells[AT["涉案账户"]] = ";".join(mule_account(self.seed, period, rank) for rank in sorted(ranks))
        if case.get("首次接触渠道") in ("电话", "短信"):
            foreign = f"00852{rng.randrange(10**8):08d}"
            case.cells[AT["涉案号码"]] = rng.choice((foreign, f"170{rng.randrange(10**8):08d}"))
        elif case.get("首次接触渠道") in ("App", "网站"):
            case.cells[AT["涉案网址"]] = f"https://t{rng.randrange(400):03d}.example.com/d?id={rng.randrange(90)}"
