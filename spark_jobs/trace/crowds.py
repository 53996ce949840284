"""Who is a hub by the names alone that pay him, or that he pays: told without reading all that he was paid.

Days are read from the newest back, until somebody is a hub. A transfer that the days read tell of stays one whatever
the older days say, since no day takes away more than had been told before it.
"""

from collections.abc import Collection, Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys
from spark_jobs.graph.register import Known
from spark_jobs.graph.transfers import SIDES, TOLD
from spark_jobs.trace import partials
from spark_jobs.trace.window import Window


def crowds(window: Window, known: Known, accounts: Collection[int], limits: Collection[int]) -> set[int]:
    """Those of some accounts that pay more other names than the first limit, or are paid by more than the second."""
    found = set[int]()
    for sides, limit in zip((SIDES, SIDES[::-1]), limits, strict=True):
        found |= _crowds(window, known, set(accounts) - found, sides, limit)
    return found


def _crowds(
    window: Window, known: Known, accounts: Collection[int], sides: tuple[str, ...], limit: int
) -> set[int]:  # fmt: skip
    if (rows := window.keyed(partials.EDGES[sides[0]])) is None:
        return set()
    owners, names = known.names(np.array(sorted(accounts), np.int64))
    could = _often(known.canonical(rows.find(names.tolist()).met), limit)
    if not len(could):
        return set()
    days = rows.find(names[np.isin(owners, could)].tolist()).each((*sides, *TOLD))
    return _over((_of_accounts(day, known) for day in days), set(could.tolist()), limit)


def _over(days: Iterable[pa.Table], accounts: set[int], limit: int) -> set[int]:
    """Those of the accounts, the first column of the days, that have more names than that in the second."""
    found, sums = set[int](), None
    for day in days:
        sums = _summed(day if sums is None else pa.concat_tables([sums, day]))
        found |= set(_often(partials.counting(sums, TOLD)[sums.column_names[0]].to_numpy(), limit).tolist())
        sums = sums.filter(pc.is_in(sums[sums.column_names[0]], partials.keys(accounts - found)))
        if found == accounts:
            break
    return found


def _of_accounts(day: pa.Table, known: Known) -> pa.Table:
    """The account in place of its name in the first column."""
    accounts = known.canonical(day.column(0).to_numpy())
    return day.set_column(0, day.field(0), pa.array(accounts, pa.int64()))


def _summed(rows: pa.Table) -> pa.Table:
    """Per account and name the sums of what was told."""
    found = rows.group_by(rows.column_names[:2]).aggregate([(name, "sum") for name in TOLD])
    return found.rename_columns(rows.column_names)


def _often(accounts: Keys, limit: int) -> Keys:
    """The accounts that stand there more often."""
    each, counts = np.unique(accounts, return_counts=True)
    return np.asarray(each[counts > limit], np.int64)
