"""Chooses rows and kinds of faults, and puts the spoiled lines in place of the clean ones."""

from collections.abc import Callable
from datetime import date
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.planted import healed, refused, spelling
from simulator.planted.profile import PROFILES
from simulator.planted.row import Outcome, Row
from simulator.wires.layout import Cells, Layout
from simulator.wires.text import Integers, as_array
from simulator.wires.told import Planted, RowTold

Kind = Callable[[Row], Outcome | None]
KINDS: tuple[Kind, ...] = (*spelling.KINDS, *healed.KINDS, *refused.KINDS)
TRIES = 12
MISSTATED = 0.02  # of the rows of a file that is corrected later
PEER = {"transactions": "交易对手账卡号", "call_records": "对方号码"}


class RowPlanter:
    """Plants faults into one file's rows with probability `rate` each; a row has one fault at most."""

    def __init__(self, seed: str, rate: float, arrival: date) -> None:
        self.rate, self.arrival, self._random = rate, arrival, Random(seed)
        self._generator = np.random.default_rng(list(seed.encode()))

    def plant(self, layout: Layout, cells: Cells, lines: pa.Array, first: int, others: pa.Array | None) -> Planted:
        """`lines` are clean, the first of them physical line `first`; `others`: numbers whose legs are told too."""
        hits = np.flatnonzero(self._generator.random(len(lines)) < self.rate)
        rows = self._rows(layout, cells, hits, others)
        found = [(at, *self._spoil(row)) for at, row in zip(hits.tolist(), rows, strict=True)]
        return _put(lines, first, [(at, kind, outcome) for at, kind, outcome in found if outcome])

    def misstate(self, layout: Layout, cells: Cells, lines: pa.Array, first: int, is_corrected: bool) -> Planted:
        """Another amount or length in a few rows, which a corrected file will put right if it comes within the run."""
        key = PROFILES[layout.feed].disagreeing
        chances = self._generator.random(len(lines))
        hits = np.flatnonzero((chances < MISSTATED) | (chances == chances.min()))
        found = []
        for at, row in zip(hits.tolist(), self._rows(layout, cells, hits, None), strict=True):
            if row.texts[key]:
                told = row.healed if is_corrected else row.taken
                found.append((at, "corrected_row", told(key, healed.other_value(row, key))))
        return _put(lines, first, found)

    def _rows(self, layout: Layout, cells: Cells, hits: Integers, others: pa.Array | None) -> list[Row]:
        """The rows at these positions."""
        if len(hits) == 0:
            return []
        index = pa.array(hits)
        columns = [[cells[k]] * len(hits) if isinstance(cells[k], str) else as_array(cells[k]).take(index).to_pylist()
                   for k in layout.keys]  # fmt: skip
        texts = [dict(zip(layout.keys, (cell or "" for cell in row), strict=True))
                 for row in zip(*columns, strict=True)]  # fmt: skip
        profile = PROFILES[layout.feed]
        rows = [Row(layout, profile, text, Random(self._random.getrandbits(64)), self.arrival) for text in texts]
        return rows if others is None else _with_other_leg(rows, others)

    def _spoil(self, row: Row) -> tuple[str, Outcome | None]:
        """One of the kinds that can befall the row."""
        for _ in range(TRIES):
            kind = row.rng.choice(KINDS)
            outcome = kind(row)
            if outcome is not None:
                return kind.__name__, outcome
        return "", None


def _with_other_leg(rows: list[Row], others: pa.Array) -> list[Row]:
    """Marks the rows whose counterpart is told too."""
    peer = PEER[rows[0].layout.feed]
    numbers = pa.array([row.default(peer) for row in rows], pa.string())
    for row, known in zip(rows, pc.is_in(numbers, value_set=others).to_pylist(), strict=True):
        if known:
            row.marks.add("other_leg")
    return rows


def _put(lines: pa.Array, first: int, found: list[tuple[int, str, Outcome]]) -> Planted:
    """The lines with some replaced; a replacement may be two lines, which moves all that follow."""
    if not found:
        return Planted(lines, [])
    told, inserted = [], 0
    for at, kind, outcome in found:
        line = first + at + inserted + outcome.at
        told.append(RowTold(line, outcome.column, kind, outcome.expect, outcome.value_or_reason))
        inserted += len(outcome.lines) - 1
    mask = np.zeros(len(lines), dtype=bool)
    mask[[at for at, _, _ in found]] = True
    spoiled = pa.array([b"".join(outcome.lines) for _, _, outcome in found], pa.binary())
    return Planted(pc.replace_with_mask(lines, pa.array(mask), spoiled), told, inserted, bool(mask[-1]))
