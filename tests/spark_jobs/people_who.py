"""Who had which number as of a batch, and what of both ledgers counts as of a day, in plain Python."""

from collections import defaultdict
from datetime import date
from typing import Any

import money_ledger as money

Row = dict[str, Any]
Key = tuple[Any, ...]
#: file → the batch that withdraws it.
Gone = dict[str, date]


class Registers:
    """Who had which number as of a batch."""

    def __init__(self, residents: list[Row], registrations: list[Row]) -> None:
        self.residents, self.registrations = residents, registrations
        self._known: dict[date, dict[int, set[int]]] = {}

    def having(self, number: int, batch: date) -> set[int]:
        """The residents who have a number."""
        if batch not in self._known:
            self._known[batch] = self._as_of(batch)
        return self._known[batch].get(number, set())

    def _as_of(self, batch: date) -> dict[int, set[int]]:
        newest: dict[int, Row] = {}
        for row in sorted(self.residents, key=lambda row: (row["updated_at"], row["version_no"])):
            newest |= {row["resident_key"]: row} if row["batch_date"] <= batch else {}
        told: dict[int, Row] = {}
        order = ("event_at", "batch_date", "registration_id", "event_no")
        for row in sorted(self.registrations, key=lambda row: [row[name] for name in order]):
            told |= {row["resident_key"]: row} if row["batch_date"] <= batch and row["event_code"] == "register" else {}
        found = defaultdict(set)
        for who in {*newest, *told}:
            numbers = [row["phone_key"] for row in (newest.get(who), told.get(who)) if row and row["phone_key"]]
            if numbers:
                found[numbers[0]].add(who)
        return found


def calls_as_of(calls: list[Row], gone: Gone, registers: Registers, day: date) -> list[Row]:
    """The calls that count as of a day, with whose they are."""
    known = [call for call in calls if call["batch_date"] <= day < gone.get(call["file_sha256"], date.max)]
    whose = [(call, registers.having(call["own_key"], call["batch_date"])) for call in known]
    return [call | {"resident_key": min(who), "row": id(call)} for call, who in whose if len(who) == 1]


def legs_as_of(legs: list[Row], gone: Gone, day: date) -> list[Row]:
    """The legs of money that count as of a day and name a holder."""
    known = [leg for leg in money.counting_as_of(legs, gone, day) if leg["holder_key"] is not None]
    return [leg | {"resident_key": leg["holder_key"], "row": id(leg)} for leg in known]
