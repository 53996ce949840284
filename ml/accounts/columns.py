"""The features of accounts, put together: of the window, of the graph where tainted money reached the account, and of
the rules. Everything that a contract has under the name of an account is a feature, so that new ones come in by
themselves."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations.contract import contract
from lake.keys import places_of
from lake.snapshot import Snapshot
from ml.accounts.rules import RULES, column
from ml.common.rows import AS_OF, Numbers

KEY = "account_key"
WINDOWS, GRAPH, ALERTS = "features.account_window", "features.account_graph", "features.account_alert"
#: Who is scored: accounts with money in within the last seven days.
INFLOW = "account_in_count_7d"
PREFIX, NUMBERS = "account_", {"int", "bigint", "double", "float", "smallint"}
#: Columns of the graph where no value is no zero: whoever was not reached is no account at distance 0.
NOT_REACHED = "account_hops_"


def columns() -> tuple[str, ...]:
    """Every feature, in order."""
    return (*_features(WINDOWS), *_features(GRAPH), *map(column, RULES))


def table_of(name: str) -> str:
    """The table that has a feature."""
    if name in map(column, RULES):
        return ALERTS
    return WINDOWS if name in _features(WINDOWS) else GRAPH


def rows(snapshot: Snapshot, day: date, wanted: Sequence[str]) -> pa.Table:
    """Key and some features of the accounts with inflow, sorted by key."""
    own = [name for name in _features(WINDOWS) if name in wanted]
    filters = [(AS_OF, "=", day), (INFLOW, ">", 0)]
    found = snapshot.arrow(WINDOWS, filters, (KEY, *own)).sort_by(KEY)
    keys = found[KEY].to_numpy()
    beside = _of_rules(snapshot, day, keys, wanted) | _of_graph(snapshot, day, keys, wanted)
    for name, values in beside.items():
        found = found.append_column(name, pa.array(values, from_pandas=True))
    return found.select([KEY, *wanted])


def joined(keys: pa.Array, told: pa.Table, name: str, otherwise: float) -> Numbers:
    """A column of another table (one row a key) for each key; `otherwise` where it has no row, NaN where no value."""
    ordered = told.sort_by(KEY)
    at, there = places_of(np.asarray(keys), ordered[KEY].to_numpy())
    values = pc.cast(ordered[name], pa.float64()).to_numpy()
    found = np.full(len(at), otherwise)
    found[there] = values[at[there]]
    return found


def _of_rules(snapshot: Snapshot, day: date, keys: pa.Array, wanted: Sequence[str]) -> dict[str, Numbers]:
    """How often each rule fired."""
    rules = [rule for rule in RULES if column(rule) in wanted]
    alerts = snapshot.arrow(ALERTS, [(AS_OF, "=", day)], (KEY, "rule_code", "fired_count"))
    fired = {rule: alerts.filter(pc.equal(alerts["rule_code"], rule)) for rule in rules}
    return {column(rule): joined(keys, fired[rule], "fired_count", 0.0) for rule in rules}


def _of_graph(snapshot: Snapshot, day: date, keys: pa.Array, wanted: Sequence[str]) -> dict[str, Numbers]:
    """Where an account stands among those that tainted money reached: nothing came to the others."""
    names = [name for name in _features(GRAPH) if name in wanted]
    if not names:
        return {}
    told = snapshot.arrow(GRAPH, [(AS_OF, "=", day)], (KEY, *names))
    return {name: joined(keys, told, name, _otherwise(name)) for name in names}


def _otherwise(name: str) -> float:
    declared = next(item for item in contract(GRAPH).columns if item.name == name)
    return 0.0 if declared.required and not name.startswith(NOT_REACHED) else np.nan


def _features(table: str) -> tuple[str, ...]:
    """What a contract has of an account as a number, beside its key."""
    declared = contract(table).columns
    named = [item for item in declared if item.name.startswith(PREFIX) and not item.is_key and item.type in NUMBERS]
    return tuple(item.name for item in named if item.classification != "token")
