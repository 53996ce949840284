"""Texts as codes: of a mapping's own pairs or of a versioned list."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.nothing import is_nothing


def code(item: Field, text: Column) -> Column:
    """The code of the pair whose text the cell equals."""
    same = [code for wire, code in item.codes if wire == code]
    if len(same) == len(item.codes):
        return F.when(text.isin(same), text)
    return _chain(item, text, "eqNullSafe")


def area_code(item: Field, text: Column) -> Column:
    """The same of a division: a county is filled with zeros to nine or twelve digits, a town to twelve."""
    town = F.regexp_replace(F.regexp_replace(text, "[.]0+$", ""), "^([0-9]{9})[0-9]{3}$", "$1")
    return code(item, F.regexp_replace(town, "^([0-9]{6})000$", "$1"))


def prefix_code(item: Field, text: Column) -> Column:
    """The code of the first pair whose text the cell begins with."""
    is_code = ~is_nothing(item, text)
    return _chain(item, F.when((text.rlike(item.pattern) & is_code) if item.pattern else is_code, text), "startswith")


def word_code(item: Field, text: Column) -> Column:
    """The code of the first pair whose text the cell contains."""
    return _chain(item, text, "contains")


def place_code(item: Field, text: Column) -> Column:
    """A division's code as it stands, without the digits of a town or a village; else that of the first pair whose text
    the cell contains. Most cells are empty, and are not looked through."""
    digits = F.regexp_extract(text, "^([1-8][0-9]{5})([0-9]{3}|[0-9]{6})?([.]0+)?$", 1)
    return F.when(text.isNotNull(), F.when(digits != "", digits).otherwise(_chain(item, text, "contains")))


def _chain(item: Field, text: Column, comparison: str) -> Column:
    (first, code), *others = item.codes
    column = F.when(getattr(text, comparison)(first), code)
    for wire, other in others:
        column = column.when(getattr(text, comparison)(wire), other)
    return column if item.otherwise is None else column.when(text.isNotNull(), item.otherwise)
