"""Texts as codes: of a mapping's own pairs or of a versioned list."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field


def code(item: Field, text: Column) -> Column:
    """The code of the pair whose text the cell equals."""
    same = [code for wire, code in item.codes if wire == code]
    if len(same) == len(item.codes):
        return F.when(text.isin(same), text)
    return _chain(item, text, "eqNullSafe")


def prefix_code(item: Field, text: Column) -> Column:
    """The code of the first pair whose text the cell begins with."""
    return _chain(item, F.when(text.rlike(item.pattern), text) if item.pattern else text, "startswith")


def word_code(item: Field, text: Column) -> Column:
    """The code of the first pair whose text the cell contains."""
    return _chain(item, text, "contains")


def _chain(item: Field, text: Column, comparison: str) -> Column:
    (first, code), *others = item.codes
    column = F.when(getattr(text, comparison)(first), code)
    for wire, other in others:
        column = column.when(getattr(text, comparison)(wire), other)
    return column if item.otherwise is None else column.when(text.isNotNull(), item.otherwise)
