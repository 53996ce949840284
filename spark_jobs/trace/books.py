"""The books of few accounts as known on a day: their transfers and exits, states and balances, read by key in Arrow.

No engine starts for it: each question reads the columns that it needs of the few row groups that hold the accounts
asked for.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.shanghai import begin
from lake.snapshot import Snapshot
from spark_jobs.graph.register import Known
from spark_jobs.graph.registry import Registry
from spark_jobs.graph.reported import Case, named_accounts, reported_of
from spark_jobs.graph.tracing import CLOSED_TYPES, CORPORATE, CROWD, PAYEES, PAYERS, VICTIM
from spark_jobs.graph.transfers import SIDES, TOLD, matched
from spark_jobs.trace import partials
from spark_jobs.trace.balances import closings, openings
from spark_jobs.trace.crowds import beside_crowds
from spark_jobs.trace.institutions import Institutions
from spark_jobs.trace.named_in_cases import CASE_COLUMNS, ENTITY_COLUMNS, cases_known
from spark_jobs.trace.window import Window
from spark_jobs.windows.known_cases import CASE_BATCHES

CASES, ENTITIES = "silver.cases", "silver.case_entities"
#: What is told of an account, of its newest version.
STATE = ("holder_key", "bank_code", "account_type_code", "status_code", "balance_fen", "last_event_at")
State = dict[str, Any]


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
        end = begin(day + timedelta(days=1))
        return cls(snapshot, day, days, until or end - timedelta(microseconds=1), until is None)

    def account_of(self, key: int) -> int:
        """The account that a card names, else the key itself."""
        return int(self._knowing([key]).canonical(np.array([key], np.int64))[0])

    def held_by(self, holder: int) -> set[int]:
        """The accounts that a person holds, or held."""
        return self._institutions.held_by(holder)

    def states(self, accounts: Collection[int]) -> dict[int, State]:
        """STATE of each account of which its institution told; read once."""
        if new := set(accounts) - set(self._states):
            self._states.update(dict.fromkeys(new) | self._described(new))
        return {account: state for account in accounts if (state := self._states[account])}

    def banks(self, accounts: Collection[int]) -> dict[int, str]:
        """The bank of each account: as its institution told it, else as another bank that paid it, or was paid, did."""
        own = {account: state["bank_code"] for account, state in self.states(accounts).items() if state["bank_code"]}
        others = set(accounts) - set(own)
        return partials.banks(self._window, others, self._knowing(others)) | own

    def reported(self, accounts: Collection[int]) -> set[int]:
        """Those of some accounts that cases name; all names of accounts that were met are known by then."""
        names = partials.names(self._knowing(()), accounts)
        naming = [case for case in self._cases if not case.accounts.isdisjoint(names)]
        return set(reported_of(self._named(naming)).tolist()).intersection(accounts)

    def reported_by(self, victim: int) -> set[int]:
        """The accounts that the cases of a person name."""
        return set(reported_of(self._named([case for case in self._cases if victim in case.victims])).tolist())

    def closed(self, accounts: Collection[int]) -> dict[int, str]:
        """The accounts of firms, and those held by victims of the cases known."""
        victims = {person for case in self._cases for person in case.victims}
        states = self.states(accounts)
        cheated = {account: VICTIM for account, state in states.items() if state["holder_key"] in victims}
        firms = {a: CORPORATE for a, state in states.items() if state["account_type_code"] in CLOSED_TYPES}
        return cheated | firms

    def transfers(self, accounts: Collection[int], has_hubs: bool = False) -> tuple[pa.Table, set[int]]:
        """All transfers and exits of accounts (rows of `transfers.SCHEMA`) but those that are hubs, which are told.
        `has_hubs`: none is taken for one."""
        known = self._knowing(accounts)
        told, hubs = self._told(known, accounts, has_hubs)
        edges = partials.told(told, partials.EDGE_KEY, TOLD)
        known = self._knowing({key for side in SIDES for key in pc.unique(edges[side]).to_pylist()})
        hubs |= set() if has_hubs else _hubs(edges, accounts, known)
        names = partials.names(known, set(accounts) - hubs)
        rows = pa.concat_tables([matched(_touching(edges, names), known), *self._exits(names, known)])
        return rows.filter(pc.less_equal(rows["at"], pa.scalar(self.until, pa.timestamp("us", "UTC")))), hubs

    def opening(self, accounts: Collection[int]) -> dict[int, int]:
        """The balance of each account before the first event of the window."""
        return openings(self._window.daily(accounts))

    def balances(self, accounts: Collection[int]) -> dict[int, int]:
        """The last known balance of each account: of its ledger, else as its institution told it."""
        early = {
            account: state["balance_fen"]
            for account, state in self.states(accounts).items()
            if state["balance_fen"] is not None and state["last_event_at"] and state["last_event_at"] <= self.until
        }
        ledger, after = closings(self._window.daily(accounts), self.until)
        return {key: fen for key, fen in (early | ledger).items() if key not in after}

    def ambiguous_cards(self) -> dict[str, int]:
        """Why cards that were met name several accounts, and therefore none → how many."""
        return self._knowing(()).aliases.counted()

    def _described(self, accounts: Collection[int]) -> dict[int, State]:
        known, keys = Known(self._knowing(()).aliases, self._institutions.described(accounts)), _numbers(accounts)
        columns = {name: known.column(name, keys).to_pylist() for name in ("account_key", *STATE)}
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        return {row["account_key"]: row for row in rows if row["account_key"] is not None}

    def _told(self, known: Known, accounts: Collection[int], has_hubs: bool) -> tuple[pa.Table, set[int]]:
        """What was told of transfers. As in the graph of the day, who has a crowd of names beside him is a hub, and not
        asked about each of them."""
        if has_hubs:
            return partials.touching(self._window, partials.names(known, accounts)), set()
        return beside_crowds(self._window, known, accounts, (CROWD * PAYEES, CROWD * PAYERS))

    def _exits(self, names: Collection[int], known: Known) -> list[pa.Table]:
        """What left the accounts for nobody that has an account; nothing where no day has told of exits."""
        if partials.EXITS not in self.snapshot.versions:
            return []
        return [partials.exits(self._window.read(partials.EXITS, names, partials.EXIT_COLUMNS), known)]

    def _named(self, cases: list[Case]) -> list[set[int]]:
        """The accounts that each case names. Their cards do not count as met."""
        keys, registry = {key for case in cases for key in case.accounts}, Registry(self._institutions.ask)
        registry.learn(keys)
        aliases = registry.known(self.day).aliases
        accounts = aliases.canonical(_numbers(keys)).tolist()
        return named_accounts(cases, Known(aliases, self._institutions.described(accounts)))

    def _knowing(self, keys: Collection[int]) -> Known:
        """Which names go with all keys asked about so far, these included. It tells nothing else of them."""
        self._registry.learn(keys)
        return self._registry.known(self.day)

    @cached_property
    def _states(self) -> dict[int, State | None]:
        return {}

    @cached_property
    def _window(self) -> Window:
        return Window(self.snapshot, self.day, self.days)

    @cached_property
    def _registry(self) -> Registry:
        return Registry(self._institutions.ask)

    @cached_property
    def _institutions(self) -> Institutions:
        return Institutions(self._window)

    @cached_property
    def _cases(self) -> list[Case]:
        span = [("batch_date", ">", self.day - timedelta(days=CASE_BATCHES)), ("batch_date", "<=", self.day)]
        cases = self.snapshot.arrow(CASES, span, CASE_COLUMNS)
        return cases_known(cases, self.snapshot.arrow(ENTITIES, span, ENTITY_COLUMNS))


def _hubs(edges: pa.Table, accounts: Collection[int], known: Known) -> set[int]:
    """The accounts that pay, or are paid by, too many others."""
    counted = partials.peers(edges, known)
    limits = zip(SIDES, (PAYEES, PAYERS), strict=True)
    return {key for side, most in limits for key in accounts if counted[side].get(key, 0) > most}


def _touching(edges: pa.Table, names: Collection[int]) -> pa.Table:
    """The edges with one of the names on a side."""
    return edges.filter(pc.or_(*[pc.is_in(edges[side], partials.keys(names)) for side in SIDES]))


def _numbers(keys: Iterable[int]) -> "np.typing.NDArray[np.int64]":
    return np.array(sorted(keys), np.int64)
