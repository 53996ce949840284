"""How a job writes what is still to be checked. Delta's traps, and those of the engines, are guarded here."""

from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import Field, Schema, WriterProperties, convert_to_deltalake, write_deltalake
from deltalake.schema import PrimitiveType
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from expectations.contract import Contract, contract
from expectations.failures import Failure
from lake.engine import session
from lake.place import clear, has_data, part_address
from lake.snapshot import Snapshot

#: So many days before its part an event may lie without being late: a day's last events arrive with the next one.
NEAR_DAYS = 1
#: Rows of a group in a file that lies in the order of a column: who asks for a key reads whole groups, and who reads
#: all pays a little for each.
GROUP_ROWS = 8_192
#: The same for the engines, by the name that either knows it by.
GROUPS = {"max_row_group_size": GROUP_ROWS, "parquet.block.row.count.limit": GROUP_ROWS}
SNAPPY = {"compression": "snappy"}


class SchemaDiffers(Failure):
    """A frame does not have the columns that its contract declares; the message names both."""


def write_frame(frame: DataFrame, table: str, address: str, days: Sequence[date], has_late: bool = False) -> None:
    """Writes pending days of a table in the contract's columns and types, replacing an earlier attempt.

    `has_late`: some events lie days before their part. They get files of their own, so that the statistics of the
    others stay narrow and a reader of few days of events can skip them.
    """
    declared = contract(table)
    typed = _typed(frame, declared)
    clear(address)
    pieces = [typed.where(~_is_late(declared)), typed.where(_is_late(declared))] if has_late else [typed]
    if declared.sorted_by is not None:
        is_written = _written_in_order(pieces, declared, address)
    else:
        is_written = len(days) == 1 and _written_whole(pieces, declared, address, days[0])
    if not is_written:
        for number, piece in enumerate(pieces):
            mode = "append" if number else "overwrite"
            piece.write.format("delta").partitionBy(declared.partition).mode(mode).save(address)


class Kept:
    """Frames written to a run's folder and read again under a name of their own: computed once, whoever reads them."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __call__(self, frame: DataFrame, name: str) -> DataFrame:
        """The frame, computed."""
        path = f"{self._folder}/{name}"
        frame.write.option("compression", "lz4").parquet(path)
        return session().read.schema(frame.schema).parquet(path)  # without rows no file may tell the columns


def write_rows(rows: pa.Table | pa.RecordBatchReader, table: str, address: str) -> None:
    """Writes pending rows that come from Arrow: a table in the order of its contract, a stream as it comes."""
    _append(rows, contract(table), clear(address))


def write_again(table: str, address: str, snapshot: Snapshot, days: Sequence[date]) -> None:
    """Writes published days anew, each in as few files as it needs; late events stay apart from the others."""
    declared, rows = contract(table), snapshot.dataset(table)
    clear(address)
    for day in days:
        for own in _apart(declared, day):
            scanner = rows.scanner(filter=own)  # type: ignore[union-attr]
            _append(scanner.to_table() if declared.sorted_by else scanner.to_reader(), declared, address)


def _append(rows: pa.Table | pa.RecordBatchReader, declared: Contract, address: str) -> None:
    groups = GROUP_ROWS if declared.sorted_by else None
    if declared.sorted_by and isinstance(rows, pa.Table):
        rows = rows.sort_by(declared.sorted_by)
    how = WriterProperties(compression="SNAPPY", max_row_group_size=groups)
    write_deltalake(address, rows, mode="append", partition_by=[declared.partition], writer_properties=how)


def _apart(declared: Contract, day: date) -> list[ds.Expression]:
    own = ds.field(declared.partition) == pa.scalar(day, pa.date32())
    if "event_date" not in declared.names:
        return [own]
    late = ds.field("event_date") < pa.scalar(day - timedelta(days=NEAR_DAYS), pa.date32())
    return [own & ~late, own & late]


def pending(address: str) -> DataFrame:
    """What lies pending, in the engine."""
    return session().read.format("delta").load(address)


def _is_late(declared: Contract) -> Column:
    """Whether the event of a row lies days before the part that brought it."""
    return F.col("event_date") < F.date_sub(F.col(declared.partition), NEAR_DAYS)


def _typed(frame: DataFrame, declared: Contract) -> DataFrame:
    if set(frame.columns) != set(declared.names):
        raise SchemaDiffers(f"{declared.table}: the frame has {frame.columns}, the contract {list(declared.names)}")
    return frame.select(*[F.col(column.name).cast(column.type).alias(column.name) for column in declared.columns])


def _written_whole(pieces: Sequence[DataFrame], declared: Contract, address: str, day: date) -> bool:
    """Writes one part as it comes: an engine that partitions sorts all rows first. False where there are no rows."""
    for piece in pieces:
        place = part_address(address, declared.partition, day)
        piece.drop(declared.partition).write.mode("append").options(**SNAPPY).parquet(place)
    return _taken_over(declared, address)


def _written_in_order(pieces: Sequence[DataFrame], declared: Contract, address: str) -> bool:
    """Writes parts in the order of a column and in small groups. False where there are no rows."""
    for piece in pieces:
        rows = piece.sortWithinPartitions(declared.partition, str(declared.sorted_by))
        rows.write.partitionBy(declared.partition).mode("append").options(**SNAPPY, **GROUPS).parquet(address)
    return _taken_over(declared, address)


def _taken_over(declared: Contract, address: str) -> bool:
    """Makes a table of the files that an engine wrote; False, and an empty place, where it wrote none."""
    if not has_data(address):
        clear(address)
        return False
    by_day = Schema([Field(declared.partition, PrimitiveType("date"))])
    convert_to_deltalake(address, partition_by=by_day, partition_strategy="hive")
    return True
