"""The tables of one run of a product on their way into the lake: written, checked, and then visible together."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from expectations.contract import contract
from lake import batches, frames
from lake.batches import LIVE, Named
from lake.commit import Part, bring_in, values_of
from lake.content import Content, Sums, added, folded, of_small, sums_by
from lake.locks import LAKE, exclusive
from lake.place import pending_address, remove_pending
from lake.snapshot import EMPTY, Snapshot

#: Sums of rows by what they were grouped by: the day of the part first.
Groups = dict[tuple[Any, ...], Sums]
Days = dict[date, Named]


@dataclass
class Publication:
    """One run of a product: the days that it replaces (or to which it only `adds`), and what it writes of them."""

    product: str
    recipe: int
    days: Sequence[date]
    snapshot: Snapshot
    adds: bool = False
    content: dict[str, dict[date, Content]] = field(default_factory=dict)
    _parts: dict[str, Part] = field(default_factory=dict)

    def write(self, table: str, frame: DataFrame, *by: Column, has_late: bool = False) -> Groups:
        """Writes a frame to pending; returns (day, values of `by`…) → sums of what was written."""
        address = self._place(table)
        frames.write_frame(frame, table, address, self.days, has_late)
        return self._written(table, by)

    def write_rows(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> Groups:
        """Writes rows that come from Arrow to pending."""
        frames.write_rows(rows, table, self._place(table))
        return self._written(table, ())

    def tell(self, table: str, rows: Sequence[dict[str, object]], days: Collection[date]) -> None:
        """Writes the product's own part of a table that holds one part per product: of `days` these rows, of all others
        those that are there."""
        declared = contract(table)
        known = self.snapshot.arrow(table, [(declared.partition, "=", self.product)])
        kept = known.filter(pc.invert(pc.is_in(known["batch_date"], pa.array(list(days), pa.date32()))))
        own = [{declared.partition: self.product} | row for row in rows]
        told = pa.concat_tables([kept, pa.Table.from_pylist(own, known.schema)])
        frames.write_rows(told, table, self._place(table, (self.product,)))
        content = of_small(own, declared, "batch_date")
        self.content[table] = {day: content.get(day, EMPTY) for day in days}

    def pending(self, table: str) -> DataFrame:
        """What was written to pending of a table, in the engine."""
        return frames.pending(self._parts[table].pending)

    def changed(self) -> list[date]:
        """The days that now contain something else than what is named, in order."""
        return sorted({day for table in self.content for day in self._changed(table)})

    def publish(self, name: Callable[[Days], Days]) -> None:
        """Brings the tables whose content changed into the lake and names the days: `name` gets the product's days as
        they are named, those of the run with their new content, and says from what they were built."""
        with exclusive(LAKE):
            version, rows = batches.read()
            newest = Snapshot(version, tuple(rows)).versions
            brought = {t: bring_in(part, newest.get(t, 0)) for t in self._parts if (part := self._to_bring(t))}
            mine = name(self._named({row.batch_date: row for row in rows if row.product == self.product}, brought))
            batches.write([*(row for row in rows if row.product != self.product), *mine.values()], version)
        remove_pending(self.product)

    def _place(self, table: str, values: Sequence[str] = ()) -> str:
        address = pending_address(self.product, table)
        self._parts[table] = Part(table, address, tuple(values), self.adds and not values)
        return address

    def _written(self, table: str, by: Sequence[Column]) -> Groups:
        """The sums of what was written; of a day that the run adds to, its content is that of all its rows."""
        declared = contract(table)
        rows = sums_by(self.pending(table), declared, F.col(declared.partition), *by).collect()
        groups: Groups = {tuple(row)[:-3]: tuple(row)[-3:] for row in rows}
        of_day: dict[date, list[Sums]] = defaultdict(list)
        for key, sums in groups.items():
            of_day[key[0]].append(sums)
        for day in self.days if self.adds else ():
            of_day[day] += self._before(table, day)
        self.content[table] = {day: folded(added(of_day[day])) for day in self.days}
        return groups

    def _before(self, table: str, day: date) -> list[Sums]:
        declared = contract(table)
        rows = sums_by(self.snapshot.frame(table, day, day), declared, F.col(declared.partition)).collect()
        return [tuple(row)[-3:] for row in rows]

    def _changed(self, table: str) -> list[date]:
        before = {day: self.snapshot.content(table, day, self.product) or EMPTY for day in self.content[table]}
        return [day for day, content in self.content[table].items() if content != before[day]]

    def _to_bring(self, table: str) -> Part | None:
        """The part of a table with the values that changed; None where none did. Days of another recipe are brought in
        even if their rows are equal: the recipe also says how they lie."""
        part, named = self._parts[table], self.snapshot.named(self.product)
        other = [day for day in self.days if day in named and named[day].recipe != self.recipe]
        days = sorted({*self._changed(table), *other})
        return replace(part, values=part.values or values_of(days)) if days else None

    def _named(self, known: Days, brought: dict[str, int]) -> Days:
        """The product's days, with the new content and versions of those that this run wrote."""
        found = dict(known)
        for day in sorted({*self.days, *(day for days in self.content.values() for day in days)}):
            row = found.get(day, Named(self.product, day, self.recipe, {}, {}))
            content = row.content | {table: days[day] for table, days in self.content.items() if day in days}
            versions = row.table_versions | {table: brought[table] for table in brought if table in content}
            state = LIVE if day in self.days else row.state  # of another day something is told, no row comes back
            found[day] = replace(row, recipe=self.recipe, content=content, table_versions=versions, state=state)
        return found
