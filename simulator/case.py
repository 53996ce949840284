"""One case as the police system holds it at a moment."""

from dataclasses import dataclass
from random import Random

from simulator.life import Event, Kind
from simulator.residents import Person
from simulator.wire import AT, Row, yuan

VICTIM = ("被害人姓名", "被害人证件号码", "被害人性别", "被害人出生日期", "被害人职业代码", "被害人联系电话",
          "被害人现住地区划代码")  # fmt: skip


@dataclass(slots=True)
class Case:
    """Wire cells now, amounts in fen, the planned events, and what was delivered.

    `key` is unique among cases, `victim` the first victim's index; instants are seconds since the proleptic day 0.
    """

    rng: Random
    cells: list[str]
    gross: int
    loss: int
    fate: Kind | None
    events: list[Event]
    county: str = ""
    updated: int = 0
    is_delivered: bool = False
    key: str = ""
    victim: int = -1
    incident: int = 0
    incident_end: int = 0
    reported: int = 0

    @property
    def number(self) -> str:
        """案件编号; empty before acceptance."""
        return self.cells[0]

    def get(self, column: str) -> str:
        """The wire text of a column."""
        return self.cells[AT[column]]

    def set(self, **cells: str) -> None:
        """Set wire texts by column name."""
        for column, value in cells.items():
            self.cells[AT[column]] = value

    def set_amounts(self, gross: int, loss: int) -> None:
        """Amounts in fen; the loss never exceeds the gross amount."""
        self.gross, self.loss = max(gross, loss), loss
        self.set(被骗金额=yuan(self.gross), 损失金额=yuan(loss))

    def add_victim(self, person: Person) -> None:
        """Append a person to the seven victim columns, unless already there."""
        sex = "男" if person.is_male else "女"
        values = (person.name, person.id_number, sex, person.birth_date, person.occupation, person.phone,
                  person.town.code)  # fmt: skip
        if person.id_number in self.get("被害人证件号码").split(";"):
            return
        for column, value in zip(VICTIM, values, strict=True):
            known = self.get(column)
            self.cells[AT[column]] = f"{known};{value}" if known else value

    def version(self, operation: str) -> Row:
        """The complete row as it would be sent now."""
        return (*self.cells[:-1], operation)
