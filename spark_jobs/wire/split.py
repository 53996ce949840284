"""Brings the lines of new files into the engine as text, in parallel where there is much."""

import os
import shutil
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expectations.settings import home
from spark_jobs import interrupt
from spark_jobs.news.delivery import Delivery
from spark_jobs.typed.mapping import Mapping, mapping_for
from spark_jobs.wire.blocks import Share, shares
from spark_jobs.wire.text import schema, split_to_parquet

SMALL_BYTES = 8_000_000


def staging(feed: str) -> Path:
    """An empty folder for the text of one run, of a name of its own: a worker of a killed run may still be writing.

    Text with personal data lies here while a load runs; what killed runs left goes first.
    """
    folder = home() / "pending"
    for left in folder.glob(f"staging-{feed}-*"):
        shutil.rmtree(left, ignore_errors=True)
    own = folder / f"staging-{feed}-{os.getpid()}-{os.urandom(4).hex()}"
    interrupt.undo(partial(shutil.rmtree, own, ignore_errors=True))
    own.mkdir(parents=True)
    return own


def split(found: list[Delivery], feed: str, last: date, folder: Path) -> list[tuple[Mapping, Path]]:
    """Splits the new files to Parquet text; one folder per mapping.

    Where nothing is new there is one folder without rows, so that an empty day is a day like any other.
    """
    by_mapping: dict[Mapping, list[Share]] = defaultdict(list)
    for d in found:
        if d.is_read:
            by_mapping[d.mapping] += shares(d.file_no, d.file.path, d.content)
    by_mapping = by_mapping or {mapping_for(feed, "default", last): []}
    tasks, folders = [], []
    for number, (mapping, pieces) in enumerate(by_mapping.items()):
        place = folder / f"text-{number}"
        place.mkdir()
        folders.append((mapping, place))
        tasks += [(share, mapping, place / f"{i}.parquet") for i, share in enumerate(_even(pieces))]
    _run(tasks)
    return folders


def read_split(spark: SparkSession, mapping: Mapping, folder: Path, found: list[Delivery]) -> DataFrame:
    """The split lines of one mapping with the sender and the batch that each belongs to."""
    places = [(d.file_no, d.file.source, d.file.batch_date) for d in found]
    batches = spark.createDataFrame(places, "file_no int, source string, batch_date date")
    texts = ", ".join(f"{name} {'int' if name.endswith('_no') else 'string'}" for name in schema(mapping).names)
    return spark.read.schema(texts).parquet(str(folder)).join(F.broadcast(batches), "file_no")


def _run(tasks: list[tuple[list[Share], Mapping, Path]]) -> None:
    workers, size = os.cpu_count() or 1, sum(share.end - share.start for pieces, _, _ in tasks for share in pieces)
    if size < SMALL_BYTES or workers == 1:
        for task in tasks:
            split_to_parquet(*task)
        return
    context = get_context("forkserver")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=interrupt.end_with_parent) as pool:
        with interrupt.unheard():
            under_way = [pool.submit(split_to_parquet, *task) for task in tasks]
        for done in under_way:
            done.result()


def _even(pieces: list[Share]) -> list[list[Share]]:
    """About equal bytes for each task, largest pieces first."""
    bins: list[list[Share]] = [[] for _ in range(2 * (os.cpu_count() or 1))]
    sizes = [0] * len(bins)
    for piece in sorted(pieces, key=lambda share: share.start - share.end):
        smallest = sizes.index(min(sizes))
        bins[smallest].append(piece)
        sizes[smallest] += piece.end - piece.start
    return [part for part in bins if part] or [[]]
