"""The parts of the `panel` section that describe crime: rings of mules, their victims, and what each scam leaves."""

from dataclasses import dataclass

TYPOLOGIES = (
    "fan_in", "fan_out", "cycle", "bipartite", "stack", "random", "scatter_gather", "gather_scatter",
)  # AMLSim's eight [S59]  # fmt: skip
CALLERS = ("foreign", "virtual", "tollfree", "mobile")


@dataclass(frozen=True)
class Rings:
    """Mule rings: `share` is mule accounts per panel resident over one cycle; shares of members, then of hops."""

    share: float
    oldest: int
    size: int
    life_days: int
    cycle_days: int
    sold: float
    outsiders: float
    shared: float
    careful: float
    tests: float
    own_address: float
    away_hop: float
    cash: float
    victims_elsewhere: float
    elsewhere_yuan: float
    dwell_minutes: float
    cold_calls: float
    cold_texts: float
    typologies: dict[str, float]


@dataclass(frozen=True)
class FreezeRules:
    """Share of the accounts named by a report that are stopped, for how many days, for how many more they are frozen,
    and for how many their holders still try to pay from them."""

    share: float
    stop_days: int
    freeze_days: int
    tries_days: int


@dataclass(frozen=True)
class Victims:
    """Campaigns per reported case of the panel that yield none, and the share of victims hit again."""

    never_report: float
    noticed: float
    again: float


@dataclass(frozen=True)
class Pattern:
    """What a scam type leaves in calls and money before and during the loss."""

    silent: float
    lead_days: float
    calls: float
    talk_minutes: float
    callers: dict[str, float]
    sms: float
    forward: float
    payments: float
    growth: float
    round_yuan: float
    loans: float
    consolidate: float
    rebates_first: float
