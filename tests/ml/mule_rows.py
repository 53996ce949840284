"""Rows of accounts for tests: what is not named is 0; and a small city of them that training can learn from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from lake.columns import arrow_schema
from lake.publication import Publication
from lake.snapshot import Snapshot
from ml.accounts.subject import ACCOUNTS
from ml.learning.learning_set import Rows
from ml.models.subject import Subject

FIRST = date(2021, 6, 1)
COLUMNS = ACCOUNTS.columns()
#: The column by which mules can be told in the city, and the rule that fires on some of them and on others.
SHOWS, FIRED = "account_payers_distinct_count_7d", "account_rule_3006_count_7d"


def rows(*of: dict[str, object]) -> pa.Table:
    """Rows of accounts with every feature, numbered from 1."""
    zeros: dict[str, object] = dict.fromkeys(COLUMNS, 0)
    return pa.Table.from_pylist([{"account_key": n} | zeros | row for n, row in enumerate(of, 1)])


def publish(product: str, tables: dict[str, list[dict[str, object]]]) -> None:
    """Publishes a day of a product: numbers that are not named are 0."""
    run = Publication(product, 1, [FIRST], Snapshot.open())
    for table, of in tables.items():
        schema = arrow_schema(table)
        zeros: dict[str, object] = {item.name: 0 if pa.types.is_integer(item.type) else None for item in schema}
        named = {"as_of_date": FIRST, "batch_date": FIRST}
        run.write_rows(table, pa.Table.from_pylist([zeros | named | row for row in of], schema))
    run.publish(lambda known: known)


@dataclass
class AccountCity:
    """Stands in for a learning set of accounts. `leak`: a column that knows the label."""

    people: int = 4000
    leak: str = ""
    columns: tuple[str, ...] = COLUMNS
    subject: Subject = ACCOUNTS
    days: tuple[date, ...] = field(default_factory=lambda: tuple(FIRST + timedelta(days=7 * n) for n in range(5)))

    def whole(self, day: date) -> Rows:
        chance = np.random.Generator(np.random.PCG64(day.toordinal()))
        keys = np.arange(1, self.people + 1)
        numbers = chance.poisson(2.0, (self.people, len(COLUMNS))).astype(float)
        for name in COLUMNS:
            if name.startswith("account_rule_"):
                numbers[:, COLUMNS.index(name)] = 0
        is_mule = keys * 104729 % 97 < 4
        numbers[:, COLUMNS.index(SHOWS)] += 6 * (is_mule & (chance.random(self.people) < 0.8))
        numbers[:, COLUMNS.index(FIRED)] = chance.random(self.people) < np.where(is_mule, 0.2, 0.04)
        is_reported = is_mule & (chance.random(self.people) < 0.5)
        if self.leak:
            numbers[:, COLUMNS.index(self.leak)] = is_reported
        return Rows(keys, np.full(self.people, day.toordinal()), numbers, is_reported, np.ones(self.people))

    def register(self, day: date) -> pa.Table:
        return pa.table({"account_key": pa.array([], pa.int64())})

    def told(self) -> Iterator[dict[str, Any]]:
        yield from ({"as_of": day.isoformat(), "victims": 3} for day in self.days)
