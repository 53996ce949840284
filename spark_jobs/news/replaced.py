"""Files that a higher sequence of the same sender and day replaces without having their rows: perhaps they add up."""

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.news.delivery import NEVER, Delivery, replaced_on
from spark_jobs.news.known import KnownFile
from spark_jobs.news.leg_names import Identity
from spark_jobs.news.load import Load, Named, typed_rows

File = Delivery | KnownFile
#: A file that replaces another has more of its rows than one in so many.
SHARED = 2


@dataclass(frozen=True)
class Pair:
    """A file and the one that takes its place."""

    old: File
    new: File


def pairs(load: Load) -> list[Pair]:
    """The files with rows that are replaced in the run, or came behind the file that had taken their place."""
    replacing = [d for d in load.found if d.can_replace]
    known = [file for file in load.known.files if file.can_replace]
    gone: list[File] = [d for d in load.found if d.replaced_on != NEVER and d.can_replace and d.rows]
    gone += [f for f in known if f.silver and f.file_sha256 not in load.known.withdrawn if _is_replaced(f, replacing)]
    every: list[File] = [*replacing, *known]
    return [Pair(old, max(above, key=_seq)) for old in gone if (above := [new for new in every if _is_above(new, old)])]


def unlike(load: Load, sound: DataFrame, table: str, identity: Identity, named: Named, key: list[str]) -> list[str]:
    """A sentence on each pair of which the new file has under half of the old one's rows, by what names them."""
    found = pairs(load)
    if not found:
        return []
    keys = _keys(load, sound, table, identity, named, key, found)
    old = _side(keys, [(_place(pair.old), number) for number, pair in enumerate(found)], load)
    new = _side(keys, [(_place(pair.new), number) for number, pair in enumerate(found)], load)
    counts = old.join(new.withColumn("is_there", F.lit(1)), ["pair", *key], "left").groupBy("pair")
    rows = counts.agg(F.count(F.lit(1)).alias("all"), F.count("is_there").alias("shared")).collect()
    return [_sentence(found[r["pair"]], r["shared"], r["all"]) for r in sorted(rows) if SHARED * r["shared"] < r["all"]]


def _keys(
    load: Load, sound: DataFrame, table: str, identity: Identity, named: Named, key: list[str], found: list[Pair]
) -> DataFrame:
    """`place` (of `_place`) and key of every row of these files."""
    frames = [sound.select(F.col("file_no").cast("string").alias("place"), *key)]
    files = [file for pair in found for file in (pair.old, pair.new)]
    if unread := {d.file_no: d for d in files if isinstance(d, Delivery) and not d.is_read}:
        apart = load.apart([replace(d, replaced_on=NEVER) for d in unread.values()], "replaced")
        rows = typed_rows(apart, named).where("reason_code is null")
        frames.append(rows.select(F.col("file_no").cast("string").alias("place"), *key))
    if known := [file.batch_date for file in files if isinstance(file, KnownFile)]:
        rows = identity.known(load, load.snapshot.frame(table, min(known), max(known)), min(known), max(known))
        frames.append(rows.select(F.col("file_sha256").alias("place"), *key))
    return reduce(DataFrame.unionByName, frames)


def _side(keys: DataFrame, places: list[tuple[str, int]], load: Load) -> DataFrame:
    files = F.broadcast(load.spark.createDataFrame(places, "place string, pair int"))
    return keys.join(files, "place").drop("place").distinct()


def _place(file: File) -> str:
    return str(file.file_no) if isinstance(file, Delivery) else file.file_sha256


def _told(file: File) -> tuple[str, date, int, str]:
    if isinstance(file, Delivery):
        return file.file.source, file.file.data_date, file.file.seq, file.file.name
    return file.source, file.data_date, file.seq, file.file


def _seq(file: File) -> int:
    return _told(file)[2]


def _is_above(new: File, old: File) -> bool:
    return _told(new)[:2] == _told(old)[:2] and _seq(new) > _seq(old)


def _is_replaced(file: KnownFile, replacing: list[Delivery]) -> bool:
    return replaced_on(file, replacing) != NEVER


def _sentence(pair: Pair, shared: int, rows: int) -> str:
    return (
        f"{_told(pair.new)[3]} replaces {_told(pair.old)[3]} and has {shared} of its {rows} rows:"
        " where files of a sender and day add up, its mapping says sequence: continues"
    )
