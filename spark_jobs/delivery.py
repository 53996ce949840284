"""Brings the delivered files of a feed into the engine: what is new is split to text, what was seen is only counted."""

import os
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.lake import FEED_LOAD, lake_path, published_versions
from expectations.settings import home
from spark_jobs.landing import DeliveredFile, delivered
from spark_jobs.mapping import Mapping, mapping_for
from spark_jobs.tables import clear
from spark_jobs.wire import WireFile, split_to_parquet

SMALL_BYTES = 8_000_000


@dataclass(frozen=True)
class Delivery:
    """One file of the run: its number in the order of arrival, its identity, its rows and whether it is news."""

    file_no: int
    file: DeliveredFile
    sha256: str
    rows: int
    is_repeat: bool
    mapping: Mapping


def deliveries(landing: Path, feed: str, first: date, last: date) -> list[Delivery]:
    """The files of [first, last] in order of arrival; content seen in an earlier batch or earlier here is a repeat."""
    seen = _seen_before(feed, first)
    found = []
    for file_no, file in enumerate(delivered(landing, feed, first, last)):
        sha256, rows = file.content()
        mapping = mapping_for(feed, file.source, file.batch_date)
        found.append(Delivery(file_no, file, sha256, rows, sha256 in seen, mapping))
        seen.add(sha256)
    return found


def data_dates_before(feed: str, first: date) -> list[tuple[str, str, date]]:
    """(source, file_sha256, data_date) of every file published before a batch."""
    rows = _published_files(feed, first)
    return [(str(row["source"]), str(row["file_sha256"]), row["data_date"]) for row in rows]  # type: ignore[misc]


def split(found: list[Delivery], feed: str, last: date) -> list[tuple[Mapping, Path]]:
    """Splits the new files to Parquet text, in parallel where there is much; one folder per mapping.

    Where nothing is new there is one folder without rows, so that an empty day is a day like any other.
    """
    staging = clear(staging_path(feed))
    by_mapping: dict[Mapping, list[Delivery]] = defaultdict(list)
    for delivery in found:
        if not delivery.is_repeat:
            by_mapping[delivery.mapping].append(delivery)
    by_mapping = by_mapping or {mapping_for(feed, "default", last): []}
    tasks, folders = [], []
    for number, (mapping, members) in enumerate(by_mapping.items()):
        folders.append((mapping, clear(staging / f"text-{number}")))
        tasks += [(share, mapping, folders[-1][1] / f"{i}.parquet") for i, share in enumerate(_shares(members))]
    _run(tasks, sum(d.file.path.stat().st_size for members in by_mapping.values() for d in members))
    return folders


def staging_path(feed: str) -> Path:
    """Where text with personal data lies while a load runs; the load removes it."""
    return home() / "pending" / f"staging-{feed}"


def read_split(spark: SparkSession, folder: Path, found: list[Delivery]) -> DataFrame:
    """The split lines of one mapping with the batch that each belongs to."""
    batches = spark.createDataFrame([(d.file_no, d.file.batch_date) for d in found], "file_no int, batch_date date")
    return spark.read.parquet(str(folder)).join(F.broadcast(batches), "file_no")


def as_frame(spark: SparkSession, found: list[Delivery]) -> DataFrame:
    """The files of the run: file_no, source, file, batch_date, data_date, file_sha256."""
    rows = [(d.file_no, d.file.source, d.file.batch_date, d.file.data_date, d.sha256) for d in found]
    ddl = "file_no int, source string, batch_date date, data_date date, file_sha256 string"
    return F.broadcast(spark.createDataFrame(rows, ddl))


def _run(tasks: list[tuple[list[WireFile], Mapping, Path]], size: int) -> None:
    workers = os.cpu_count() or 1
    if size < SMALL_BYTES or workers == 1:
        for task in tasks:
            split_to_parquet(*task)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        for done in [pool.submit(split_to_parquet, *task) for task in tasks]:
            done.result()


def _shares(members: Iterable[Delivery]) -> list[list[WireFile]]:
    """About equal shares of bytes for the workers, largest files first."""
    shares: list[list[WireFile]] = [[] for _ in range(2 * (os.cpu_count() or 1))]
    sizes = [0] * len(shares)
    for delivery in sorted(members, key=lambda d: -d.file.path.stat().st_size):
        smallest = sizes.index(min(sizes))
        shares[smallest].append(WireFile(delivery.file_no, delivery.file.path))
        sizes[smallest] += delivery.file.path.stat().st_size
    return [share for share in shares if share] or [[]]


def _seen_before(feed: str, first: date) -> set[str]:
    return {sha256 for _, sha256, _ in data_dates_before(feed, first)}


def _published_files(feed: str, first: date) -> list[dict[str, object]]:
    version = published_versions().get(FEED_LOAD)
    if version is None:
        return []
    table = DeltaTable(str(lake_path(FEED_LOAD)), version=version).to_pyarrow_table(
        columns=["feed", "batch_date", "source", "file_sha256", "data_date"]
    )
    return [row for row in table.to_pylist() if row["feed"] == feed and row["batch_date"] < first]
