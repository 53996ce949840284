"""The transfers of some accounts but those that are hubs by names alone: nobody reads all that a hub was paid.

Days are read from the newest back. A transfer that the days read tell of stays one whatever the older days say, since
no day takes away more than had been told before it: who has too many names beside him is not asked about any further.
"""

from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.keys import Keys
from spark_jobs.graph.register import Known
from spark_jobs.graph.transfers import SIDES, TOLD
from spark_jobs.trace import partials
from spark_jobs.trace.window import Window


def beside_crowds(
    window: Window, known: Known, accounts: Collection[int], limits: Collection[int]
) -> tuple[pa.Table, set[int]]:  # fmt: skip
    """`partials.EDGE_COLUMNS` of the transfers of some accounts, and the accounts whose transfers are left out: they
    pay more other names than the first limit, or are paid by more than the second."""
    crowds, sides = set[int](), []
    for (own, other), limit in zip((SIDES, SIDES[::-1]), limits, strict=True):
        rows, found = _beside(window, known, set(accounts) - crowds, (own, other), limit)
        sides.append(rows)
        crowds |= found
    names = partials.keys(partials.names(known, set(accounts) - crowds))
    out, into = (rows.filter(pc.is_in(rows[side], names)) for side, rows in zip(SIDES, sides, strict=True))
    return partials.both(out, into), crowds


def _beside(
    window: Window, known: Known, accounts: set[int], sides: Sequence[str], limit: int
) -> tuple[pa.Table, set[int]]:  # fmt: skip
    """The rows with the accounts on the first side, and who has more names than that on the second."""
    found, rows = set[int](), [window.read(partials.EDGES[sides[0]], (), partials.EDGE_COLUMNS)]
    sums = rows[0].select([*sides, *TOLD])
    for part in window.parts(partials.EDGES[sides[0]]):
        rows.append(part.read(partials.names(known, accounts - found), partials.EDGE_COLUMNS))
        day = _of_accounts(rows[-1].select([*sides, *TOLD]), known)
        sums = _summed(pa.concat_tables([sums, day]))
        found |= _often(partials.counting(sums, TOLD)[sides[0]].to_numpy(), limit)
    return pa.concat_tables(rows), found


def _of_accounts(day: pa.Table, known: Known) -> pa.Table:
    """The account in place of its name in the first column."""
    accounts = known.canonical(day.column(0).to_numpy())
    return day.set_column(0, day.field(0), pa.array(accounts, pa.int64()))


def _summed(rows: pa.Table) -> pa.Table:
    """Per account and name the sums of what was told."""
    found = rows.group_by(rows.column_names[:2]).aggregate([(name, "sum") for name in TOLD])
    return found.rename_columns(rows.column_names)


def _often(accounts: Keys, limit: int) -> set[int]:
    """The accounts that stand there more often."""
    each, counts = np.unique(accounts, return_counts=True)
    return set(each[counts > limit].tolist())
