"""Brings the lines of new files into the engine as text, in parallel where there is much."""

import os
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from lake import interrupt
from spark_jobs.typed.mapping import Mapping
from spark_jobs.wire.blocks import Share
from spark_jobs.wire.text import schema, split_to_parquet

SMALL_BYTES = 8_000_000


def split(files: Iterable[tuple[Mapping, list[Share]]], default: Mapping, folder: str) -> list[tuple[Mapping, Path]]:
    """Splits shares of files to Parquet text; one folder per mapping.

    Where nothing is new there is one folder without rows, so that an empty day is a day like any other.
    """
    by_mapping: dict[Mapping, list[Share]] = defaultdict(list)
    for mapping, pieces in files:
        by_mapping[mapping] += pieces
    tasks, folders = [], []
    for number, (mapping, pieces) in enumerate((by_mapping or {default: []}).items()):
        place = Path(folder) / f"text-{number}"
        place.mkdir(parents=True)
        folders.append((mapping, place))
        tasks += [(share, mapping, place / f"{i}.parquet") for i, share in enumerate(_even(pieces))]
    _run(tasks)
    return folders


def read_split(spark: SparkSession, mapping: Mapping, folder: Path, places: list[tuple[int, str, date]]) -> DataFrame:
    """The split lines of one mapping with the sender and the batch that each belongs to, by the number of its file."""
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
