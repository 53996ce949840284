"""The police register: applies what happens to cases and yields a complete row for each change."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

from simulator.case import Case
from simulator.codes import Area
from simulator.life import Event, Kind
from simulator.texts import UNITS_ELSEWHERE
from simulator.wire import DAY, Row, stamp


@dataclass(slots=True)
class Change:
    """One change and the complete row after it; a case that vanishes does so without sending it."""

    case: Case
    kind: Kind
    updated: int
    row: Row
    late_days: int = 0


class Register:
    """All cases by number; changes must come in the order in which they were recorded."""

    def __init__(self, towns: list[Area], scam_types: list[str]) -> None:
        self.scam_types = scam_types
        self._towns: dict[str, list[str]] = {}
        for town in towns:
            self._towns.setdefault(town.county, []).append(town.code)
        self._serials: Counter[tuple[str, str, int]] = Counter()
        self._mains: dict[str, deque[Case]] = {code: deque(maxlen=60) for code in scam_types}
        self._actions: dict[Kind, Callable[[Case, Event], None]] = {
            Kind.ACCEPT: self._accept, Kind.FILE: self._file, Kind.REFUSE: self._refuse, Kind.SOLVE: self._solve,
            Kind.WITHDRAW: self._withdraw, Kind.REOPEN: self._reopen, Kind.TRANSFER: self._transfer,
            Kind.CORRECT_LOSS: self._correct_loss, Kind.CORRECT_TYPE: self._correct_type,
            Kind.MOVE_AREA: self._move_area,
        }  # fmt: skip

    def apply(self, case: Case, event: Event) -> list[Change]:
        """Let the event happen; usually one change, two for a merger, none if no main case fits."""
        if event.kind is Kind.MERGE:
            return self._merge(case, event)
        if event.kind is Kind.VANISH:
            return [Change(case, event.kind, event.recorded, case.version(""))]
        if event.kind is not Kind.DELETE:
            self._actions[event.kind](case, event)
        return [self._change(case, event.kind, event.recorded, event.late_days)]

    def _change(self, case: Case, kind: Kind, recorded: int, late_days: int = 0) -> Change:
        case.updated = max(recorded, case.updated + 1)
        case.set(更新时间=stamp(case.updated))
        operation = "D" if kind is Kind.DELETE else "U" if case.is_delivered else "I"
        case.is_delivered = True
        return Change(case, kind, case.updated, case.version(operation), late_days)

    def _accept(self, case: Case, event: Event) -> None:
        accepted = stamp(event.at)
        unit = f"{case.county}00"
        case.set(
            案件编号=f"A{unit}{self._serial(case, 'A', accepted)}",
            警情编号=f"J{case.county}{self._serial(case, 'J', case.get('报案时间'))}",
            受案时间=accepted, 案件状态="受案",
        )  # fmt: skip

    def _serial(self, case: Case, letter: str, time: str) -> str:
        """Day and running number of the county on that day."""
        key = (letter, case.county, int(time[:10].replace("-", "")))
        self._serials[key] += 1
        return f"{key[2]}{self._serials[key]:06d}"

    def _file(self, case: Case, event: Event) -> None:
        case.set(立案时间=stamp(event.at), 案件状态="立案")
        if case.fate is None:  # a main case must not disappear under its children
            self._mains[case.get("电诈类别代码")].append(case)

    def _refuse(self, case: Case, event: Event) -> None:
        case.set(案件状态="不予立案")

    def _solve(self, case: Case, event: Event) -> None:
        case.set(破案时间=stamp(event.at), 案件状态="破案")

    def _withdraw(self, case: Case, event: Event) -> None:
        case.set(撤案时间=stamp(event.at), 案件状态="撤案")

    def _reopen(self, case: Case, event: Event) -> None:
        case.set(撤案时间="", 案件状态="立案")

    def _transfer(self, case: Case, event: Event) -> None:
        own = case.get("受理单位代码")[:6]
        case.set(移送单位代码=case.rng.choice([u for u in UNITS_ELSEWHERE if u[:6] != own]), 案件状态="移送")

    def _correct_loss(self, case: Case, event: Event) -> None:
        gross = round(case.gross * case.rng.uniform(0.7, 1.4) / 10) * 10
        case.set_amounts(gross, int(gross * case.rng.uniform(0.8, 1.0)))

    def _correct_type(self, case: Case, event: Event) -> None:
        others = [code for code in self.scam_types if code != case.get("电诈类别代码")]
        if others:
            case.set(电诈类别代码=case.rng.choice(others))

    def _move_area(self, case: Case, event: Event) -> None:
        others = [code for code in self._towns[case.county] if code != case.get("发案地区划代码")]
        if others:
            case.set(发案地区划代码=case.rng.choice(others))

    def _merge(self, case: Case, event: Event) -> list[Change]:
        """Into a recently filed case of the same type, whose next version carries both amounts; its victims stay."""
        mains = [main for main in self._mains[case.get("电诈类别代码")] if main.updated < event.recorded]
        if not mains:
            return []
        main = case.rng.choice(mains)
        case.set(主案编号=main.number, 案件状态="并案")
        main.set_amounts(main.gross + case.gross, main.loss + case.loss)
        return [
            self._change(case, event.kind, event.recorded),
            self._change(main, Kind.ABSORB, event.recorded),
        ]


def recorded_day(change: Change) -> int:
    """The Shanghai day (proleptic ordinal) in whose batch a change goes out if nothing delays it."""
    return change.updated // DAY
