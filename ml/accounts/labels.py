"""Which accounts cases report: as of a day, and who is reported soon after. Pure functions of cases and registers.

An account is reported as of D if the current version of a case that counts on D (known by then, neither deleted nor
withdrawn) names it. As of D it is a yes if it is reported fourteen days later and was not on D; who is reported on D is
left out. A case becomes known in its own batch, so that a label is mature at D+14 and no lag follows.

A case names a number: an account, or a card, which is the account that silver.accounts knows with it by the label's own
date, or that legs name with it (those known by that date, of the window as of D and later). A number that could be
several accounts is joined with none; these are left out, and such numbers counted with the reason (lake/aliases.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from lake.aliases import LEDGER, PAIR, Aliases, in_ledger
from lake.columns import arrow_schema
from lake.snapshot import Snapshot, distinct
from ml.common.cases import counting
from ml.common.params import params
from ml.models.labels import Labels, maturity

CASES, ENTITIES, ACCOUNTS, ACCOUNT = "silver.cases", "silver.case_entities", "silver.accounts", "account"
CARDS = "features.account_card_daily"
CASE_COLUMNS = ("source", "case_no", "version_no", "op", "updated_at", "withdrawn_date", "batch_date")
VERSION = ("source", "case_no", "version_no")
NAMED = "entity_key"
REGISTER = (*PAIR, "batch_date")
#: Days of the window in which an account that is scored has had money.
WINDOW = timedelta(days=30)


@dataclass(frozen=True, eq=False)
class Cases:
    """Rows of silver.cases (CASE_COLUMNS), the accounts that versions name (VERSION, NAMED), and the rows of
    silver.accounts (REGISTER) and features.account_card_daily (LEDGER) whose account or card one of them names."""

    cases: pa.Table
    entities: pa.Table
    register: pa.Table
    ledger: pa.Table


def labels_of(snapshot: Snapshot, days: Sequence[date]) -> dict[date, Labels]:
    """The labels of days, each as it was known on its own date."""
    after = maturity(params("accounts")["labels"])
    known = read(snapshot, min(days), max(days) + after)
    return {day: labels(known, day, day + after) for day in days}


def reported_on(snapshot: Snapshot, day: date) -> frozenset[int]:
    """The accounts that are reported as of a day."""
    known = read(snapshot, day, day)
    return frozenset(reported(known, day, Names.of(known, day, day)))


def read(snapshot: Snapshot, first: date, until: date) -> Cases:
    """What the lake holds up to a day of cases and of the accounts that they name; of legs since the window of a first
    day began."""
    upto = ("batch_date", "<=", until)
    cases = snapshot.arrow(CASES, [upto], CASE_COLUMNS)
    entities = snapshot.arrow(ENTITIES, [upto, ("entity_type", "=", ACCOUNT)], (*VERSION, NAMED))
    numbers = pc.unique(entities[NAMED])
    is_named = pc.is_in(pc.field(REGISTER[0]), numbers) | pc.is_in(pc.field(REGISTER[1]), numbers)
    register = snapshot.arrow(ACCOUNTS, [upto], REGISTER).filter(is_named)
    legs = snapshot.dataset(CARDS)
    if legs is None:
        return Cases(cases, entities, register, arrow_schema(CARDS).empty_table().select(LEDGER))
    told = (pc.field("batch_date") >= first - WINDOW) & (pc.field("batch_date") <= until)
    return Cases(cases, entities, register, legs.to_table([*LEDGER], filter=told & is_named))


def labels(known: Cases, as_of: date, on: date) -> Labels:
    """The labels of a day as known on a later one; names of accounts are those of the later day for both."""
    names = Names.of(known, as_of, on)
    before, after = (reported(known, day, names) for day in (as_of, on))
    first = {account: case for account, case in after.items() if account not in before}
    left_out = frozenset(before) | names.doubtful
    told = {account: case for account, case in first.items() if account not in left_out}
    return Labels(as_of, on, told, left_out, names.facts())


@dataclass(frozen=True)
class Names:
    """Number → the one account that it names; why others are ambiguous → how many; the accounts that those could be."""

    accounts: Mapping[int, int]
    ambiguous: Mapping[str, int]
    doubtful: frozenset[int]

    def facts(self) -> dict[str, int]:
        """How many numbers are ambiguous, and by which reason."""
        reasons = {f"ambiguous_by_{reason}": count for reason, count in self.ambiguous.items()}
        return {"ambiguous_numbers": sum(self.ambiguous.values())} | reasons

    @classmethod
    def of(cls, known: Cases, as_of: date, on: date) -> "Names":
        """By what had arrived by a day; a number that nobody knows names itself."""
        register = known.register.filter(pc.less_equal(known.register["batch_date"], pa.scalar(on)))
        legs = in_ledger(known.ledger, as_of - WINDOW + timedelta(days=1), on)
        numbers = distinct(known.entities[NAMED])
        aliases = Aliases.of(register.select(PAIR), legs).within(numbers)
        return cls(aliases.one(numbers), aliases.counted(), frozenset(distinct(aliases.could["account_key"])))


def reported(known: Cases, on: date, names: Names) -> dict[int, str]:
    """The accounts that a case reports as of a day, with the first such case by its number."""
    arrived = known.cases.filter(pc.less_equal(known.cases["batch_date"], pa.scalar(on)))
    current = counting(arrived).select(VERSION).join(known.entities, list(VERSION), join_type="inner")
    found: dict[int, str] = {}
    for case, number in _pairs(current):
        if account := names.accounts.get(number):
            found.setdefault(account, case)
    return found


def _pairs(rows: pa.Table) -> Iterable[tuple[str, int]]:
    return sorted(zip(rows["case_no"].to_pylist(), rows[NAMED].to_pylist(), strict=True))
