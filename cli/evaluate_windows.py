"""A file of others as the city would have got it: legs of money, their partials, windows of accounts, by the city's own
functions; and of each account the most and the mean over the dates it is seen on."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lake.columns import arrow_schema
from lake.engine import session
from spark_jobs.money.days import money_days
from spark_jobs.patterns.transfer_list import Ints, Measures, Reals, Transfers
from spark_jobs.windows.accounts import Known, account_window

LEGS, REGISTER = "silver.transactions", "silver.accounts"
#: What windows are made of, in the order of their `Known`; of a register nothing is known.
PARTIALS = ("account_daily", "transfer_edge_daily", "exit_daily", "account_place_daily")
#: The day before the first one, and when things happen on a day of which only the date is known (noon of Shanghai).
BEFORE, NOON_UTC_S = date(2020, 12, 31), 4 * 3600
EPOCH = date(1970, 1, 1)


def account_windows(transfers: Transfers, step_days: int, folder: str) -> Measures:
    """Measure → per account: `…_most` and `…_mean` over the as-of dates `step_days` apart, the last day among them, on
    which it has a row. `transfers.at` is in days; `folder` takes what is needed meanwhile."""
    day = transfers.at - transfers.at.min() + 1
    pq.write_table(legs(transfers, day), f"{folder}/legs.parquet")
    days = [BEFORE + timedelta(days=n) for n in range(1, int(day.max()) + 1)]
    partials = money_days(_read(folder, "legs.parquet"), _nothing_withdrawn(), days)
    accounts, edges, exits, places = (_kept(partials[f"features.{name}"], folder, name) for name in PARTIALS)
    pq.write_table(arrow_schema(REGISTER).empty_table(), f"{folder}/register.parquet")
    known = Known(accounts, edges, exits, places, _read(folder, "register.parquet"))
    return _summary(account_window(known, days[::-1][::step_days]), transfers.accounts)


def legs(transfers: Transfers, day: Ints) -> pa.Table:
    """Rows of silver.transactions: each transfer as both banks would have told it on its day. Keys are places from 1
    on; columns that the file says nothing of are empty."""
    both, size = np.concatenate([day, day]), 2 * len(day)
    own, peer = np.concatenate([transfers.payee, transfers.payer]), np.concatenate([transfers.payer, transfers.payee])
    dates = (both + (BEFORE - EPOCH).days).astype(np.int32)
    filled = {
        "source": pa.repeat("evaluate", size), "account_key": own + 1, "peer_account_key": peer + 1,
        "row_key": np.arange(size), "content_key": np.arange(size), "line_no": np.arange(size, dtype=np.int32),
        "event_date": dates, "batch_date": dates, "event_at": (dates.astype(np.int64) * 86_400 + NOON_UTC_S) * 10**6,
        "direction_code": np.repeat(["in", "out"], len(day)), "amount_fen": np.tile(transfers.fen, 2),
        "currency": pa.repeat("CNY", size), "is_success": np.ones(size, bool), "file_sha256": pa.repeat("0" * 64, size),
    }  # fmt: skip
    return pa.table({f.name: _column(filled.get(f.name), f, size) for f in arrow_schema(LEGS)})


def _column(values: object, field: pa.Field, size: int) -> pa.Array:
    if values is None:
        return pa.nulls(size, field.type)
    return pa.array(values, pa.int32()).cast(field.type) if field.type == pa.date32() else pa.array(values, field.type)


def _read(folder: str, name: str) -> DataFrame:
    return session().read.parquet(f"{folder}/{name}")


def _kept(frame: DataFrame, folder: str, name: str) -> DataFrame:
    """The same rows, computed once; where there are none, no file says which columns they would have."""
    frame.write.parquet(f"{folder}/{name}")
    return session().read.schema(frame.schema).parquet(f"{folder}/{name}")


def _nothing_withdrawn() -> DataFrame:
    return session().createDataFrame([], "file_sha256 string, withdrawn_on date")


def _summary(windows: DataFrame, accounts: int) -> Measures:
    """The most and the mean of each measure; 0 for an account without a row, empty where none has a value."""
    names = [name for name in windows.columns if name.startswith("account_") and name != "account_key"]
    stats = [
        f(name).cast("double").alias(f"{name}_{s}") for name in names for s, f in (("most", F.max), ("mean", F.avg))
    ]
    rows = windows.groupBy("account_key").agg(*stats).toArrow()
    place = rows["account_key"].to_numpy() - 1
    return {name: _placed(place, rows[name].to_numpy(), accounts) for name in rows.column_names[1:]}


def _placed(place: Ints, values: Reals, accounts: int) -> Reals:
    found = np.zeros(accounts)
    found[place] = values
    return found
