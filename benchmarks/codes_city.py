"""A city before its morning, laid straight into a home's lake: windows of two days, registers, and a model of trees.

python -m benchmarks.codes_city RESIDENTS      (AFDW_HOME names the home; data environment)

Every figure is drawn by a fixed seed; what is measured is the same work whatever the figures mean.
"""

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa

from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot
from ml.common.rows import matrix
from ml.in_use import folder
from ml.models import boosted
from ml.models.m0 import AGE, SEX, m0
from ml.residents.subject import RESIDENTS

DAYS = (date(2021, 10, 24), date(2021, 10, 25))
#: One in three residents is registered; a model learns from so many.
USERS, TAUGHT = 3, 20_000
WINDOW, DAILY = "features.resident_window", "features.resident_daily"


def main(residents: int) -> None:
    """Publishes everything that a morning reads."""
    keys = np.random.default_rng(1).permutation(np.arange(1, residents + 1)) * 1_000_003
    windows = [window(keys, day, seed) for seed, day in enumerate(DAYS)]
    publish("resident_windows", DAYS, {WINDOW: pa.concat_tables(windows)})
    publish("resident_days", DAYS, {DAILY: pa.concat_tables(_daily(windows[n], day) for n, day in enumerate(DAYS))})
    publish("residents", DAYS, {"silver.residents": _register(keys, windows[0])})
    publish("registrations", DAYS, {"silver.registrations": _events(keys[: residents // USERS])})
    publish(
        "cases", DAYS, {"silver.cases": _none("silver.cases"), "silver.case_entities": _none("silver.case_entities")}
    )
    publish("decisions", DAYS, {"silver.decisions": _release()})
    _teach(windows[0].slice(0, TAUGHT))


def publish(product: str, days: Iterable[date], tables: dict[str, pa.Table]) -> None:
    """Brings rows into the lake as the product's own job would."""
    run = Publication(product, 1, list(days), Snapshot.open())
    for table, rows in tables.items():
        run.write_rows(table, rows)
    run.publish(lambda known: known)


def window(keys: np.ndarray, day: date, seed: int) -> pa.Table:
    """Counts that are mostly small, money that is not; a tenth of the residents moves from day to day."""
    size, schema = len(keys), arrow_schema(WINDOW)
    steady, moved = np.random.default_rng(2), np.random.default_rng(100 + seed)
    own = moved.random(size) < 0.1
    columns: dict[str, object] = {"resident_key": keys, "as_of_date": np.full(size, np.datetime64(day, "D"))}
    for name in RESIDENTS.columns():
        scale = 50_000.0 if "_fen_" in name else 120.0 if "_s_" in name else 1.5
        drawn = np.where(own, moved.exponential(scale, size), steady.exponential(scale, size))
        columns[name] = drawn if schema.field(name).type == pa.float64() else np.floor(drawn)
    columns[AGE], columns[SEX] = 18 + (keys // 1_000_003) % 70, keys % 2
    columns["resident_data_days_30d"] = np.full(size, 30)
    return pa.table({name: pa.array(columns[name]) for name in schema.names}).cast(schema)


def _daily(rows: pa.Table, day: date) -> pa.Table:
    """A row of the day for each resident, so that reasons have evidence."""
    return _filled(DAILY, rows.num_rows, resident_key=rows["resident_key"], event_date=day, batch_date=day)


def _register(keys: np.ndarray, rows: pa.Table) -> pa.Table:
    born = pa.array(2021 - rows[AGE].to_numpy(), pa.int32())
    return _filled("silver.residents", len(keys), resident_key=keys, birth_year=born, version_no=1,
                   area_code="330502001", status_code="registered", op="I")  # fmt: skip


def _events(keys: np.ndarray) -> pa.Table:
    """Each registers and consents."""
    names = pa.array([f"s{key}" for key in keys])
    own = [
        _filled("silver.registrations", len(keys), registration_id=names, subscriber_id=names, resident_key=keys,
                event_no=number, event_code=code)
        for number, code in enumerate(("register", "consent"), 1)
    ]  # fmt: skip
    return pa.concat_tables(own)


def _release() -> pa.Table:
    return _filled("silver.decisions", 1, decision_id="d1", kind="release_breaker", refers_to=str(DAYS[0]),
                   persons="one;two", reason="first day", subscriber_id=None, code=None, expires_date=None)  # fmt: skip


def _none(table: str) -> pa.Table:
    return arrow_schema(table).empty_table()


def _filled(table: str, size: int, **given: object) -> pa.Table:
    """Rows of a contract: a column is given for all rows, as one value for each, or is filled by its type."""
    filling = {
        pa.string(): "x", pa.int32(): 0, pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): True, pa.date32(): DAYS[0],
        pa.timestamp("us", "UTC"): datetime(2021, 10, 1, tzinfo=UTC),
    }  # fmt: skip
    columns = {}
    for column in arrow_schema(table):
        value = given.get(column.name, filling[column.type])
        is_whole = isinstance(value, (np.ndarray, pa.Array, pa.ChunkedArray))
        columns[column.name] = pa.array(value) if isinstance(value, np.ndarray) else value
        if not is_whole:
            columns[column.name] = pa.repeat(pa.scalar(value, column.type), size)
    return pa.table(columns).cast(arrow_schema(table))


def _teach(rows: pa.Table) -> None:
    """A model of trees is in use from the first day on: victims are those with long calls, by and large."""
    columns, prior = RESIDENTS.columns(), m0(DAYS[0])[1]
    numbers = matrix(rows, columns)
    risk = numbers[:, columns.index("resident_call_in_joined_longest_s_7d")]
    is_victim = np.random.default_rng(3).random(len(numbers)) < 0.05 * (risk > np.quantile(risk, 0.8)) + 0.005
    model = boosted.fit(columns, prior, numbers, is_victim, np.ones(len(numbers)), RESIDENTS.xgboost)
    version = folder.add(folder.XGBOOST, DAYS[0], model.as_json(), model.columns, {}, {"models": {}}, b"", RESIDENTS)
    folder.put_in_use(version, DAYS[0], "bench", RESIDENTS)


if __name__ == "__main__":
    main(int(sys.argv[1]))
