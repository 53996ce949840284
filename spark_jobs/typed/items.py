"""Cells that hold a list."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field
from spark_jobs.typed.nothing import is_no_key

SIGNS = r";；、，,/|"
SEPARATORS = f"[ ]*[{SIGNS}][ ]*"
#: No number holds one of the others.
BETWEEN_NUMBERS = rf"{SIGNS}\\&和及与\t"
SEPARATORS_OF_NUMBERS = f"[ ]*[{BETWEEN_NUMBERS}][ ]*"
#: A slash is at home in an address, a blank is not.
SEPARATORS_OF_URLS = "[ ;；、，,|\t]+"
#: A word for nothing in which a separator stands.
NOT_AVAILABLE = r"(?i)#?\bn/a\b"


def items(text: Column, longest_group: int) -> Column:
    """The items of a cell, empty ones none. A blank separates where on both sides stands more than a group of a number
    has signs; it does so twice, since a number between two blanks is read once only."""
    between = f"([0-9A-Za-z]{{{longest_group + 1},}})[ ]+([0-9A-Za-z]{{{longest_group + 1},}})"
    text = _without_words(text)
    for _ in range(2):
        text = F.regexp_replace(text, between, "$1;$2")
    return F.array_remove(F.split(text, SEPARATORS_OF_NUMBERS), "")


def persons(item: Field, text: Column) -> Column:
    """The names of a cell with `;` between; a name may hold blanks."""
    parts = F.array_remove(F.split(F.trim(_without_words(text)), SEPARATORS), "")
    names = F.array_join(F.filter(parts, lambda one: ~is_no_key(item, one)), ";")
    return F.when(names != "", names)


def urls(text: Column) -> Column:
    """The addresses of a cell."""
    return F.array_remove(F.split(_without_words(text), SEPARATORS_OF_URLS), "")


def _without_words(text: Column) -> Column:
    return F.regexp_replace(text, NOT_AVAILABLE, "-")
