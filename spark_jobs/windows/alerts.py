"""features.account_alert: accounts on which a rule of the banks' reporting fires as of a date, with the transfers.

3006: at least so many payers, and what all paid is within bounds of what one payee got. 3007: the other way round.
3008: at least so many transfers between the same two, each within bounds of their mean; it fires on both. Everything
within the working days up to the date, as known on it. Pure functions of partials of transfers.
"""

from collections.abc import Collection
from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from spark_jobs.counting.spells import Keep, anew, as_date
from spark_jobs.windows.asof import as_known
from spark_jobs.windows.limits import Limit, Limits, limits

#: Any seven days hold five working days; an event may be dated a day behind its batch.
BATCHES = 8
SCATTERED_IN, SCATTERED_OUT, SERIES = "3006", "3007", "3008"
#: Transfers that are told of an alert, the largest first.
TOLD = 20
TELLING = ("payer_told_count", "payee_told_count")
PAIR = ["as_of_date", "payer_key", "payee_key"]
ACCOUNT = ["as_of_date", "account_key"]
ALERT = [*ACCOUNT, "rule_code"]
#: The peers of the scattered side, its money, and the money of the one peer on the other.
SIDES = {
    SCATTERED_IN: ("payers_count", "in_fen", "most_out_fen"),
    SCATTERED_OUT: ("payees_count", "out_fen", "most_in_fen"),
}
COLUMNS = (
    "account_key", "as_of_date", "rule_code", "fired_count", "in_count", "in_fen", "out_count", "out_fen",
    "payers_count", "payees_count", "transfers", "rules_valid_from",
)  # fmt: skip


def account_alerts(transfer_edge_daily: DataFrame, days: Collection[date], keep: Keep = anew) -> DataFrame:
    """The alerts as of `days`, from the partials of the last `BATCHES` batches of each of them."""
    sets: dict[date, list[date]] = {}
    for day in sorted(days):
        sets.setdefault(limits(day).valid_from, []).append(day)
    return reduce(DataFrame.unionByName, (_of_set(transfer_edge_daily, of, keep) for of in sets.values()))


def _of_set(edges: DataFrame, days: Collection[date], keep: Keep) -> DataFrame:
    """The alerts of dates on which one set of thresholds holds."""
    of = limits(min(days))
    moved = keep(transfers(edges, days, of), f"transfers_{of.valid_from}")
    pairs = moved.groupBy(*PAIR).agg(*_pair_sums()).withColumn("is_series", _is_series(of.of[SERIES]))
    pairs = keep(pairs, f"pairs_{of.valid_from}")
    fired = keep(_fired(accounts(_both_sides(pairs)), of), f"fired_{of.valid_from}")
    told = _legs(moved, pairs, fired).groupBy(*ALERT).agg(_listed())
    found = fired.join(told, ALERT, "inner").withColumn("rules_valid_from", as_date(of.valid_from))
    return found.select(*COLUMNS)


def transfers(edges: DataFrame, days: Collection[date], of: Limits) -> DataFrame:
    """as_of_date, payer_key, payee_key, event_date, amount_fen, number: transfers between different accounts within the
    working days of each date, the legs of both banks matched: the greater of the two counts."""
    named = edges.where("payer_key <> payee_key").select(*PAIR[1:], "event_date", "amount_fen", "batch_date", *TELLING)
    spans = {day: of.first_day(day) for day in sorted(days)}
    known = as_known(named, days, max((day - first).days for day, first in spans.items()) + 1)
    inside = reduce(Column.__or__, (_within(day, first) for day, first in spans.items()))
    both = known.where(inside).groupBy(*PAIR, "event_date", "amount_fen").agg(*[F.sum(n).alias(n) for n in TELLING])
    return both.select(*PAIR, "event_date", "amount_fen", F.greatest(*TELLING).alias("number")).where("number > 0")


def accounts(sides: DataFrame) -> DataFrame:
    """What came into each account and went out of it, and the greatest part of one peer."""
    is_in = F.col("is_in")
    return sides.groupBy(*ACCOUNT).agg(
        _sum(is_in, "pair_count").alias("in_count"), _sum(is_in, "pair_fen").alias("in_fen"),
        _sum(~is_in, "pair_count").alias("out_count"), _sum(~is_in, "pair_fen").alias("out_fen"),
        _sum(is_in).alias("payers_count"), _sum(~is_in).alias("payees_count"),
        F.max(F.when(is_in, F.col("pair_fen")).otherwise(0)).alias("most_in_fen"),
        F.max(F.when(~is_in, F.col("pair_fen")).otherwise(0)).alias("most_out_fen"),
        _sum(F.col("is_series")).alias("series_count"),
    )  # fmt: skip


