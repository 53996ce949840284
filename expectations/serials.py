"""How often a sender's serials stand for more than one row: whether its mapping may say that they name legs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from expectations.accounts import FileCount
from expectations.measures import Measure, sampled

#: A serial that stands for another row so many batches before is told too.
DAYS_BACK = 3
CONTRADICTS, FEE = "contradicts_earlier", "fee"
Place = tuple[date, str]


@dataclass(frozen=True)
class Unnamed:
    """Senders whose serials name no leg, and their rows of batches before the run, since only these repeat unseen."""

    senders: tuple[str, ...]
    rows: DataFrame


def repeated_serial_share(
    silver: DataFrame,
    refused: DataFrame,
    counts: list[FileCount],
    *,
    earlier: Unnamed | None = None,
    name: Sequence[str],
    fees: Sequence[str] = (),
) -> Iterator[Measure]:
    """Rows whose `name` (owner, serial, …) another row of the sender has with other content in their batch, among all
    rows of the sender; fees aside, since they have the serial of their payment. Where serials name legs such rows are
    refused, of the other senders those of batches shortly before are looked at too."""
    rows = _rows(counts)
    shares = dict.fromkeys((place for place, total in rows.items() if total), 0.0)
    if earlier:
        shares |= _repeated(silver, earlier, counts, list(name), list(fees))
    against = refused.where(F.col("reason_code") == CONTRADICTS).groupBy("batch_date", "source").count()
    for row in against.collect():
        place = (row["batch_date"], row["source"])
        shares[place] = shares.get(place, 0.0) + row["count"] / max(rows[place], row["count"])
    yield from ((day, source, share) for (day, source), share in sorted(shares.items()))


def _repeated(
    silver: DataFrame, unnamed: Unnamed, counts: list[FileCount], name: list[str], fees: list[str]
) -> dict[Place, float]:
    owner, serial, *_ = name
    columns = ["batch_date", "source", "line_no", "content_key", *name]
    is_fee: Column = F.lit(False)
    for column in fees:
        is_fee = is_fee | F.coalesce(F.col(column) == FEE, F.lit(False))
    frames = [silver.where(F.col("source").isin(*unnamed.senders)), unnamed.rows]
    named = [frame.where(F.col(serial).isNotNull() & ~is_fee).select(*columns) for frame in frames]
    named = [sampled(frame, F.col(owner), counts) for frame in named]
    together = named[0].unionByName(named[1])
    order = Window.partitionBy("source", *name).orderBy("batch_date", "line_no", "content_key")
    is_other = (F.lag("content_key").over(order) != F.col("content_key")) & (
        F.datediff("batch_date", F.lag("batch_date").over(order)) <= DAYS_BACK
    )
    flagged = together.withColumn("is_repeat", F.coalesce(is_other, F.lit(False)).cast("bigint"))
    found: list[Any] = (
        flagged.groupBy("batch_date", "source").agg(F.sum("is_repeat").alias("bad"), F.count(F.lit(1)).alias("all"))
    ).collect()
    own = {count.batch_date for count in counts}
    return {(row["batch_date"], row["source"]): row["bad"] / row["all"] for row in found if row["batch_date"] in own}


def _rows(counts: list[FileCount]) -> Counter[Place]:
    found: Counter[Place] = Counter()
    for count in counts:
        if count.file_sha256:
            found[count.batch_date, count.source] += count.rows - count.duplicate - count.superseded
    return found
