"""The feeds residents and registrations, day by day."""

from datetime import date

from simulator.feeds.registrations import Registrations
from simulator.feeds.residents import Changes, ResidentRegister
from simulator.residents import Population
from simulator.wires import registrations as registration_wire
from simulator.wires import residents as resident_wire
from simulator.wires.outbox import Outbox
from simulator.world import World


class RegisterFeeds:
    """Writes the feeds wanted of the two."""

    def __init__(self, people: Population, world: World, panel: int, outbox: Outbox, wanted: set[str]) -> None:
        self.register = ResidentRegister(people, panel) if "residents" in wanted else None
        self.registrations = Registrations(people, world) if "registrations" in wanted else None
        self.outbox = outbox

    def write(self, day: date, is_first: bool, of_panel: Changes) -> None:
        """The files of one day."""
        if self.register:
            self._write_residents(self.register, day, is_first, of_panel)
        if self.registrations:
            sheet = self.outbox.open(registration_wire.layout(), day, is_first)
            for cells, rows in self.registrations.on(day, is_first):
                sheet.add(cells, rows)
            self.outbox.close(sheet)

    def _write_residents(self, register: ResidentRegister, day: date, is_first: bool, of_panel: Changes) -> None:
        sheet = self.outbox.open(resident_wire.layout(), day, is_first)
        if is_first:
            for cells, rows in register.full(day):
                sheet.add(cells, rows)
        else:
            sheet.add(*register.next_day(day, of_panel))
            sheet.add(*register.born(day))
        self.outbox.close(sheet)
