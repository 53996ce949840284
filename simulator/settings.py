"""What a run depends on."""

import argparse
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from simulator.world import World

FEEDS = ("cases", "residents", "registrations", "accounts", "call_records", "transactions")
PANEL_FEEDS = ("accounts", "call_records", "transactions")


@dataclass(frozen=True)
class Settings:
    """What a run depends on, besides the code: equal settings give equal bytes.

    `panel` residents also have calls and money, from `panel_start` on (None: from `start`), written as wires or, for
    graph work, as `parquet`.
    """

    home: Path
    seed: int
    residents: int
    incidence: float
    effect: float
    faults: float
    world: World
    start: date
    end: date
    feeds: tuple[str, ...] = ("cases",)
    panel: int = 0
    panel_start: date | None = None
    parquet: bool = False

    @classmethod
    def of(cls, arguments: argparse.Namespace, world: World) -> Self:
        """Settings from the command line."""
        a = arguments
        return cls(
            a.out, a.seed, a.residents, a.incidence, a.effect, a.faults, world, a.start, a.end, wanted_feeds(a),
            a.panel, a.panel_start, a.parquet,
        )  # fmt: skip

    @property
    def panel_from(self) -> date:
        """The first day of calls, money and accounts."""
        return self.panel_start or self.start

    @property
    def has_panel(self) -> bool:
        """Whether anybody calls or pays."""
        return bool(set(self.feeds) & set(PANEL_FEEDS))

    def days(self) -> list[date]:
        """Every day from the first to the last."""
        return [self.start + timedelta(days=n) for n in range((self.end - self.start).days + 1)]


def wanted_feeds(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The feeds named, by default all that there can be: without a panel nobody calls or pays."""
    if arguments.feeds:
        return tuple(arguments.feeds.split(","))
    return tuple(feed for feed in FEEDS if arguments.panel or feed not in PANEL_FEEDS)
