"""The order of a case's life: which delivered rows are news, which repeat, and whom a full file no longer names.

Positions are (file_no, line_no): the order of arrival. What was known before the range comes in as one row per case
at file_no −1. A full file speaks for its own source, of what had arrived in files about days up to its own; absence
from it is a deletion at its line 0. One that would delete many waits until the next one agrees (`full_files.py`).
"""

from datetime import date

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.window import WindowSpec

from spark_jobs.news.full_files import NOBODY, FullFile, Judges

KNOWN_BEFORE = -1
CASE = ("source", "case_no")
EVENTS = (
    "source string, case_no string, file_no int, line_no int, data_date date, op string, content_key bigint,"
    " updated_at timestamp, version_no int"
)
EVENT = [column.split()[0] for column in EVENTS.split(",")]


def versions(
    events: DataFrame, full_files: list[FullFile], judges: Judges = NOBODY
) -> tuple[DataFrame, list[FullFile]]:
    """The versions of the range, and the full files that delete nothing and wait.

    In: source, case_no, file_no, line_no, data_date, op, content_key, updated_at, version_no (of the row at −1).
    Out: source, case_no, file_no, line_no, version_no, op, updated_at of rows that are news, absences included.
    """
    told, speaking, waiting = _judged(events, full_files, judges)
    return _number(_with_absences(told, speaking)), waiting


def _judged(
    events: DataFrame, full_files: list[FullFile], judges: Judges
) -> tuple[DataFrame, list[FullFile], list[FullFile]]:
    """The events, with what a full file sent again names; the full files that speak; those that wait. Decided in order
    of arrival: a file that is left out changes what is known at the next."""
    ordered = sorted(full_files)
    speaking, waiting, decided = [file for file in ordered if not file.is_repeat], list[FullFile](), set[int]()
    for source, told in judges.waiting.items():
        if again := _sent_again(source, -1, told.sha256, ordered):
            events, speaking = _with_mentions(events, again, None, judges), sorted([*speaking, again])
            decided.add(again.file_no)
    while True:
        counts = _counts(events, speaking)
        doubtful = (f for f in speaking if f.file_no not in decided and judges.are_many(*counts[f.file_no]))
        file = next((f for f in doubtful if f.sha256 not in judges.confirmed), None)
        if file is None:
            return events, speaking, waiting
        decided.add(file.file_no)
        if _is_agreed(events, speaking, waiting, file, judges):
            continue
        speaking.remove(file)
        waiting.append(file)
        if again := _sent_again(file.source, file.file_no, file.sha256, ordered):
            events, speaking = _with_mentions(events, again, file, judges), sorted([*speaking, again])
            decided.add(again.file_no)


def _sent_again(source: str, file_no: int, sha256: str, ordered: list[FullFile]) -> FullFile | None:
    """The next full file of a source behind a place, if it is the same once more."""
    following = next((file for file in ordered if file.source == source and file.file_no > file_no), None)
    return following if following and following.is_repeat and following.sha256 == sha256 else None


def _is_agreed(
    events: DataFrame, speaking: list[FullFile], waiting: list[FullFile], file: FullFile, judges: Judges
) -> bool:
    """Whether the full file before it waits and missed nearly all cases that this one misses."""
    earlier = [f for f in sorted([*speaking, *waiting]) if f.source == file.source and f.file_no < file.file_no]
    before = earlier[-1] if earlier else None
    if before not in waiting if before else file.source not in judges.waiting:
        return False
    own = [one for one in speaking if one.source == file.source]
    placed = _with_state(_next_full(events.where(F.col("source") == file.source), own))
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    gone = _cases(placed.withColumn("is_gone", _is_absent(order)).where(f"is_gone and next_full = {file.file_no}"))
    new = gone & _spoken(events, file, before, judges)
    return not judges.are_many(_counts(events, speaking)[file.file_no][0], len(new))


def _counts(events: DataFrame, speaking: list[FullFile]) -> dict[int, tuple[int, int]]:
    """Per full file the known cases that it names and those that it does not."""
    placed = _with_state(_next_full(events, speaking))
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    before_full = F.lag("next_full").over(order)
    alive = (F.lag("state").over(order) != "D") & (before_full.isNull() | (before_full >= F.col("file_no")))
    first_in_file = F.lag("file_no").over(order) != F.col("file_no")
    seen = placed.withColumn("is_present", alive & first_in_file).withColumn("is_absent", _is_absent(order))
    present = seen.where("is_present").groupBy("file_no").count().collect()
    absent = seen.where("is_absent").groupBy(F.col("next_full").alias("file_no")).count().collect()
    there, gone = ({row["file_no"]: row["count"] for row in rows} for rows in (present, absent))
    return {file.file_no: (there.get(file.file_no, 0), gone.get(file.file_no, 0)) for file in speaking}


