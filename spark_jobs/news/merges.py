"""Cases merged into one that is not there, that is themselves, or that leads back to them: nobody else carries them, so
they count, and are named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

Case = tuple[str, str]


@dataclass(frozen=True, order=True)
class Merge:
    """A version of a case that names a main case."""

    batch_date: date
    source: str
    case_no: str
    version_no: int
    main: str


def merges(versions: DataFrame) -> list[Merge]:
    """The versions that name a main case, few among all."""
    named = versions.where("merged_into_case_no is not null and op <> 'D'")
    rows = named.select("batch_date", "source", "case_no", "version_no", "merged_into_case_no").collect()
    return sorted(Merge(*row) for row in rows)


def known_since(versions: DataFrame, of: Iterable[Merge]) -> dict[Case, date]:
    """(source, case) → the batch that brought it first, of the main cases."""
    mains = sorted({(merge.source, merge.main) for merge in of})
    wanted = versions.sparkSession.createDataFrame(mains, "source string, case_no string")
    there = versions.join(F.broadcast(wanted), ["source", "case_no"], "left_semi")
    rows = there.groupBy("source", "case_no").agg(F.min("batch_date").alias("first")).collect()
    return {(row["source"], row["case_no"]): row["first"] for row in rows}


def nowhere(own: Iterable[Merge], every: Iterable[Merge], since: dict[Case, date]) -> dict[Merge, str]:
    """Of the run's own merges those that lead nowhere as of their batch, and why."""
    known = sorted(every)
    return {merge: why for merge in own if (why := _why(merge, known, since))}


def _why(merge: Merge, every: list[Merge], since: dict[Case, date]) -> str | None:
    if merge.main == merge.case_no:
        return "itself"
    if since.get((merge.source, merge.main), date.max) > merge.batch_date:
        return f"{merge.main}, which never came"
    now = {m.case_no: m.main for m in every if m.source == merge.source and m.batch_date <= merge.batch_date}
    seen, at = {merge.case_no}, merge.main
    while at in now and at not in seen:
        seen.add(at)
        at = now[at]
    return f"{merge.main}, which leads back to it" if at == merge.case_no else None
