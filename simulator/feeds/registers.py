"""The feeds residents and registrations, day by day."""

from datetime import date

from simulator.biography import Biographies, Changes, Standing
from simulator.feeds.registrations import Registrations
from simulator.feeds.residents import ResidentRegister
from simulator.wires import registrations as registration_wire
from simulator.wires import residents as resident_wire
from simulator.wires.outbox import Outbox


class RegisterFeeds:
    """Writes the feeds wanted of the two."""

    def __init__(self, lives: Biographies, outbox: Outbox, wanted: set[str]) -> None:
        self.standing = Standing(lives)
        self.register = ResidentRegister(self.standing) if "residents" in wanted else None
        self.registrations = Registrations(self.standing) if "registrations" in wanted else None
        self.outbox = outbox

    def write(self, day: date, is_first: bool) -> None:
        """The files of one day."""
        changes = self.standing.advance(day.toordinal())
        if self.register:
            self._write_residents(self.register, day, is_first, changes)
        if self.registrations:
            sheet = self.outbox.open(registration_wire.layout(), day, is_first)
            for cells, rows in self.registrations.on(day, is_first):
                sheet.add(cells, rows)
            self.outbox.close(sheet)

    def _write_residents(self, register: ResidentRegister, day: date, is_first: bool, changes: Changes) -> None:
        sheet = self.outbox.open(resident_wire.layout(), day, is_first)
        if is_first:
            for cells, rows in register.full(day):
                sheet.add(cells, rows)
        else:
            sheet.add(*register.changed(day, changes))
            sheet.add(*register.born(day))
        self.outbox.close(sheet)
