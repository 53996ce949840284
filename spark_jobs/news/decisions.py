"""Human decisions: what two persons must decide together, and that a decision is made once.

A decision keeps its name for ever: an equal line again is a duplicate, another under the same name is refused. No file
replaces another; what changes a decision is a later one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.news.delivery import NEVER, as_frame
from spark_jobs.news.ledger import KNOWN_BEFORE, NEWS, outcomes, refused
from spark_jobs.news.load import PLACE, Judged, Load, Sound, in_contract
from spark_jobs.typed.mapping import Mapping
from spark_jobs.typed.personal import may_hold_a_number

BEGINNING = date(1970, 1, 1)
KEY = "decision_id"
#: Texts of officers, in which no number of a person may stand.
TEXTS = ("decision_id", "subscriber_id", "reason", "persons", "refers_to")
#: That somebody appeals is no decision: the officer who takes it down suffices. Closing an appeal takes two.
ONE_SUFFICES = ("appeal_open",)
#: It releases the export of an as-of date; with anything else it would release nothing, and nobody would be told.
OF_A_DATE = "release_breaker"


@dataclass(frozen=True)
class Decisions:
    """How decisions are judged."""

    table: str

    def named(self, typed: DataFrame, mapping: Mapping) -> DataFrame:
        """The typed rows, with those refused that name somebody, that too few have decided, or that release no date."""
        names = [(may_hold_a_number(F.col(name)), "personal_data", name) for name in TEXTS]
        kind, persons, refers_to = F.col("kind"), F.col("persons"), F.col("refers_to")
        problems = [
            *names,
            (~has_its_persons(kind, persons), "two_persons", "persons"),
            ((kind == OF_A_DATE) & ~is_date(refers_to), "bad_timestamp", "refers_to"),
        ]
        is_sound, own = F.col("reason_code").isNull(), ("reason_code", "reason_column")
        found = (F.coalesce(*[F.when(problem[0], problem[n]) for problem in problems]) for n in (1, 2))
        return typed.withColumns(
            {name: F.when(is_sound, why).otherwise(F.col(name)) for name, why in zip(own, found, strict=True)}
        )

    def judge(self, load: Load, sound: Sound) -> Judged:
        """The decisions of the run that nobody has made before."""
        good, files = sound.rows, as_frame(load.spark, load.found).select("file_no", "file_sha256")
        fresh = good.select(KEY, *PLACE, "content_key", "batch_date")
        rows = fresh.unionByName(self._known(load, good))
        never = F.lit(NEVER.isoformat()).cast("date")
        judged = load.kept(outcomes(rows.withColumn("replaced_on", never), (KEY,)), "judged")
        news = good.join(judged.where(F.col("outcome") == NEWS), PLACE, "left_semi").join(files, "file_no")
        return Judged({self.table: in_contract(news, self.table)}, refused(judged, KEY))

    def _known(self, load: Load, good: DataFrame) -> DataFrame:
        known = load.snapshot.frame(self.table, BEGINNING, load.first - timedelta(days=1))
        return known.join(good.select(KEY).distinct(), KEY, "left_semi").select(
            KEY, F.lit(KNOWN_BEFORE).alias("file_no"), "line_no", "content_key", "batch_date"
        )


def is_date(text: Column) -> Column:
    """Whether a text is a date as exports write it."""
    return text.rlike("^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & text.try_cast("date").isNotNull()


def has_its_persons(kind: Column, persons: Column) -> Column:
    """Whether two different persons decided, or the one that suffices."""
    names = F.split(F.lower(persons), ";")
    first, second = (F.try_element_at(names, F.lit(place)) for place in (1, 2))
    is_two = (F.size(names) == 2) & (first != second)
    return is_two | ((F.size(names) == 1) & kind.isin(*ONE_SUFFICES))
