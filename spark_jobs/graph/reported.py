"""Accounts that cases name as known on a date, and the money that is tainted by itself: what victims paid into them.

A case counts unless it is deleted or withdrawn; merged and transferred ones do, since the person was cheated. What its
own victims hold is none of its accounts: some senders name both sides of a payment. Into the accounts of a case the
payments from accounts that its victims hold are tainted, from the day of the incident on. Where no such payment is
known (the victim banks elsewhere, or cash was paid in), the transfers into them from accounts that no case names are,
in order of time up to the case's gross loss, or all where it names none; then only of an incident whose day the window
holds, since else others may be meant. No fen is tainted twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lake.keys import Keys
from spark_jobs.graph.register import Known
from spark_jobs.windows.asof import LONGEST
from spark_jobs.windows.known_cases import VERSION, known_cases, named_in

ENTITIES = ("account", "victim")
COLUMNS = ("as_of_date", "source", "case_no", "incident_date", "gross_fen", "entity_type", "entity_key")
CURRENCY = "CNY"


@dataclass(frozen=True)
class Case:
    """A case that names accounts (as cases name them: by account or card): who was cheated, from when on, of how much.

    `gross_fen` is None where the case names no amount in yuan."""

    source: str
    case_no: str
    incident_date: date | None
    gross_fen: int | None
    accounts: frozenset[int]
    victims: frozenset[int]


def reported(cases: DataFrame, entities: DataFrame, days: Collection[date]) -> DataFrame:
    """One row (`COLUMNS`) per as-of date, case that counts and account or victim that it names."""
    known = known_cases(cases, days, ("gross_fen", "currency"))
    gross = F.when(F.col("currency") == CURRENCY, F.col("gross_fen"))
    rows = known.withColumn("gross_fen", gross)
    named = [named_in(rows, entities, kind).withColumn("entity_type", F.lit(kind)) for kind in ENTITIES]
    first = rows.where("victim_key is not null").withColumn("entity_key", F.col("victim_key"))
    victims = first.withColumn("entity_type", F.lit("victim"))
    parts = [part.select(*COLUMNS) for part in (*named, victims)]
    rows = parts[0].unionByName(parts[1]).unionByName(parts[2]).distinct()
    accounts = parts[0].select("as_of_date", *VERSION[:2]).distinct()
    return rows.join(accounts, ["as_of_date", *VERSION[:2]], "left_semi").select(*COLUMNS)


def cases_of(rows: pa.Table) -> dict[date, list[Case]]:
    """as-of date → its cases, in order of incident, source and number."""
    found: dict[tuple[Any, ...], dict[str, set[int]]] = defaultdict(lambda: {kind: set() for kind in ENTITIES})
    for row in rows.to_pylist():
        found[tuple(row[name] for name in COLUMNS[:5])][row["entity_type"]].add(row["entity_key"])
    cases: dict[date, list[Case]] = defaultdict(list)
    for (day, source, case_no, incident, gross), named in found.items():
        accounts, victims = (frozenset(named[kind]) for kind in ENTITIES)
        cases[day].append(Case(source, case_no, incident, gross, accounts, victims))
    return {day: sorted(these, key=_order) for day, these in cases.items()}


def _order(case: Case) -> tuple[date, str, str]:
    return case.incident_date or date.min, case.source, case.case_no


def named_accounts(cases: Sequence[Case], known: Known) -> list[set[int]]:
    """The accounts that each case names, without those that its own victims hold (some senders name both sides)."""
    keys = np.array([key for case in cases for key in case.accounts], np.int64)
    accounts = known.canonical(keys)
    holders = iter(known.column("holder_key", accounts).to_pylist())
    named = iter(accounts.tolist())
    return [
        {key for _ in case.accounts if (key := next(named)) and next(holders) not in case.victims} for case in cases
    ]


def tainted(cases: Sequence[Case], transfers: pa.Table, known: Known, day: date) -> Keys:
    """Of each transfer (in the order of events) the fen that are tainted by themselves."""
    left, fresh = transfers["amount_fen"].to_numpy().copy(), np.zeros(transfers.num_rows, np.int64)
    payers = transfers["payer_key"].to_numpy()
    holders = known.column("holder_key", payers).fill_null(0).to_numpy(zero_copy_only=False)
    days = transfers["event_date"].cast(pa.int32()).to_numpy()
    accounts = named_accounts(cases, known)
    into, is_reported = _rows_into(transfers, accounts), np.isin(payers, reported_of(accounts))
    for case, named in zip(cases, accounts, strict=True):
        rows = _since(case, sorted(row for key in named for row in into.get(key, ())), days)
        own = [row for row in rows if holders[row] in case.victims]
        if own:
            fresh[own] += left[own]
            left[own] = 0
        elif _is_within(case, day):
            _take(case.gross_fen, [row for row in rows if not is_reported[row]], left, fresh)
    return fresh


def reported_of(accounts: Iterable[set[int]]) -> Keys:
    """The accounts of all cases, in order, each once."""
    return np.array(sorted({key for named in accounts for key in named}), np.int64)


def _rows_into(transfers: pa.Table, accounts: Iterable[set[int]]) -> dict[int, list[int]]:
    """account that a case names → the rows that pay into it."""
    payees = transfers["payee_key"].fill_null(0).to_numpy()
    into: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(payees, reported_of(accounts))).tolist():
        into[int(payees[row])].append(row)
    return into


def _since(case: Case, rows: list[int], days: npt.NDArray[np.int32]) -> list[int]:
    """The rows from the day of the incident on; all where the case names no day."""
    first = (case.incident_date - date(1970, 1, 1)).days if case.incident_date else 0
    return [row for row in rows if days[row] >= first]


def _is_within(case: Case, day: date) -> bool:
    """Whether the window of a day holds the day of the incident."""
    return case.incident_date is not None and day - timedelta(days=LONGEST - 1) <= case.incident_date <= day


def _take(gross: int | None, rows: list[int], left: Keys, fresh: Keys) -> None:
    """Taints what is left of the rows, in their order, up to an amount."""
    wanted = int(left[rows].sum()) if gross is None else gross
    for row in rows:
        taken = min(wanted, int(left[row]))
        left[row] -= taken
        fresh[row] += taken
        wanted -= taken
