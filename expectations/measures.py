"""What is measured of a pending batch beside the checks of its rows: functions of the batch and of what was known.

A measure is (batch_date, source, value); source is empty for the feed as a whole. Values depend on the batch and on
batches before it only, so that a range measures what its days would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from expectations.accounts import FileCount, History

Measure = tuple[date, str, float]
WEEKS = 4
#: Batches of more rows are measured by every SAMPLE-th account or pair of numbers: their order takes a sort.
WHOLE_ROWS, SAMPLE = 100_000, 16


def volume_ratio(history: History, counts: list[FileCount], from_rows: int) -> Iterator[Measure]:
    """Rows of a sender beside the mean of its last four same weekdays; not before there are four of them."""
    rows = _rows_per_batch(history, counts)
    for (day, source), total in rows.items():
        earlier = [rows.get((day - timedelta(weeks=back), source)) for back in range(1, WEEKS + 1)]
        known = [number for number in earlier if number is not None]
        mean = sum(known) / WEEKS
        if day in {count.batch_date for count in counts} and len(known) == WEEKS and mean >= from_rows:
            yield day, source, total / mean


def delivered_files(history: History, counts: list[FileCount]) -> Iterator[Measure]:
    """Files of a sender in a batch, for senders that had delivered in each of the seven batches before it."""
    there: dict[date, set[str]] = defaultdict(set)
    for day, source in _rows_per_batch(history, counts):
        there[day].add(source)
    for day in sorted({count.batch_date for count in counts}):
        week = [there.get(day - timedelta(days=back), set()) for back in range(1, 8)]
        for source in sorted(set.intersection(*week)):
            yield day, source, float(sum(1 for c in counts if (c.batch_date, c.source) == (day, source)))


def reject_share(_: History, counts: list[FileCount]) -> Iterator[Measure]:
    """Refused rows among all rows of a batch."""
    for day, own in _by_batch(counts).items():
        rows = sum(count.rows for count in own)
        if rows:
            yield day, "", sum(count.quarantine for count in own) / rows


def reason_share(quarantine: DataFrame, counts: list[FileCount], reasons: Iterable[str]) -> Iterator[Measure]:
    """Rows refused for these reasons among all rows of a batch."""
    found = quarantine.where(F.col("reason_code").isin(*reasons)).groupBy("batch_date").count().collect()
    refused = {row["batch_date"]: row["count"] for row in found}
    for day, own in _by_batch(counts).items():
        rows = sum(count.rows for count in own)
        if rows:
            yield day, "", refused.get(day, 0) / rows


def null_shares(silver: DataFrame, columns: Iterable[str]) -> Iterator[tuple[str, Measure]]:
    """(column, measure): empty values among the rows of a sender."""
    names = list(columns)
    counts = [F.sum(F.col(name).isNull().cast("bigint")).alias(name) for name in names]
    for row in silver.groupBy("batch_date", "source").agg(F.count(F.lit(1)).alias("rows"), *counts).collect():
        for name in names:
            yield name, (row["batch_date"], row["source"], row[name] / row["rows"])


def order_break_shares(silver: DataFrame, pairs: Mapping[str, str]) -> Iterator[tuple[str, Measure]]:
    """(lower column, measure): rows whose value there exceeds the one that it cannot exceed, among those with both."""
    for lower, higher in pairs.items():
        both = silver.where(F.col(lower).isNotNull() & F.col(higher).isNotNull())
        for measure in _shares(both, F.col(lower) > F.col(higher)):
            yield lower, measure


def unread_share(silver: DataFrame, _: list[FileCount]) -> Iterator[Measure]:
    """Rows of which an optional value could not be read and was left out."""
    yield from _shares(silver, F.col("unread_columns").isNotNull())


def balance_break_share(silver: DataFrame, counts: list[FileCount]) -> Iterator[Measure]:
    """Neighbouring legs of an account whose balances do not follow from the amount between them."""
    order = Window.partitionBy("batch_date", "source", "event_date", "account_key").orderBy(
        "event_at", "serial_no", "line_no"
    )
    signed = F.when(F.col("direction_code") == "in", F.col("amount_fen")).otherwise(-F.col("amount_fen"))
    moved = F.when(F.col("is_success"), signed).otherwise(F.lit(0))
    pairs = sampled(silver.where("balance_fen is not null"), F.col("account_key"), counts).withColumn(
        "gap", F.col("balance_fen") - F.lag("balance_fen").over(order) - moved
    )
    yield from _shares(pairs.where("gap is not null"), F.col("gap") != 0)


def unmatched_leg_share(silver: DataFrame, counts: list[FileCount]) -> Iterator[Measure]:
    """Calls between two numbers that both have legs in the batch, of which only one side was reported."""
    low, high = F.least("own_key", "peer_key"), F.greatest("own_key", "peer_key")
    legs = sampled(silver.where("direction_code in ('in', 'out')"), low, counts)
    calls = legs.groupBy("batch_date", "event_at", low.alias("low"), high.alias("high")).agg(
        F.countDistinct("own_key").alias("sides")
    )
    owners = silver.select("batch_date", F.col("own_key")).distinct()
    local = calls
    for side in ("low", "high"):
        local = local.join(owners.withColumnRenamed("own_key", side), ["batch_date", side], "left_semi")
    yield from _shares(local.withColumn("source", F.lit("")), F.col("sides") < 2)


def disagreeing_leg_share(silver: DataFrame, counts: list[FileCount]) -> Iterator[Measure]:
    """Transfers reported by both sides at the same second whose amounts differ."""
    low, high = F.least("account_key", "peer_account_key"), F.greatest("account_key", "peer_account_key")
    legs = sampled(silver.where("is_success and peer_account_key is not null"), low, counts)
    transfers = legs.groupBy("batch_date", "event_at", low.alias("low"), high.alias("high")).agg(
        F.countDistinct("account_key").alias("sides"),
        F.max("amount_fen").alias("most"),
        F.min("amount_fen").alias("least"),
    )
    both = transfers.where("sides = 2").withColumn("source", F.lit(""))
    yield from _shares(both, F.col("most") != F.col("least"))


def _shares(rows: DataFrame, is_bad: Any) -> Iterator[Measure]:
    total, bad = F.count(F.lit(1)).alias("total"), F.sum(is_bad.cast("bigint")).alias("bad")
    for row in rows.groupBy("batch_date", "source").agg(total, bad).collect():
        yield row["batch_date"], row["source"], row["bad"] / row["total"]


def sampled(rows: DataFrame, key: Any, counts: list[FileCount]) -> DataFrame:
    """The rows, of large batches those of every SAMPLE-th key."""
    large = [day for day, own in _by_batch(counts).items() if sum(count.rows for count in own) > WHOLE_ROWS]
    if not large:
        return rows
    is_large = F.col("batch_date").isin(*[F.lit(day.isoformat()).cast("date") for day in large])
    return rows.where(~is_large | (key % SAMPLE == 0))


def _rows_per_batch(history: History, counts: list[FileCount]) -> History:
    """(batch, sender) → rows, of published batches and of the run."""
    own = {count.batch_date for count in counts}
    rows: History = defaultdict(int, {place: total for place, total in history.items() if place[0] not in own})
    for count in counts:
        if count.file_sha256:
            rows[count.batch_date, count.source] += count.rows
    return dict(rows)


def _by_batch(counts: list[FileCount]) -> dict[date, list[FileCount]]:
    found: dict[date, list[FileCount]] = defaultdict(list)
    for count in counts:
        found[count.batch_date].append(count)
    return dict(found)