def _spoken(events: DataFrame, file: FullFile, before: FullFile | None, judges: Judges) -> frozenset[str]:
    """The cases that the waiting file before named, or that were heard of since."""
    first = before.file_no if before else 0
    heard = events.where((F.col("source") == file.source) & F.col("file_no").between(first, file.file_no - 1))
    told = judges.waiting.get(file.source) if before is None else None
    return _cases(heard) | (told.names | told.since if told else frozenset())


def _cases(events: DataFrame) -> frozenset[str]:
    return frozenset(row["case_no"] for row in events.select("case_no").distinct().collect())


def _with_mentions(events: DataFrame, file: FullFile, before: FullFile | None, judges: Judges) -> DataFrame:
    """What a full file sent again names is no news (`op` is NULL), but there; what was heard of in between stays."""
    names = _spoken(events, file, before, judges)
    rows = [(file.source, name, file.file_no, 1, file.data_date, *[None] * 4) for name in sorted(names)]
    return events.select(*EVENT).unionByName(events.sparkSession.createDataFrame(rows, EVENTS))


def _with_state(events: DataFrame) -> DataFrame:
    """Each event with the operation that holds after it, in `state`."""
    upto = Window.partitionBy(*CASE).orderBy("file_no", "line_no").rowsBetween(Window.unboundedPreceding, 0)
    return events.withColumn("state", F.last("op", ignorenulls=True).over(upto))


def _is_absent(order: WindowSpec) -> Column:
    """Alive, and the next full file comes and goes before the case is heard of again."""
    following = F.lead("file_no").over(order)
    return (F.col("state") != "D") & (F.col("next_full") < F.coalesce(following, F.lit(2**31 - 1)))


def _with_absences(events: DataFrame, speaking: list[FullFile]) -> DataFrame:
    """The events and, for each case that a full file no longer names, a deletion at that file's line 0."""
    if not speaking:
        return events
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    upto = Window.partitionBy(*CASE).orderBy("file_no", "line_no").rowsBetween(Window.unboundedPreceding, 0)
    seen = _with_state(_next_full(events, speaking)).withColumn("latest", F.max("updated_at").over(upto))
    gone = seen.withColumn("is_absent", _is_absent(order)).where("is_absent")
    deletions = gone.select(
        *CASE,
        F.col("next_full").cast("int").alias("file_no"),
        F.lit(0).alias("line_no"),
        F.col("data_date"),
        F.lit("D").alias("op"),
        F.lit(None).cast("bigint").alias("content_key"),
        F.col("latest").alias("updated_at"),
        F.lit(None).cast("int").alias("version_no"),
    )
    return events.select(deletions.columns).unionByName(deletions)


def _next_full(events: DataFrame, speaking: list[FullFile]) -> DataFrame:
    """Each event with the first full file after it that can speak of it, in `next_full`."""
    spark: SparkSession = events.sparkSession
    places = events.select("source", "file_no", "data_date").distinct().collect()
    rows = [(place[0], place[1], place[2], _first_after(place[0], place[1], place[2], speaking)) for place in places]
    table = spark.createDataFrame(rows, "source string, file_no int, data_date date, next_full int")
    return events.join(F.broadcast(table), ["source", "file_no", "data_date"], "left")


def _first_after(source: str, file_no: int, data_date: date, speaking: list[FullFile]) -> int | None:
    later = (f.file_no for f in speaking if f.source == source and f.file_no > file_no and f.data_date >= data_date)
    return next(later, None)


def _number(events: DataFrame) -> DataFrame:
    """Numbers the news; a row equal to the version before it is none."""
    order = Window.partitionBy(*CASE).orderBy("file_no", "line_no")
    is_repeat = F.coalesce(F.col("content_key") == F.lag("content_key").over(order), F.lit(False))
    news = events.where("op is not null").withColumn("is_repeat", is_repeat).where(~F.col("is_repeat"))
    upto = order.rowsBetween(Window.unboundedPreceding, 0)
    before = F.coalesce(F.max("version_no").over(upto), F.lit(0))
    count = F.sum(F.when(F.col("file_no") > KNOWN_BEFORE, 1).otherwise(0)).over(upto)
    numbered = news.withColumn("number", (before + count).cast("int")).where(F.col("file_no") > KNOWN_BEFORE)
    return numbered.select(
        *CASE, "file_no", "line_no", F.col("number").alias("version_no"), "op", "updated_at", "content_key"
    )
