"""Where the boxes of a trace lie: a row per level, payers above, exits below, small accounts of a row in one."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

Row = dict[str, Any]
#: Boxes of a row at most, its folded one included; pixels.
MOST_BOXES = 9
BOX_W, BOX_H, GAP_X, GAP_Y, TOP, LEFT = 158, 62, 20, 96, 92, 96
SOURCES, EXITS = "来源", "流出"
NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
EXIT_NAMES = {"cash": "取现", "merchant": "商户消费", "overseas": "境外", "fee": "手续费", "unnamed": "对手不详"}


@dataclass(frozen=True)
class Box:
    """A box of a row, or what several small accounts of it share; `yuan`: what it received, of a payer what it paid."""

    row: int
    keys: tuple[str, ...]
    yuan: float
    x: float = 0.0

    @property
    def y(self) -> float:
        """Its upper edge."""
        return TOP + self.row * (BOX_H + GAP_Y)


@dataclass(frozen=True)
class Arrow:
    """All transfers from one box to another."""

    source: Box
    target: Box
    yuan: float
    count: int

    @property
    def is_down(self) -> bool:
        """Whether it leads to a row below; others go back, or across."""
        return self.target.row > self.source.row


@dataclass(frozen=True)
class Layout:
    """Boxes, arrows, and the names of the rows from above."""

    boxes: list[Box]
    arrows: list[Arrow]
    rows: list[str]

    @property
    def width(self) -> float:
        """Of the whole picture."""
        return LEFT + MOST_BOXES * (BOX_W + GAP_X) + GAP_X

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return TOP + len(self.rows) * (BOX_H + GAP_Y)


def laid_out(trace: Row) -> Layout:
    """The picture of a trace, as places."""
    members = _members(trace)
    names = [SOURCES, *[f"{NUMERALS[level]}级卡" for level in _levels(trace)], EXITS]
    rows = [row for row in range(len(names)) if members[row]]
    place = {row: number for number, row in enumerate(rows)}
    boxes = [box for row in rows for box in _folded(place[row], members[row])]
    placed = _placed(boxes, _pairs(trace))
    of = {key: box for box in placed for key in box.keys}
    return Layout(placed, _arrows(trace, of), [names[row] for row in rows])


def ends_of(transfer: Row) -> tuple[str, str]:
    """The names of both ends: an account, one that pays into the trace from outside, or a kind of exit."""
    payer = transfer["payer"] if transfer["hop"] else "<" + transfer["payer"]
    return payer, transfer["payee"] or ">" + (transfer["exit_code"] or "unnamed")


def _levels(trace: Row) -> list[int]:
    return list(range(1, max([row["level"] for row in trace["accounts"]], default=1) + 1))


def _pairs(trace: Row) -> dict[tuple[str, str], list[float]]:
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for transfer in trace["transfers"]:
        found[ends_of(transfer)].append(transfer["traced_yuan"])
    return found


def _members(trace: Row) -> dict[int, dict[str, float]]:
    """Row → who is in it, with what it received (payers: paid)."""
    found: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    last = len(_levels(trace)) + 1
    for row in trace["accounts"]:
        found[row["level"]][row["key"]] = row["received_yuan"]
    for (source, target), amounts in _pairs(trace).items():
        if source[0] == "<":
            found[0][source] += sum(amounts)
        if target[0] == ">":
            found[last][target] += sum(amounts)
    return found


def _folded(row: int, members: dict[str, float]) -> list[Box]:
    """The largest by themselves, the others in one."""
    ordered = sorted(members, key=lambda key: (-members[key], key))
    alone = len(ordered) if len(ordered) <= MOST_BOXES else MOST_BOXES - 1
    boxes = [Box(row, (key,), members[key]) for key in ordered[:alone]]
    rest = tuple(ordered[alone:])
    return [*boxes, Box(row, rest, sum(members[key] for key in rest))] if rest else boxes


def _placed(boxes: list[Box], pairs: dict[tuple[str, str], list[float]]) -> list[Box]:
    """Each row in the middle, ordered by where its money comes from, the folded box last."""
    payers: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (source, target), amounts in pairs.items():
        payers[target].append((source, sum(amounts)))
    at: dict[str, float] = {}
    placed = []
    for row in sorted({box.row for box in boxes}):
        mine = sorted(
            (box for box in boxes if box.row == row), key=lambda box: (len(box.keys) > 1, _middle(box, payers, at))
        )
        start = LEFT + (MOST_BOXES - len(mine)) * (BOX_W + GAP_X) / 2
        for number, box in enumerate(mine):
            placed.append(replace(box, x=start + number * (BOX_W + GAP_X)))
            at |= dict.fromkeys(box.keys, placed[-1].x)
    return placed


def _middle(box: Box, payers: dict[str, list[tuple[str, float]]], at: dict[str, float]) -> float:
    """Where the money of a box comes from, by amount, of those that lie above it."""
    above = [(at[source], yuan) for key in box.keys for source, yuan in payers[key] if source in at]
    total = sum(yuan for _, yuan in above)
    return sum(x * yuan for x, yuan in above) / total if total else 0.0


def _arrows(trace: Row, of: dict[str, Box]) -> list[Arrow]:
    sums: dict[tuple[Box, Box], list[float]] = defaultdict(list)
    for (source, target), amounts in _pairs(trace).items():
        sums[of[source], of[target]] += amounts
    arrows = [Arrow(*ends, sum(amounts), len(amounts)) for ends, amounts in sums.items() if ends[0] != ends[1]]
    return sorted(arrows, key=lambda arrow: (arrow.yuan, arrow.source.keys, arrow.target.keys))
