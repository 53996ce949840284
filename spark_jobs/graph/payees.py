"""Whom reached accounts pay, traced money or not; and whose places they share."""

from collections import Counter, defaultdict

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.graph.reached import Reached
from spark_jobs.graph.transfers import near

#: A place that more accounts use is a shop's, a school's, a carrier's [own assumption].
PLACE_ACCOUNTS = 50


def pairs_of(of: Reached) -> list[tuple[int, int]]:
    """payer, payee of the reached accounts whose transfers are all known, each once, without moves to one's own."""
    rows = of.found.traced.transfers
    seen = pa.array(of.keys[of.is_looked_at])
    rows = rows.filter(pc.and_(pc.is_valid(rows["payee_key"]), pc.is_in(rows["payer_key"], seen)))
    once = rows.group_by(["payer_key", "payee_key"]).aggregate([])
    ends = [of.found.known.column("holder_key", once[side].to_numpy()) for side in ("payer_key", "payee_key")]
    others = once.filter(pc.invert(pc.fill_null(pc.equal(*ends), False)))
    return list(zip(*(others[side].to_pylist() for side in ("payer_key", "payee_key")), strict=True))


def reported_payees(pairs: list[tuple[int, int]], reported: set[int]) -> Counter[int]:
    """account → how many of those it pays a case names."""
    return Counter(payer for payer, payee in pairs if payee in reported)


def shared_payees(pairs: list[tuple[int, int]]) -> Counter[int]:
    """account → how many of those it pays another reached account pays too."""
    payers: Counter[int] = Counter(payee for _, payee in pairs)
    return Counter(payer for payer, payee in pairs if payers[payee] > 1)


def places_of(place_daily: DataFrame, names: DataFrame) -> DataFrame:
    """as_of_date, name, place_kind, place_key of the addresses that some names (as_of_date, name) used."""
    keys = ("as_of_date", "name", "place_kind", "place_key")
    used = near(place_daily, names, "account_key").groupBy(*keys).agg(F.sum("told_count").alias("told_count"))
    return used.where("told_count > 0").select(*keys)


def shared_places(used: list[tuple[int, str, int]]) -> Counter[int]:
    """account → with how many other reached accounts it shares a place (account, kind, key) that is nobody's public
    one."""
    of_place: dict[tuple[str, int], set[int]] = defaultdict(set)
    for account, kind, key in used:
        of_place[kind, key].add(account)
    others: dict[int, set[int]] = defaultdict(set)
    for accounts in of_place.values():
        if len(accounts) <= PLACE_ACCOUNTS:
            for account in accounts:
                others[account] |= accounts - {account}
    return Counter({account: len(found) for account, found in others.items()})
