"""What a day of a table contains, as a number of rows and an order-free digest: equal rows, equal content.

h = xxhash64 of the columns in contract order and of a mask that says which of those that may be empty are filled: a
NULL changes no hash, so a value that moved to the next column would not be seen. Sums of the halves of h cannot wrap.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from expectations.contract import Contract

#: [rows, digest]; a digest prints as h and 16 hex digits, since bare sums look like phone numbers.
Content = list[Any]
Sums = tuple[int, int, int]
NOTHING: Sums = (0, 0, 0)


def sums_by(frame: DataFrame, declared: Contract, *by: Column) -> DataFrame:
    """The frame's rows grouped: `by`, then rows, high, low."""
    names = declared.content_names
    hashed = frame.withColumn("h", F.xxhash64(*map(F.col, names), _mask(declared)))
    high, low = F.shiftrightunsigned("h", 32), F.col("h").bitwiseAND(F.lit(0xFFFFFFFF).cast("bigint"))
    return hashed.groupBy(*by).agg(F.count(F.lit(1)).alias("rows"), F.sum(high).alias("high"), F.sum(low).alias("low"))


def added(several: Iterable[Sums]) -> Sums:
    """The sums of several groups of rows together."""
    return reduce(lambda one, other: (one[0] + other[0], one[1] + other[1], one[2] + other[2]), several, NOTHING)


def folded(sums: Sums) -> Content:
    """[rows, digest] of sums."""
    return [sums[0], f"h{hashlib.sha256(','.join(map(str, sums)).encode()).hexdigest()[:16]}"]


def of_small(rows: Iterable[dict[str, object]], declared: Contract, by: str) -> dict[Any, Content]:
    """{day: content} of rows that lie in memory: the tables that tell of files and measures."""
    found: dict[Any, list[Sums]] = defaultdict(list)
    for row in rows:
        line = repr([row[name] for name in declared.content_names])
        found[row[by]].append((1, *_halves(line)))
    return {day: folded(added(several)) for day, several in found.items()}


def digest(parts: Sequence[object]) -> str:
    """A digest of named things: SHA-256, printed as h and 16 hex digits."""
    return f"h{hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:16]}"


def _halves(line: str) -> tuple[int, int]:
    number = int.from_bytes(hashlib.sha256(line.encode()).digest()[:8], "big")
    return number >> 32, number & 0xFFFFFFFF


def _mask(declared: Contract) -> Column:
    """Which of the columns that may be empty are filled, 60 to a number."""
    names = [c.name for c in declared.columns if not c.required and c.name in declared.content_names]
    parts = [names[at : at + 60] for at in range(0, len(names) or 1, 60)]
    bits = [[F.when(F.col(name).isNotNull(), 1 << place).otherwise(0) for place, name in enumerate(p)] for p in parts]
    sums = [_sum(own).cast("bigint") for own in bits]
    return sums[0] if len(sums) == 1 else F.xxhash64(*sums)


def _sum(parts: Sequence[Column]) -> Column:
    """The parts added up by halves: a plan may be only so many expressions deep."""
    if len(parts) < 2:
        return parts[0] if parts else F.lit(0)
    middle = len(parts) // 2
    return _sum(parts[:middle]) + _sum(parts[middle:])
