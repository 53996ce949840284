"""Which accounts cases report: as of a day, and who is reported soon after. Pure functions of cases and registers.

An account is reported as of D if the current version of a case that counts on D (known by then, neither deleted nor
withdrawn) names it. As of D it is a yes if it is reported fourteen days later and was not on D; who is reported on D is
left out. A case becomes known in its own batch, so that a label is mature at D+14 and no lag follows.

A case names a number: an account, or a card, which is the account that silver.accounts knows with it by the label's own
date. A number that could be several accounts is joined with none; these are left out, and such numbers are counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lake.snapshot import Snapshot, distinct
from ml.common.cases import counting
from ml.common.params import params
from ml.models.labels import Labels, maturity

CASES, ENTITIES, ACCOUNTS, ACCOUNT = "silver.cases", "silver.case_entities", "silver.accounts", "account"
CASE_COLUMNS = ("source", "case_no", "version_no", "op", "updated_at", "withdrawn_date", "batch_date")
VERSION = ("source", "case_no", "version_no")
NAMED = "entity_key"
REGISTER = ("account_key", "card_key", "batch_date")


@dataclass(frozen=True, eq=False)
class Cases:
    """Rows of silver.cases (CASE_COLUMNS), the accounts that versions name (VERSION, NAMED), and of silver.accounts the
    rows (REGISTER) whose account or card one of them names."""

    cases: pa.Table
    entities: pa.Table
    register: pa.Table


def labels_of(snapshot: Snapshot, days: Sequence[date]) -> dict[date, Labels]:
    """The labels of days, each as it was known on its own date."""
    after = maturity(params("accounts")["labels"])
    known = read(snapshot, max(days) + after)
    return {day: labels(known, day, day + after) for day in days}


def reported_on(snapshot: Snapshot, day: date) -> frozenset[int]:
    """The accounts that are reported as of a day."""
    known = read(snapshot, day)
    return frozenset(reported(known, day, Names.of(known, day)))


def read(snapshot: Snapshot, until: date) -> Cases:
    """What the lake holds of cases, and of the accounts that they name, up to a day."""
    upto = ("batch_date", "<=", until)
    cases = snapshot.arrow(CASES, [upto], CASE_COLUMNS)
    entities = snapshot.arrow(ENTITIES, [upto, ("entity_type", "=", ACCOUNT)], (*VERSION, NAMED))
    numbers = pc.unique(entities[NAMED])
    is_named = pc.is_in(pc.field(REGISTER[0]), numbers) | pc.is_in(pc.field(REGISTER[1]), numbers)
    return Cases(cases, entities, snapshot.arrow(ACCOUNTS, [upto], REGISTER).filter(is_named))


def labels(known: Cases, as_of: date, on: date) -> Labels:
    """The labels of a day as known on a later one; names of accounts are those of the later day for both."""
    names = Names.of(known, on)
    before, after = (reported(known, day, names) for day in (as_of, on))
    first = {account: case for account, case in after.items() if account not in before}
    left_out = frozenset(before) | names.doubtful
    told = {account: case for account, case in first.items() if account not in left_out}
    return Labels(as_of, on, told, left_out, {"ambiguous_numbers": names.ambiguous})


@dataclass(frozen=True)
class Names:
    """Number → the one account that it names; how many are ambiguous, and the accounts that these could be."""

    accounts: Mapping[int, int]
    ambiguous: int
    doubtful: frozenset[int]

    @classmethod
    def of(cls, known: Cases, on: date) -> "Names":
        """By the versions of accounts that had arrived by a day; a number that none of them knows names itself."""
        rows = known.register.filter(pc.less_equal(known.register["batch_date"], pa.scalar(on)))
        could: dict[int, set[int]] = {number: set() for number in distinct(known.entities[NAMED])}
        for account, card in zip(rows["account_key"].to_pylist(), rows["card_key"].to_pylist(), strict=True):
            for number in {account, card} & could.keys():
                could[number].add(account)
        several = [accounts for accounts in could.values() if len(accounts) > 1]
        one = {number: next(iter(found), number) for number, found in could.items() if len(found) < 2}
        return cls(one, len(several), frozenset(account for accounts in several for account in accounts))


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
