"""What a model speaks of, residents or accounts: all in which the two differ, and nothing in which they do not."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lake.snapshot import Snapshot
from ml.common.draws import Keys
from ml.common.rows import Numbers
from ml.models.additive import Additive
from ml.models.calibration import Flags
from ml.models.labels import Labels

Texts = npt.NDArray[np.str_]
Leaks = Mapping[Any, float]


@dataclass(frozen=True)
class Words:
    """How a report and a sentence name them: one, all that are ranked, and those to be found."""

    one: str
    everybody: str
    found: str
    later: str


class Subject(ABC):
    """Residents or accounts. `name`: of the folder of models; `tables`: of features, with their products;
    `days_product` tells of which days there are data; `day_one`: the kind of the model that needs no training,
    `made_of` its seeds, `page` its report; `foretelling`: models whose log-odds are meant as such."""

    name: str
    title: str
    key: str
    tables: Mapping[str, str]
    days_product: str
    day_one: str
    made_of: str
    page: str
    foretelling: tuple[str, ...]
    words: Words

    @property
    @abstractmethod
    def xgboost(self) -> Mapping[str, Any]:
        """The knobs of the trees."""

    @property
    @abstractmethod
    def negatives(self) -> int:
        """So many others are learnt from per victim."""

    @property
    @abstractmethod
    def leak(self) -> Leaks:
        """Share, or `ap` → what nobody captures, or reaches, who does not know the future."""

    @property
    def told(self) -> Mapping[str, Any]:
        """Knobs of its own that a model's folder tells beside those of both."""
        return {}

    @abstractmethod
    def maturity(self) -> timedelta:
        """How long after a day its label is mature."""

    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """The features, in order."""

    @abstractmethod
    def rows(self, snapshot: Snapshot, day: date, columns: Sequence[str]) -> pa.Table:
        """Key and some of the features of everybody who is ranked on a day."""

    @abstractmethod
    def labels(self, snapshot: Snapshot, days: Sequence[date]) -> dict[date, Labels]:
        """The labels of days, each as it was known when it was mature."""

    @abstractmethod
    def register(self, snapshot: Snapshot, day: date) -> pa.Table:
        """What is known of everybody beside the features, for the report's groups."""

    @abstractmethod
    def groups(self, register: pa.Table, keys: Keys, columns: tuple[str, ...], numbers: Numbers) -> dict[str, Texts]:
        """The groups of each row, for the report and never for a model."""

    @abstractmethod
    def first(self, day: date) -> tuple[date, Additive]:
        """The model of day one as its seeds say on a day, and since when they say so."""

    @abstractmethod
    def start(self, first: Additive) -> Additive:
        """What trees and the logistic regression start from."""

    @abstractmethod
    def yardsticks(self, first: Additive) -> dict[str, Additive]:
        """The models that need no training, by name."""

    def alerted(self, columns: tuple[str, ...], numbers: Numbers) -> Flags | None:
        """On whom the rules raise an alert, where models are compared at that volume."""
        return None
