"""Cells that hold a list."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field

SEPARATORS = "[ ]*[;；、，,/|][ ]*"
#: A slash is at home in an address, a blank is not.
SEPARATORS_OF_URLS = "[ ;；、，,|]+"


def items(text: Column, longest_group: int) -> Column:
    """The items of a cell, empty ones none. A blank separates where on both sides stands more than a group of a number
    has signs; it does so twice, since a number between two blanks is read once only."""
    between = f"([0-9A-Za-z]{{{longest_group + 1},}})[ ]+([0-9A-Za-z]{{{longest_group + 1},}})"
    for _ in range(2):
        text = F.regexp_replace(text, between, "$1;$2")
    return F.array_remove(F.split(text, SEPARATORS), "")


def persons(item: Field, text: Column) -> Column:
    """The names of a cell with `;` between; a name may hold blanks."""
    names = F.array_join(F.array_remove(F.split(F.trim(text), SEPARATORS), ""), ";")
    return F.when(names != "", names)


def urls(text: Column) -> Column:
    """The addresses of a cell."""
    return F.array_remove(F.split(text, SEPARATORS_OF_URLS), "")
