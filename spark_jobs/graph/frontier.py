"""Traces the tainted money of some as-of dates forward, frontier by frontier: the engine looks up the few accounts that
money has just reached among all transfers of the 30 days, and only what touches these leaves it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from lake.keys import Keys
from spark_jobs.graph.exits import exits_of
from spark_jobs.graph.register import Known
from spark_jobs.graph.registry import Registry, on_engine
from spark_jobs.graph.reported import cases_of, reported
from spark_jobs.graph.tracing import CROWD, HOPS, HUB, PAYEES, PAYERS, Traced, Tracing
from spark_jobs.graph.transfers import SIDES, crowded, touching

NAMES = pa.schema([("as_of_date", pa.date32()), ("name", pa.int64()), ("account", pa.int64())])


@dataclass(frozen=True)
class Money:
    """What a trace reads: frames with the columns of their tables."""

    edges: DataFrame
    cases: DataFrame
    entities: DataFrame
    accounts: DataFrame
    exits: DataFrame
    cards: DataFrame


@dataclass(frozen=True)
class Found:
    """The trace of an as-of date with what it knows of accounts."""

    tracing: Tracing
    known: Known
    traced: Traced


def trace(money: Money, days: Collection[date]) -> dict[date, Found]:
    """as-of date → what is traced as of it; dates without reported accounts have nothing."""
    cases = cases_of(reported(money.cases, money.entities, days).toArrow())
    registry = Registry(on_engine(money.accounts, money.cards, days))
    registry.learn({key for these in cases.values() for case in these for key in case.accounts})
    of = [Tracing(day, cases.get(day, [])) for day in sorted(days)]
    wanted = {item.day: item.reported(registry.known(item.day)) for item in of}
    found: dict[date, Traced] = {}
    for _ in range(HOPS):
        if not any(len(accounts) for accounts in wanted.values()):
            break
        _look(money, registry, of, wanted)
        found = {item.day: item.traced(registry.known(item.day)) for item in of}
        wanted = {item.day: item.frontier(found[item.day], registry.known(item.day)) for item in of}
    return {item.day: Found(item, registry.known(item.day), found[item.day]) for item in of if item.day in found}


def _look(money: Money, registry: Registry, of: list[Tracing], wanted: Mapping[date, Keys]) -> None:
    """Hands to each date what touches the accounts that it asks about, but for hubs."""
    names = _without_crowds(money.edges, _names(registry, wanted), of)
    frame = frame_of(money.edges, names, ["as_of_date", "name"])
    told = touching(money.edges, frame).toArrow()
    exits = exits_of(money.exits, frame).toArrow()
    registry.learn({*reduce(set.union, (set(pc.unique(told[side]).to_pylist()) for side in SIDES))})
    for item in of:
        accounts = np.unique(_of(names, item.day)["account"].to_numpy())
        item.take(_of(told, item.day), accounts, registry.known(item.day))
        item.exits.append(_of(exits, item.day).drop_columns(["as_of_date"]))


def _names(registry: Registry, wanted: Mapping[date, Keys]) -> pa.Table:
    """as_of_date, account and each of its names."""
    parts = [NAMES.empty_table()]
    for day, keys in wanted.items():
        accounts, names = registry.known(day).names(keys)
        days = pa.array([day] * len(names), pa.date32())
        parts.append(pa.table([days, pa.array(names, pa.int64()), pa.array(accounts, pa.int64())], schema=NAMES))
    return pa.concat_tables(parts)


def _without_crowds(edges: DataFrame, names: pa.Table, of: list[Tracing]) -> pa.Table:
    """The names of accounts that can be no hubs; the others stop there, and are told.

    Here names are counted: an account with a card has two, and where it has fewer than `CROWD` times as many others as
    a hub its transfers are looked at, and its others counted as accounts."""
    frame = frame_of(edges, names, NAMES.names)
    found = crowded(edges, frame, CROWD * PAYEES, CROWD * PAYERS).toArrow()
    hubs = found.select(["as_of_date", "account"]).cast(pa.schema([NAMES.field("as_of_date"), NAMES.field("account")]))
    for item in of:
        item.stopped |= dict.fromkeys(_of(hubs, item.day)["account"].to_pylist(), HUB)
    return names.join(hubs, ["as_of_date", "account"], join_type="left anti").select(NAMES.names)


def frame_of(beside: DataFrame, names: pa.Table, columns: list[str]) -> DataFrame:
    """Columns of NAMES in the engine of another frame; also where there is no row."""
    types = {name: "date" if name == "as_of_date" else "bigint" for name in columns}
    return beside.sparkSession.createDataFrame(
        names.select(columns), ", ".join(f"{name} {kind}" for name, kind in types.items())
    )


def _of(rows: pa.Table, day: date) -> pa.Table:
    return rows.filter(pc.equal(rows["as_of_date"], pa.scalar(day, pa.date32())))
