"""The books of few accounts as known on a day: their transfers and exits, states and balances, read by key in Arrow.

No engine starts for it: each question reads the columns it needs of the batches that can hold the answer, and keeps the
rows of the accounts that were asked for.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lake.columns import arrow_schema
from lake.snapshot import Snapshot
from spark_jobs.graph import matched
from spark_jobs.graph.account_states import States
from spark_jobs.graph.balances import closings, openings
from spark_jobs.graph.named_in_cases import CASE_COLUMNS, ENTITY_COLUMNS, accounts_of_victim, reported_accounts, victims
from spark_jobs.windows.known_cases import CASE_BATCHES

EDGES, EXITS, DAYS = "features.transfer_edge_daily", "features.exit_daily", "features.account_daily"
CASES, ENTITIES = "silver.cases", "silver.case_entities"
DAY_COLUMNS = ("account_key", "event_date", "batch_date", "in_fen", "out_fen", "last_at", "balance_end_fen")
CORPORATE, VICTIM = "corporate", "victim"
#: Shanghai is eight hours ahead of UTC all year.
SHANGHAI = timedelta(hours=8)


@dataclass(frozen=True, eq=False)
class Books:
    """The lake as of `day`: events of the `days` days up to it, and none after `until`, by default the day's end."""

    snapshot: Snapshot
    day: date
    days: int
    until: datetime
    is_whole_day: bool = False

    @classmethod
    def as_of(cls, snapshot: Snapshot, day: date, days: int, until: datetime | None = None) -> "Books":
        """Up to an instant, or to the end of the day in Shanghai."""
        end = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) - SHANGHAI
        return cls(snapshot, day, days, until or end - timedelta(microseconds=1), until is None)

    @cached_property
    def states(self) -> States:
        """What institutions told of accounts up to the day."""
        return States(self.snapshot, self.day)

    @cached_property
    def reported(self) -> set[int]:
        """The accounts that cases name."""
        return set(self.states.accounts_of(reported_accounts(*self._cases)).values())

    def named_by_victim(self, victim: int) -> set[int]:
        """The accounts that the cases of a person name."""
        return set(self.states.accounts_of(accounts_of_victim(*self._cases, victim)).values())

    def transfers(self, accounts: Collection[int], has_arrivals: bool) -> pa.Table:
        """What leaves the accounts, exits too, and, if asked for, what arrives: rows of `matched.SCHEMA`."""
        names = _keys(self.states.names_of(accounts))
        leaving = pc.field("payer_key").isin(names)
        mine = leaving | pc.field("payee_key").isin(names) if has_arrivals else leaving
        told = self._read(EDGES, mine, (*matched.EDGE_KEY, *matched.EDGE_TOLD, "first_at", "last_at", "batch_date"))
        gone = self._exits(pc.field("account_key").isin(names))
        keys = pc.unique(pa.chunked_array([*told["payer_key"].chunks, *told["payee_key"].chunks], pa.int64()))
        accounts_of = self.states.accounts_of(keys.to_pylist())
        parts = [matched.transfers(told, accounts_of), *([matched.exits(gone, accounts_of)] if gone.num_rows else [])]
        return (rows := pa.concat_tables(parts)).filter(pc.less_equal(rows["at"], self._until))

    def closed(self, accounts: Collection[int]) -> dict[int, str]:
        """The accounts of firms, and those held by victims of the cases known."""
        self.states.know(accounts)
        told = {account: state for account in accounts if (state := self.states.of(account))}
        firms = {account: CORPORATE for account, state in told.items() if state["account_type_code"] == CORPORATE}
        cheated = {account: VICTIM for account, state in told.items() if state["holder_key"] in self._victims}
        return cheated | firms

    def opening(self, accounts: Collection[int]) -> dict[int, int]:
        """The balance of each account before the first event of the window."""
        return openings(self.daily(accounts))

    def balances(self, accounts: Collection[int]) -> dict[int, int]:
        """The last known balance of each account: of its ledger, else as its institution told it."""
        self.states.know(accounts)
        told = ((account, self.states.of(account) or {}) for account in accounts)
        early = {
            account: state["balance_fen"]
            for account, state in told
            if state.get("balance_fen") is not None and state["last_event_at"] and state["last_event_at"] <= self.until
        }
        ledger, after = closings(self.daily(accounts), self.until)
        return {key: fen for key, fen in (early | ledger).items() if key not in after}

    def daily(self, accounts: Collection[int]) -> pa.Table:
        """Per account and event date, in order: in_fen and out_fen of all batches, last_at and balance_end_fen as the
        newest one told them."""
        rows = self._read(DAYS, pc.field("account_key").isin(_keys(accounts)), DAY_COLUMNS).sort_by("batch_date")
        wanted = [("in_fen", "sum"), ("out_fen", "sum"), ("last_at", "last"), ("balance_end_fen", "last")]
        found = rows.group_by(["account_key", "event_date"], use_threads=False).aggregate(wanted)
        names = ["account_key", "event_date", *[name for name, _ in wanted]]
        return found.rename_columns(names).sort_by([("account_key", "ascending"), ("event_date", "ascending")])

    def _exits(self, mine: ds.Expression) -> pa.Table:
        """Where no day has told of exits, there are none known."""
        columns = (*matched.EXIT_KEY, *matched.EXIT_TOLD, "first_at", "last_at", "batch_date")
        return self._read(EXITS, mine, columns) if EXITS in self.snapshot.versions else pa.table({"none": []})

    def _read(self, table: str, mine: ds.Expression, columns: Collection[str]) -> pa.Table:
        first = self.day - timedelta(days=self.days - 1)
        batches = pc.field("batch_date").isin(_dates(first - timedelta(days=1), self.day))
        events = (pc.field("event_date") >= _date(first)) & (pc.field("event_date") <= _date(self.day))
        rows = self.snapshot.dataset(table)
        if rows is None:
            return arrow_schema(table).empty_table().select([*columns])
        return rows.to_table([*columns], filter=batches & events & mine)

    @property
    def _until(self) -> pa.Scalar:
        return pa.scalar(self.until, pa.timestamp("us", "UTC"))

    @cached_property
    def _victims(self) -> set[int]:
        return victims(*self._cases)

    @cached_property
    def _cases(self) -> tuple[pa.Table, pa.Table]:
        span = [("batch_date", ">", self.day - timedelta(days=CASE_BATCHES)), ("batch_date", "<=", self.day)]
        cases = self.snapshot.arrow(CASES, span, CASE_COLUMNS)
        return cases, self.snapshot.arrow(ENTITIES, span, ENTITY_COLUMNS)


def _keys(keys: Iterable[int]) -> pa.Array:
    return pa.array(sorted(keys), pa.int64())


def _date(day: date) -> pa.Scalar:
    return pa.scalar(day, pa.date32())


def _dates(first: date, last: date) -> pa.Array:
    return pa.array([first + timedelta(days=n) for n in range((last - first).days + 1)], pa.date32())
