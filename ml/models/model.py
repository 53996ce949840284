"""A model as those who score and explain meet it: probabilities and exact contributions of rows of the window."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from lake.rounding import rounded
from ml.common.rows import Numbers, digests_of, matrix, probability

#: Rows that are worked on at a time, so that their numbers stay near the processor.
AT_A_TIME = 16_384


class Core(Protocol):
    """What a kind of model computes of numbers in the order of its columns."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names."""
        ...

    def margins(self, numbers: Numbers) -> Numbers:
        """The log-odds."""
        ...

    def contributions(self, numbers: Numbers) -> Numbers:
        """What each column adds to the log-odds beside a constant, exactly."""
        ...


@dataclass(frozen=True)
class Model:
    """A model with its version. The rows it gets are rows of features.resident_window: it takes the columns that it
    knows, in its own order, and refuses rows that lack one."""

    version: str
    kind: str
    core: Core

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it was made of."""
        return self.core.columns

    def probabilities(self, rows: pa.Table) -> Numbers:
        """The probability of each row, to nine places."""
        return self.probabilities_of(self.numbers(rows))

    def numbers(self, rows: pa.Table) -> Numbers:
        """The features of each row as this model reads them."""
        return matrix(rows, self.columns)

    def probabilities_of(self, numbers: Numbers) -> Numbers:
        """The probability of each line of numbers."""
        return rounded(probability(self.core.margins(numbers)))

    def scored(self, rows: pa.Table) -> tuple[Numbers, list[str]]:
        """The probability of each row and the digest of its features, part by part."""
        probabilities, digests = np.empty(rows.num_rows), []
        for at in range(0, rows.num_rows, AT_A_TIME):
            numbers = self.numbers(rows.slice(at, AT_A_TIME))
            probabilities[at : at + AT_A_TIME] = self.probabilities_of(numbers)
            digests += digests_of(numbers)
        return probabilities, digests

    def contributions(self, rows: pa.Table) -> tuple[tuple[str, ...], Numbers]:
        """The columns, and of each row what they add to the log-odds; the constant is left out."""
        return self.columns, self.core.contributions(self.numbers(rows))
