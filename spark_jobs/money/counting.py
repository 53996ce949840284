"""When a leg of silver.transactions counts.

While it is known, was successful, is in CNY, reverses nothing, and no successful leg known by then reverses it. Nearly
every leg has one spell that never ends.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from spark_jobs.counting.files import EventDates
from spark_jobs.counting.moves import Ledger
from spark_jobs.counting.moves import ledger as ledger_of
from spark_jobs.counting.spells import ROW, Keep, in_one_spell, known

#: How many batches a leg and its reversal may lie apart. Windows reach back 30 days and an event may be dated a day
#: ahead, so what is older is in no window any more; senders may use a serial again.
HORIZON_DAYS = 31
#: For the same reason a reversal reaches no event that lies longer before its batch. Hence no batch needs another one
#: for its reversals that lies further back than `spans` says, however late a reversed leg had come.
REVERSIBLE_DAYS = 30
#: The columns of silver.transactions that partials of money are made of.
LEG = (
    "source", "account_key", "serial_no", "reversal_of", "peer_account_key", "event_at", "event_date",
    "direction_code", "amount_fen", "balance_fen", "currency", "is_success", "is_cash", "line_no", "file_sha256",
    "batch_date",
)  # fmt: skip
#: What a reversal names its leg by: the serial of the same sender and account.
NAMED = ["source", "account_key", "serial_no"]


def ledger(
    legs: DataFrame, withdrawn: DataFrame, days: Collection[date], keep: Keep, columns: tuple[str, ...] = LEG
) -> Ledger:
    """Legs (at least the columns LEG) and withdrawals with what all tables need of them."""
    rows = legs.select(*columns)
    reversing = keep(reversals(rows, withdrawn), "reversals")
    of = ledger_of(rows, columns, Unreversed(withdrawn, reversing), withdrawn, days)
    return replace(of, rare=keep(of.rare, "rare_moves"))


def spans(day: date, event_dates_of: EventDates, withdrawn: Mapping[date, Collection[date]]) -> set[date]:
    """The batches of silver.transactions that the partials of `day` depend on.

    `event_dates_of`: earliest and latest event date of a batch, None without rows; `withdrawn`: the batches that hold
    rows of the files withdrawn in a batch, also rows taken up later.

    Legs of `day`, and of files withdrawn in it, touch their event dates; reversals among them touch events from 30
    days before their batch on. A touched date is told anew from all its legs: they lie in the batches from the day
    before it up to `day`; and each of them may be reversed by a batch up to a horizon before its own.
    """
    changing = {day, *withdrawn.get(day, ())}
    known = [dates[0] for batch in changing if (dates := event_dates_of(batch))]
    touched = [*known, *(batch - timedelta(days=REVERSIBLE_DAYS) for batch in changing)]
    first = min(touched) - timedelta(days=1 + HORIZON_DAYS)
    return {first + timedelta(days=n) for n in range((day - first).days + 1)}


@dataclass(frozen=True)
class Unreversed:
    """Legs of money while nothing reverses them."""

    withdrawn: DataFrame
    reversing: DataFrame

    def once(self, rows: DataFrame) -> DataFrame:
        """The one spell of each leg whose serial no reversal names."""
        return never_named(rows, self.withdrawn, self.reversing)

    def turning(self, rows: DataFrame) -> DataFrame | None:
        """The spells of the legs whose serial a reversal names."""
        return named(rows, self.withdrawn, self.reversing)


def reversals(legs: DataFrame, withdrawn: DataFrame) -> DataFrame:
    """Who reverses whom: source, account_key, serial_no (of the reversed), and from when until when; few rows.

    Each once, so that a sender who reverses one name in every line does not multiply them.
    """
    naming = known(legs.where("is_success and reversal_of is not null"), withdrawn)
    return naming.select(
        "source",
        "account_key",
        F.col("reversal_of").alias("serial_no"),
        F.col("batch_date").alias("reversed_from"),
        F.col("known_until").alias("reversed_until"),
    ).distinct()


def countable(legs: DataFrame) -> DataFrame:
    """The legs that count while they are known and nothing reverses them."""
    return legs.where("is_success and currency = 'CNY' and reversal_of is null")


def never_named(legs: DataFrame, withdrawn: DataFrame, reversing: DataFrame) -> DataFrame:
    """The one spell of each leg whose serial no reversal names: nearly all."""
    alone = known(countable(legs), withdrawn).join(reversing.select(*NAMED), NAMED, "left_anti")
    return in_one_spell(alone)


def named(legs: DataFrame, withdrawn: DataFrame, reversing: DataFrame) -> DataFrame:
    """The spells of the legs whose serial a reversal names: what the reversals, ordered by their begin, leave free."""
    pairs = known(reversing.join(countable(legs), NAMED, "inner"), withdrawn)
    rows = pairs.withColumn("is_reversal", F.explode(F.array(F.lit(True), F.lit(False))))
    is_cover = F.col("is_reversal") & _is_in_reach()  # else the row stands for the end of the leg
    covers = rows.withColumns({
        "off": F.when(is_cover, F.col("reversed_from")).otherwise(F.col("known_until")),
        "on": F.when(is_cover, F.col("reversed_until")).otherwise(F.col("known_until")),
    })  # fmt: skip
    of_leg = Window.partitionBy(*ROW, *sorted(set(legs.columns) - set(LEG))).orderBy("off", "on")
    before = F.max("on").over(of_leg.rowsBetween(Window.unboundedPreceding, -1))
    free = covers.withColumn("covered_until", F.coalesce(before, "batch_date")).select(
        *legs.columns,
        F.greatest("batch_date", "covered_until").alias("counts_from"),
        F.least("off", "known_until").alias("counts_until"),
    )
    return free.where("counts_from < counts_until")


def _is_in_reach() -> Column:
    """Whether a reversal reaches the leg that it names."""
    apart = F.abs(F.datediff("reversed_from", "batch_date"))
    return (apart <= HORIZON_DAYS) & (F.datediff("reversed_from", "event_date") <= REVERSIBLE_DAYS)
