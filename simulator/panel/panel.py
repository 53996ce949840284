"""The panel: residents who also call and pay, day after day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa

from simulator.biography import Biographies
from simulator.case import Case
from simulator.panel.accounts import Accounts
from simulator.panel.block import Block, block_count
from simulator.panel.calls import all_calls, call_table, cut_long
from simulator.panel.campaigns import Campaigns
from simulator.panel.chatter import everyday_calls
from simulator.panel.exchange import Exchange
from simulator.panel.forwarding import forwarded_calls
from simulator.panel.innocents import innocent
from simulator.panel.ledger import Ledger
from simulator.panel.legs import together
from simulator.panel.life import Lives, closed_days
from simulator.panel.market import Market
from simulator.panel.money import everyday
from simulator.panel.names import Names
from simulator.panel.outside import outside_money
from simulator.panel.register import CLOSED, account_table, opened_days, opening_balances
from simulator.panel.rhythm import day_factors
from simulator.panel.rings import Rings
from simulator.panel.savings import large_sums
from simulator.panel.scams import Stage
from simulator.panel.schedule import Schedule
from simulator.panel.strangers import Strangers
from simulator.panel.trade import trade
from simulator.panel.truth import TRUTH_COLUMNS, lookalike_rows, mule_rows
from simulator.panel.underworld import Underworld
from simulator.residents import Population
from simulator.susceptible import Susceptible
from simulator.world import World

CHANGES = pa.schema([("account_index", pa.int32()), ("status", pa.string())])


@dataclass
class PanelDay:
    """What one block of residents did on a day; only the first block of a day carries the lists and the truth.

    Texts with few values (carrier, kind, direction, source, memo, currency, peer_bank) are dictionary arrays.
    `truth`: (name of a table, row).
    """

    day: date
    calls: pa.Table
    transactions: pa.Table
    account_changes: pa.Table = field(default_factory=CHANGES.empty_table)
    truth: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)


class Panel:
    """Days must be asked for in order, from the first; a day depends on nothing that comes later."""

    #: Columns of the truth files by name (`truth/<name>.csv`).
    truth_columns: Mapping[str, tuple[str, ...]] = TRUTH_COLUMNS

    def __init__(
        self, seed: int, world: World, people: Population, size: int, incidents: Callable[[date], list[Case]],
        first_day: date, rings: Rings | None = None, biographies: Biographies | None = None,
    ) -> None:  # fmt: skip
        if not 0 < size <= people.count:
            raise ValueError(f"a panel has between 1 and {people.count} residents, not {size}")
        self.seed, self.world, self.people, self.size = seed, world, people, size
        self.first_day = first_day
        self.rings = rings if rings is not None else Rings(Accounts(seed, world, people, size))
        self.base = self.rings.accounts
        if self.base.size != size or self.base.seed != seed:
            raise ValueError("the rings belong to another panel")
        self.names = Names(self.base)
        self.opened = opened_days(self.base, self.rings, first_day)
        self.closed = closed_days(self.base, self.opened)
        self.biographies = biographies or Biographies(people, first_day)
        self.lives = Lives(self.biographies, size, first_day)
        self.ledger = Ledger(self.base, self.names, opening_balances(self.base, self.opened, first_day))
        self.schedule, self.strangers = Schedule(self.base, self.names), Strangers(Susceptible(people))
        self.stage = Stage(self.rings, self.schedule, self.ledger, first_day)
        self.campaigns = Campaigns(self.biographies, self.rings, self.stage, incidents, first_day)
        self.underworld = Underworld(self.rings, self.schedule, self.stage.freezes)
        self.blocks = [Block.cut(self.base, number) for number in range(block_count(size))]
        self._next = first_day.toordinal()

    def accounts(self) -> pa.Table:
        """All accounts that will ever be, by account_index."""
        return pa.concat_tables(self.accounts_parts())

    def accounts_parts(self, rows: int = 200_000) -> Iterator[pa.Table]:
        """The same in parts of at most `rows` rows."""
        for first in range(0, self.base.count, rows):
            index = np.arange(first, min(first + rows, self.base.count), dtype=np.int64)
            yield account_table(self.base, self.names, self.opened, self.closed, index, self.first_day)

    def truth_accounts(self) -> dict[str, list[tuple[object, ...]]]:
        """Rows of truth/mules.csv and truth/lookalikes.csv: known from the first day on."""
        return {
            "mules": mule_rows(self.base, self.rings, self.opened, self.first_day),
            "lookalikes": lookalike_rows(self.base),
        }

    def day(self, day: date) -> PanelDay:
        """A whole day in one piece."""
        parts = list(self.day_parts(day))
        first = parts[0]
        first.calls = pa.concat_tables([part.calls for part in parts], promote_options="none")
        first.transactions = pa.concat_tables([part.transactions for part in parts])
        return first

    def day_parts(self, day: date) -> Iterator[PanelDay]:
        """A day in blocks of residents; take all of them before the next day."""
        ordinal = day.toordinal()
        if ordinal != self._next:
            raise ValueError(f"the panel's next day is {date.fromordinal(self._next)}, not {day}")
        self._next += 1
        whole = self._begin(day)
        calls = 0
        for block in self.blocks:
            exchange, part = self._block(day, block, calls)
            calls = exchange.calls
            yield part if block.number else replace(whole, calls=part.calls, transactions=part.transactions)
        self.schedule.close(ordinal)

    def _begin(self, day: date) -> PanelDay:
        """Plan the day; what is told once a day."""
        ordinal = day.toordinal()
        self.ledger.begin(ordinal)
        self.campaigns.look_ahead(ordinal)
        truth = self.campaigns.begin(ordinal)
        self.underworld.plan_day(ordinal)
        self.lives.next_day(ordinal)
        nothing = pa.table({})
        return PanelDay(day, nothing, nothing, self._changes(ordinal), truth)

    def _changes(self, ordinal: int) -> pa.Table:
        """Accounts whose status changes today: stopped, frozen, freed or closed."""
        found = dict.fromkeys(np.flatnonzero(self.closed == ordinal).tolist(), CLOSED)
        found.update(self.stage.freezes.statuses_on(ordinal))
        accounts = sorted(found)
        return pa.table([accounts, [found[account] for account in accounts]], schema=CHANGES)

    def _block(self, day: date, block: Block, calls: int) -> tuple[Exchange, PanelDay]:
        """One block's share of the day."""
        ordinal, params, alive = day.toordinal(), self.base.params, self.lives.alive
        rng = np.random.default_rng([self.seed, 1100, ordinal, block.number])
        factors = day_factors(params, day)
        exchange = Exchange(self.base, block, day, factors, self.lives.phone, alive, rng, calls)
        called = all_calls(
            [
                everyday_calls(exchange),
                forwarded_calls(exchange),
                self.schedule.calls_of(ordinal, exchange),
                *self.strangers.calls(exchange),
            ]
        )
        market = Market(self.base, self.names, block, day, factors, alive, self.closed, rng)
        balance = self.ledger.balance
        paid = [everyday(market), innocent(market, balance), large_sums(market, balance), outside_money(market),
                trade(market, balance), self.schedule.legs_of(ordinal, block),
                *self.strangers.money(market)]  # fmt: skip
        rows = self.ledger.post(self.stage.freezes.refused(together(paid), ordinal), rng)
        table = call_table(cut_long(called, int(params.calls.long_s)), ordinal, params.carriers)
        return exchange, PanelDay(day, table, rows)
