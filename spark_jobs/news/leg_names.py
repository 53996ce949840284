"""What names a leg of a ledger: its sender, its account or number, and its serial as far as the sender's mapping says
(`serial_scope`); where it names none, the whole content does."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.news.load import Load
from spark_jobs.typed.tokens import fingerprint

#: The code of a fee, which banks book under the serial of the payment that it is for.
FEE = "fee"
BETWEEN = "\u001f"


@dataclass(frozen=True)
class Identity:
    """`serial`: the column of the serial; `beside`: what else names a leg with it; `fees`: columns that may say that a
    leg is a fee, and so another leg than its payment."""

    serial: str
    beside: tuple[str, ...] = ()
    fees: tuple[str, ...] = ()

    def key(self, scope: str, columns: list[str]) -> Column:
        """The fingerprint of what names a leg, of rows with these columns."""
        unnamed = F.concat(F.lit(BETWEEN), F.col("content_key").cast("string"))
        own = unnamed
        if scope != "none":
            own = F.when(F.col(self.serial).isNull(), unnamed).otherwise(self._named(scope, columns))
        return fingerprint(F.concat_ws(BETWEEN, F.col("source"), own))

    def _named(self, scope: str, columns: list[str]) -> Column:
        day = [F.col("event_date").cast("string")] if scope == "account_and_day" else []
        fees = [F.coalesce(F.col(name) == FEE, F.lit(False)) for name in self.fees if name in columns]
        mark = [F.when(reduce(or_, fees), FEE)] if fees else []  # nothing where it is no fee
        return F.concat_ws(BETWEEN, F.col(self.serial), *map(F.col, self.beside), *day, *mark)

    def known(self, load: Load, rows: DataFrame, first: date, last: date) -> DataFrame:
        """Published rows of these batches, named as the run's are: a mapping may have named them otherwise then."""
        scopes = {d.file.source: d.mapping.serial_scope for d in load.found}
        if _are_named_so(load, scopes, first, last):
            return rows
        key = self.key("none", rows.columns)
        for scope in sorted(set(scopes.values()) - {"none"}):
            senders = sorted(source for source, own in scopes.items() if own == scope)
            key = F.when(F.col("source").isin(*senders), self.key(scope, rows.columns)).otherwise(key)
        return rows.withColumn("row_key", key)


def _are_named_so(load: Load, scopes: dict[str, str], first: date, last: date) -> bool:
    """Whether the published batches tell the same scopes of these senders; one that knew of none tells nothing."""
    told = [
        row.facts.get("serial_scopes") for day, row in load.snapshot.named(load.feed).items() if first <= day <= last
    ]
    return all(
        known is not None and all(known.get(source, scope) == scope for source, scope in scopes.items())
        for known in told
    )
