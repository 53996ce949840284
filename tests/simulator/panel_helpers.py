"""Small panels of these tests: a few thousand people for some weeks."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from simulator.__main__ import DEFAULT_WORLD
from simulator.biography import Biographies
from simulator.case import Case
from simulator.codes import load_towns
from simulator.feeds.book import IncidentBook
from simulator.incidents import Incidents
from simulator.panel import Panel, PanelDay
from simulator.panel.traces import CaseTraces
from simulator.residents import Population
from simulator.world import World, load_world

OTHER_WORLD = DEFAULT_WORLD.with_name("lakeside.yaml")
FIRST = date(2021, 2, 1)
MIDNIGHT = (FIRST.toordinal() - date(1970, 1, 1).toordinal()) * 86_400
Rows = list[dict[str, object]]


@dataclass
class City:
    """A panel after its days, and the cases as they were drawn."""

    panel: Panel
    days: list[PanelDay]
    cases: dict[str, Case]

    @property
    def transactions(self) -> pa.Table:
        return pa.concat_tables([day.transactions for day in self.days])

    @property
    def calls(self) -> pa.Table:
        return pa.concat_tables([day.calls for day in self.days])

    def truth(self, name: str) -> Rows:
        columns = self.panel.truth_columns[name]
        rows = [row for day in self.days for table, row in day.truth if table == name]
        rows += self.panel.truth_accounts().get(name, [])
        return [dict(zip(columns, row, strict=True)) for row in rows]


def build(
    world: World, size: int, days: int, seed: int = 5, residents: int | None = None, incidence: float = 100.0
) -> City:
    """A panel of the first `size` of `residents`, run for some days from FIRST."""
    people = Population(seed, residents or size, world, load_towns(world))
    traces = CaseTraces(seed, world, people, size)
    cases: dict[str, Case] = {}
    lives = Biographies(people, FIRST)
    incidents = Incidents(lives, incidence, 0.0, traces)

    def draw(day: date) -> list[Case]:
        drawn = incidents.on(day)
        cases.update({case.key: case for case in drawn})
        return drawn

    panel = Panel(seed, world, people, size, IncidentBook(draw, FIRST).on, FIRST, None, lives)
    return City(panel, [panel.day(FIRST + timedelta(days=n)) for n in range(days)], cases)


@lru_cache(maxsize=1)
def city() -> City:
    """6,000 residents, all of them in the panel, for 50 days over New Year; about 100 cases."""
    return build(load_world(DEFAULT_WORLD), 6000, 50)


@lru_cache(maxsize=1)
def other_city() -> City:
    """The second world."""
    return build(load_world(OTHER_WORLD), 4000, 20)


def where(table: pa.Table, **equal: object) -> pa.Table:
    """Rows whose columns have these values."""
    for column, value in equal.items():
        table = table.filter(pc.equal(table[column], value))
    return table


def world_file(folder: Path, text: str) -> World:
    """A world from its text."""
    path = folder / "world.yaml"
    path.write_text(text, encoding="utf-8")
    return load_world(path)
