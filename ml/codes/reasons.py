"""Reasons of a code: what the model's columns add to a person's log-odds, grouped into reason codes. Pure.

A reason is told only where there is evidence of it in the lake. Age and sex are no behaviour: they are told, but never
carry red alone.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml.codes.grounds import Reference
from ml.codes.places import Bools
from ml.common.rows import Numbers, matrix

NONE = "-"
WINDOWS = "features.resident_window"
TOLD = pa.schema([
    ("resident_key", pa.int64()), ("reason_codes", pa.string()), ("evidence", pa.string()), ("has_own", pa.bool_()),
])  # fmt: skip


@dataclass(frozen=True)
class Link:
    """A column of the window, the reason that it speaks for, and where in the lake its value comes from: a measure of a
    table of partials, added up or the newest, of some peers only."""

    reason_code: str
    column: str
    table: str
    measure: str
    pick: str
    only: str

    @property
    def days(self) -> int:
        """How many days the column looks back."""
        last = self.column.rsplit("_", 1)[-1]
        return int(last[:-1]) if last[-1] == "d" and last[:-1].isdigit() else 0


@dataclass(frozen=True)
class Reasons:
    """The seeds of a day: the links of columns, and which codes are prior."""

    links: tuple[Link, ...]
    prior: frozenset[str]
    most: int
    measures: int


#: (link, the residents who need it) → resident → references.
Evidence = Callable[[Link, Sequence[int]], dict[int, list[Reference]]]


def explained(rows: pa.Table, names: Sequence[str], added: Numbers, seeds: Reasons, day: date,
              evidence: Evidence) -> pa.Table:  # fmt: skip
    """reason_codes, evidence and whether one of the reasons is the person's own, of each row of the window; `added`:
    what each column of `names` adds to the log-odds."""
    links = {link.column: link for link in seeds.links if link.reason_code != NONE}
    known = [(place, links[name]) for place, name in enumerate(names) if name in links]
    values = matrix(rows, [link.column for _, link in known])
    contributions = added[:, [place for place, _ in known]]
    speaks = (contributions > 0) & (np.nan_to_num(values) != 0)
    speaks |= (contributions > 0) & np.array([link.reason_code in seeds.prior for _, link in known])
    keys = rows["resident_key"].to_pylist()
    found = [evidence(link, _of(keys, speaks[:, n])) if link.table else {} for n, (_, link) in enumerate(known)]
    told = [
        _person(key, [link for _, link in known], (contributions[n], values[n], speaks[n]), found, seeds, day)
        for n, key in enumerate(keys)
    ]
    return pa.Table.from_pylist(told, TOLD)


def _person(key: int, links: list[Link], row: tuple[Numbers, Numbers, Bools], found: list[dict[int, list[Reference]]],
            seeds: Reasons, day: date) -> dict[str, object]:  # fmt: skip
    """The reasons of one person, highest sum first, and what they rest on."""
    contributions, values, speaks = row
    sums: dict[str, float] = {}
    for n, link in enumerate(links):
        sums[link.reason_code] = sums.get(link.reason_code, 0.0) + float(contributions[n])
    told: list[tuple[str, list[Reference]]] = []
    for code in sorted((c for c in sums if sums[c] > 0), key=lambda c: (-sums[c], c)):
        own = [n for n, link in enumerate(links) if link.reason_code == code and speaks[n]]
        own = [n for n in own if code in seeds.prior or found[n].get(key)]
        own = sorted(own, key=lambda n: (-contributions[n], links[n].column))[: seeds.measures]
        if own:
            parts = [(_measure(code, links[n], values[n], day), *found[n].get(key, ())) for n in own]
            told.append((code, [reference for part in parts for reference in part]))
    told = told[: seeds.most]
    codes = [code for code, _ in told]
    evidence = [reference for _, references in told for reference in references]
    return {"resident_key": key, "reason_codes": ";".join(codes) or None, "evidence": as_json(evidence),
            "has_own": any(code not in seeds.prior for code in codes)}  # fmt: skip


def as_json(evidence: Sequence[Reference]) -> str | None:
    """References as the column holds them."""
    return json.dumps(list(evidence), ensure_ascii=False, separators=(",", ":")) if evidence else None


def _measure(code: str, link: Link, value: float, day: date) -> Reference:
    number = None if np.isnan(value) else int(value) if float(value).is_integer() else float(value)
    return {"reason": code, "table": WINDOWS, "as_of_date": day.isoformat(), "measure": link.column, "value": number}


def _of(keys: list[int], who: Bools) -> list[int]:
    return [keys[n] for n in np.flatnonzero(who)]


def own_reasons(told: pa.Table) -> pa.Array:
    """The residents who have a reason that is neither age nor sex."""
    return told["resident_key"].filter(pc.fill_null(told["has_own"], False)).combine_chunks()
