"""What a feed is: its tables, and how its rows are judged. The rules of its wires stand in its mappings."""

from dataclasses import dataclass
from typing import Protocol

from pyspark.sql import DataFrame

from spark_jobs.news.load import Judged, Load, Sound


class Rules(Protocol):
    """How rows of a feed are named and which of them are news."""

    def named(self, typed: DataFrame) -> DataFrame:
        """The typed rows with what their names need, and those refused in which columns do not fit each other."""

    def judge(self, load: Load, sound: Sound) -> Judged:
        """What of the sound rows of a run is news."""


@dataclass(frozen=True)
class Feed:
    """One feed. `tables`: its silver tables, the first of them with a row per line taken, and its quarantine, last."""

    name: str
    tables: tuple[str, ...]
    rules: Rules

    @property
    def silver(self) -> str:
        """The table in which each line taken is a row."""
        return self.tables[0]

    @property
    def quarantine(self) -> str:
        """Where refused lines are kept."""
        return self.tables[-1]