def _within(as_of: date, first: date) -> Column:
    return (F.col("as_of_date") == as_date(as_of)) & (F.col("event_date") >= as_date(first))


def _pair_sums() -> tuple[Column, ...]:
    return (
        F.sum("number").alias("pair_count"), F.sum(F.col("number") * F.col("amount_fen")).alias("pair_fen"),
        F.min("amount_fen").alias("least"), F.max("amount_fen").alias("most"),
    )  # fmt: skip


def _both_sides(rows: DataFrame) -> DataFrame:
    """Each row once for the payee (is_in) and once for the payer."""
    as_payee = rows.withColumns({"account_key": F.col("payee_key"), "is_in": F.lit(True)})
    as_payer = rows.withColumns({"account_key": F.col("payer_key"), "is_in": F.lit(False)})
    return as_payee.unionByName(as_payer)


def _fired(sums: DataFrame, of: Limits) -> DataFrame:
    """Each account once per rule that fires on it."""
    rules = [F.when(_fires(rule, limit), F.lit(rule)) for rule, limit in sorted(of.of.items())]
    each = sums.withColumn("rule_code", F.explode(F.array(*rules))).where("rule_code is not null")
    number = F.when(F.col("rule_code") == SERIES, F.col("series_count")).otherwise(F.lit(1).cast("bigint"))
    return each.withColumn("fired_count", number)


def _legs(moved: DataFrame, pairs: DataFrame, fired: DataFrame) -> DataFrame:
    """The transfers that made a rule fire, the largest of each alert, with their place and as text."""
    most = fired.select(*ALERT, "most_in_fen", "most_out_fen")
    firing = _both_sides(pairs).join(most, ACCOUNT, "inner").where(_speaks())
    legs = moved.join(firing.select(*PAIR, "account_key", "rule_code"), PAIR, "inner")
    order = Window.partitionBy(*ALERT).orderBy(F.desc("amount_fen"), F.desc("event_date"), "payer_key", "payee_key")
    placed = legs.withColumn("place", F.row_number().over(order)).where(F.col("place") <= TOLD)
    return placed.select(*ALERT, "place", _text().alias("text"))


def _sum(which: Column, name: str | None = None) -> Column:
    """The sum of a column where a condition holds; without a column how often it does."""
    return F.sum(F.when(which, F.col(name) if name else F.lit(1)).otherwise(0).cast("bigint"))


def _is_series(limit: Limit) -> Column:
    """Whether so many transfers of a pair are alike: least and most lie within bounds of the mean."""
    number, total = F.col("pair_count"), F.col("pair_fen")
    alike = (100 * number * F.col("most") <= limit.high_percent * total) & (
        100 * number * F.col("least") >= limit.low_percent * total
    )
    return (number >= limit.least_count) & (total >= limit.least_fen) & alike


def _fires(rule: str, limit: Limit) -> Column:
    if rule == SERIES:
        return F.col("series_count") > 0
    peers, all_of, one = SIDES[rule]
    bounds = (100 * F.col(all_of)).between(limit.low_percent * F.col(one), limit.high_percent * F.col(one))
    return (F.col(peers) >= limit.least_count) & (F.col(one) > 0) & (F.col(all_of) >= limit.least_fen) & bounds


def _speaks() -> Column:
    """Whether the transfers of a pair are what its rule is about: all of the scattered side, and the one peer's."""
    rule, is_in, fen = F.col("rule_code"), F.col("is_in"), F.col("pair_fen")
    return (
        ((rule == SCATTERED_IN) & (is_in | (fen == F.col("most_out_fen"))))
        | ((rule == SCATTERED_OUT) & (~is_in | (fen == F.col("most_in_fen"))))
        | ((rule == SERIES) & F.col("is_series"))
    )


def _text() -> Column:
    """A transfer as JSON; keys as k and 15 hex digits."""
    return F.concat(
        F.lit('{"payer":"'), _key("payer_key"), F.lit('","payee":"'), _key("payee_key"), F.lit('","event_date":"'),
        F.col("event_date").cast("string"), F.lit('","amount_fen":'), F.col("amount_fen").cast("string"),
        F.lit(',"count":'), F.col("number").cast("string"), F.lit("}"),
    )  # fmt: skip


def _key(name: str) -> Column:
    return F.concat(F.lit("k"), F.lpad(F.lower(F.hex(name)), 15, "0"))


def _listed() -> Column:
    """The texts in their order as one list; a place at a time, so that no engine's order of a collection matters."""
    texts = [F.max(F.when(F.col("place") == place, F.col("text"))) for place in range(1, TOLD + 1)]
    return F.concat(F.lit("["), F.concat_ws(",", *texts), F.lit("]")).alias("transfers")
