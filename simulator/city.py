"""A synthetic city: everything that delivers files, day after day."""

import sys
from datetime import date, timedelta

from simulator.biography import Biographies
from simulator.cases import CaseFeed
from simulator.codes import load_towns
from simulator.feeds.book import IncidentBook
from simulator.feeds.cases import CASE_COLUMNS, CaseFiles
from simulator.feeds.panel import PanelFeeds
from simulator.feeds.panel_accounts import PanelAccounts
from simulator.feeds.panel_truth import PanelTruth
from simulator.feeds.registers import RegisterFeeds
from simulator.feeds.traits import write_traits
from simulator.feeds.truth import write_faults
from simulator.home import write_table
from simulator.incidents import Incidents
from simulator.panel import Panel
from simulator.panel.traces import CaseTraces
from simulator.register import Register
from simulator.residents import Population
from simulator.settings import FEEDS, Settings
from simulator.wires.outbox import Outbox


class City:
    """Draws each day once and hands it to the feeds wanted; days must come in order."""

    def __init__(self, settings: Settings) -> None:
        self.settings, world = settings, settings.world
        self.towns = load_towns(world)
        self.people = Population(settings.seed, settings.residents, world, self.towns, settings.start)
        self.traces = self._traces()
        self.lives = Biographies(self.people, settings.start)
        incidents = Incidents(self.lives, settings.incidence, settings.effect, self.traces)
        self.book = IncidentBook(incidents.on, settings.start)
        self.outbox = Outbox(settings.home / "landing", settings.seed, settings.faults, settings.end)
        wanted = set(settings.feeds)
        self.cases = self._case_files() if "cases" in wanted else None
        self.registers = RegisterFeeds(self.lives, self.outbox, wanted)
        self.panel: PanelFeeds | None = None
        self.truth = PanelTruth()

    def case_feed(self) -> CaseFeed:
        """The cases feed at the morning of the first day."""
        world = self.settings.world
        return CaseFeed(self.book, Register(self.towns, sorted(world.scam_types)), world.life)

    def _traces(self) -> CaseTraces | None:
        """What cases of the panel's people name; the same whether the panel's own feeds are written or not."""
        settings = self.settings
        if not settings.panel:
            return None
        traces = CaseTraces(settings.seed, settings.world, self.people, settings.panel)
        rings = traces.rings
        if rings.params.share > 0 and not rings.count:
            print("simulate: no mule rings: too few adults, or honest look-alikes, in the panel", file=sys.stderr)
        return traces

    def _case_files(self) -> CaseFiles:
        settings = self.settings
        return CaseFiles(settings.home, self.case_feed(), settings.seed, settings.faults, self.outbox)

    def write(self, day: date) -> None:
        """All files of one day. The panel comes first: it knows weeks before the police whom it will cheat."""
        settings = self.settings
        if settings.has_panel and day >= settings.panel_from:
            self._write_panel(day)
        if self.cases:
            self.cases.write(day)
        self.registers.write(day, day == settings.start)
        self.book.forget(day - timedelta(days=1))

    def _write_panel(self, day: date) -> None:
        is_first = self.panel is None
        self.panel = self.panel or self._open_panel()
        self.panel.write(day, is_first, self.truth.watch)

    def _open_panel(self) -> PanelFeeds:
        settings = self.settings
        panel = Panel(
            settings.seed, settings.world, self.people, settings.panel, self.book.on, settings.panel_from,
            self.traces.rings if self.traces else None, self.lives,
        )  # fmt: skip
        self.truth.start(panel.truth_columns, panel.truth_accounts())
        parquet = settings.home / "parquet" if settings.parquet else None
        return PanelFeeds(panel, PanelAccounts(panel), self.outbox, set(settings.feeds), parquet)

    def write_truth(self) -> int:
        """HOME/truth; the number of faults planted."""
        folder = self.settings.home / "truth"
        feeds = [feed for feed in FEEDS if feed in self.settings.feeds]
        if self.cases:
            write_table(folder / "cases.csv", CASE_COLUMNS, self.cases.lives)
        self.truth.write(folder)
        if self.settings.panel and self.settings.world.trait:
            write_traits(folder / "traits.csv", self.people, self.settings.panel)
        return write_faults(folder / "faults.csv", feeds, self.outbox.told)
