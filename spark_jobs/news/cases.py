"""The case feed: versions of cases with their entities, absences from full files included."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame

from expectations.measures import Measure
from expectations.settings import required
from spark_jobs.news import case_history, case_tables
from spark_jobs.news.confirmed import confirmed_files
from spark_jobs.news.delivery import as_frame
from spark_jobs.news.full_file_facts import full_file_facts, judges_of, waiting_before, waiting_measures
from spark_jobs.news.full_files import FullFile
from spark_jobs.news.load import NO_REJECTS, PLACE, Judged, Load, Sound
from spark_jobs.news.merges import known_since, merges, nowhere
from spark_jobs.typed.mapping import Mapping

BEGINNING = date(1970, 1, 1)
KNOWN = ("batch_date", "source", "case_no")
#: So many cases are named in the log; the measure counts all.
NAMED = 20


@dataclass(frozen=True)
class Cases:
    """How the case feed is judged."""

    table: str
    entities: str

    def named(self, typed: DataFrame, mapping: Mapping) -> DataFrame:
        """The typed rows as they are: a case is named by its number."""
        return typed

    def judge(self, load: Load, sound: Sound) -> Judged:
        """The new versions of the run and the entities in them."""
        files = as_frame(load.spark, load.found)
        events = sound.rows.select(*PLACE, *case_tables.EVENT).join(files, "file_no")
        known = case_tables.last_versions(*self._known(load))
        own, told = full_files(load, sound), waiting_before(load)
        judges = judges_of(load, own, told, self.table, confirmed_files(load.snapshot))
        numbered, waiting = case_history.versions(case_tables.events(events, known), own, judges)
        warn(load, waiting)
        tell_deletions(load, numbered)
        news = case_tables.with_content(numbered, sound.rows, files)
        key = bytes.fromhex(required("AFDW_TOKEN_KEY"))
        tables = {self.table: case_tables.cases(news, key), self.entities: case_tables.entities(news, key)}
        facts = full_file_facts(load, own, waiting, told)
        measures = {"merged_nowhere_rows": self._nowhere(load, tables[self.table]),
                    "waiting_full_files": waiting_measures(load, told, facts)}  # fmt: skip
        return Judged(tables, NO_REJECTS, facts, measures)

    def _nowhere(self, load: Load, news: DataFrame) -> list[Measure]:
        """Names the merged cases whose main case is not there, and counts them."""
        if not (own := merges(news)):
            return []
        published = load.snapshot.frame(self.table, BEGINNING, load.first - timedelta(days=1))
        since = known_since(published.select(*KNOWN).unionByName(news.select(*KNOWN)), own)
        found = nowhere(own, [*merges(published), *own], since)
        for merge, why in sorted(found.items())[:NAMED]:
            print(f"warning: cases: {merge.case_no} of {merge.source} is merged into {why}: it counts itself")
        counts = Counter((merge.batch_date, merge.source) for merge in found)
        return [(day, source, float(rows)) for (day, source), rows in counts.items()]

    def _known(self, load: Load) -> tuple[DataFrame, DataFrame]:
        """The versions published before the run, and the day that each file was about."""
        published = load.snapshot.frame(self.table, BEGINNING, load.first - timedelta(days=1))
        places = {(file.source, file.file_sha256, file.data_date) for file in load.known.files}
        days = load.spark.createDataFrame(sorted(places), "source string, file_sha256 string, data_date date")
        return published, days


def full_files(load: Load, sound: Sound) -> list[FullFile]:
    """The full files that were read without a rejected row, or hold the same content again: only they may speak of
    absence."""
    full = [d for d in load.found if d.file.is_full and not d.is_requeued]
    broken = {d.file_no for d in full if not d.is_repeat and sound.per_file.get(d.file_no, 0) != d.rows}
    for d in full:
        if d.file_no in broken:
            print(f"warning: {d.file.path}: a full file with rejected rows deletes nothing")
    whole = [d for d in full if d.file_no not in broken]
    return [FullFile(d.file_no, d.file.source, d.file.data_date, d.sha256, d.is_repeat) for d in whole]


def warn(load: Load, waiting: list[FullFile]) -> None:
    """Names the full files that would delete too many cases to be believed at once."""
    names = {d.file_no: d.file.name for d in load.found}
    for file in waiting:
        print(
            f"warning: cases: {names[file.file_no]} does not name many of the cases known to it: none is deleted until"
            f" the next full file of {file.source} agrees or a decision confirms {file.sha256}"
        )


def tell_deletions(load: Load, numbered: DataFrame) -> None:
    """Says which full file took out how many cases."""
    if not any(d.file.is_full for d in load.found):
        return
    names = {d.file_no: d.file.name for d in load.found}
    for row in sorted(numbered.where("line_no = 0").groupBy("file_no").count().collect()):
        print(f"cases: {names[row[0]]} takes out {row[1]} cases that it does not name any more")
