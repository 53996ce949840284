"""Thirty days of transfers, accounts and cases, laid straight into a home's lake.

python -m benchmarks.graph_city EDGES REPORTED      (AFDW_HOME names the home; data environment)

Nine in ten transfers are everyday life: half of the payees are few and popular. The others are rings: victims pay
reported accounts, these pay ten times into their ring, whose accounts pay each other. A payer's legs name his card, as
the register does. All is drawn by a fixed seed.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.codes_city import publish
from expectations.contract import contract
from lake.columns import arrow_schema
from lake.publication import Publication
from lake.shanghai import begin_us
from lake.snapshot import Snapshot

Numbers = npt.NDArray[np.int64]
LAST, WINDOW = date(2021, 10, 25), 31
DAYS = [LAST - timedelta(days=n) for n in range(WINDOW)][::-1]
EDGES, BY_PAYEE = "features.transfer_edge_daily", "features.transfer_edge_by_payee"
CARDS_OF, BY_CARD = "features.account_card_daily", "features.account_card_by_card"
CASES, ENTITIES, ACCOUNTS = "silver.cases", "silver.case_entities", "silver.accounts"
#: Told of nobody here: all money stays within the city.
EMPTY = ("features.exit_daily", "features.account_place_daily")
#: An account has four transfers in a month on average; a victim pays three times, a reported account ten times.
EACH, PAID, PASSED, RING = 4, 3, 10, 6
CARDS, HOLDERS = 2, 4


def main(edges: int, reported: int) -> None:
    """Publishes everything that the graph reads."""
    accounts = edges // EACH
    chance = np.random.default_rng(1)
    ring = chance.permutation(accounts)[: reported * RING].reshape(reported, RING)
    victims = chance.integers(0, accounts, reported)
    run = Publication("money_days", 1, DAYS, Snapshot.open())
    for table, rows_of in ((EDGES, _day), (BY_PAYEE, _day), (CARDS_OF, _legs), (BY_CARD, _legs)):
        days = (rows_of(day, _ends(day, edges // WINDOW, accounts, ring, victims)) for day in DAYS)
        in_order = (rows.sort_by(str(contract(table).sorted_by)) for rows in days)
        batches = (batch for rows in in_order for batch in rows.to_batches())
        run.write_rows(table, pa.RecordBatchReader.from_batches(arrow_schema(table), batches))
    for table in EMPTY:
        run.write_rows(table, arrow_schema(table).empty_table())
    run.publish(lambda known: known)
    publish("accounts", [LAST], {ACCOUNTS: _accounts(accounts)})
    publish("cases", [LAST], {CASES: _cases(victims), ENTITIES: _entities(ring[:, 0])})


def key(numbers: Numbers, kind: int = 0) -> Numbers:
    """Keys of 60 bits that lie far apart."""
    found: Numbers = ((numbers + kind * 10**9) * 2_654_435_761 + 12_345) % (1 << 59)
    return found


def _ends(day: date, size: int, accounts: int, ring: Numbers, victims: Numbers) -> Numbers:
    """Payers and payees of a day."""
    chance = np.random.default_rng(day.toordinal())
    return np.concatenate([*_life(chance, size, accounts), *_crime(chance, day, ring, victims)], axis=1)


def _legs(day: date, ends: Numbers) -> pa.Table:
    """What the banks of the payers name beside their accounts."""
    numbers, counts = np.unique(ends[0], return_counts=True)
    dates = pa.repeat(pa.scalar(day, pa.date32()), len(numbers))
    columns = {"account_key": key(numbers), "card_key": key(_card(numbers), CARDS), "leg_count": counts}
    return pa.table(columns | {"event_date": dates, "batch_date": dates}).select(arrow_schema(CARDS_OF).names)


def _day(day: date, ends: Numbers) -> pa.Table:
    chance = np.random.default_rng([day.toordinal(), 1])
    payers, payees = ends
    count = len(payers)
    seconds = chance.integers(0, 86_400, count)
    at = pa.array(begin_us(day) + seconds * 10**6).cast(pa.timestamp("us", "UTC"))
    by_card = chance.random(count) < 0.2
    return pa.table({
        "payer_key": key(payers), "payee_key": np.where(by_card, key(payees, CARDS), key(payees)),
        "event_date": pa.repeat(pa.scalar(day, pa.date32()), count),
        "amount_fen": np.exp(chance.normal(10.5, 1.5, count)).astype(np.int64) + seconds % 97 + 1,
        "batch_date": pa.repeat(pa.scalar(day, pa.date32()), count), "payer_told_count": np.ones(count, np.int64),
        "payee_told_count": chance.integers(0, 2, count), "first_at": at, "last_at": at,
        "payer_bank_code": pa.nulls(count, pa.string()), "payee_bank_code": pa.nulls(count, pa.string()),
    }).select(arrow_schema(EDGES).names).cast(arrow_schema(EDGES)).group_by(_KEY).aggregate(_ONE).rename_columns(
        arrow_schema(EDGES).names)  # fmt: skip


_KEY = ["payer_key", "payee_key", "event_date", "amount_fen", "batch_date"]
_ONE = [
    ("payer_told_count", "max"), ("payee_told_count", "max"), ("first_at", "min"), ("last_at", "max"),
    ("payer_bank_code", "max"), ("payee_bank_code", "max"),
]  # fmt: skip


def _life(chance: np.random.Generator, size: int, accounts: int) -> Iterator[Numbers]:
    many = size * 9 // 10
    popular = chance.zipf(1.5, many) % accounts
    anybody = chance.integers(0, accounts, many)
    yield np.stack([chance.integers(0, accounts, many), np.where(chance.random(many) < 0.5, popular, anybody)])


def _crime(chance: np.random.Generator, day: date, ring: Numbers, victims: Numbers) -> Iterator[Numbers]:
    """Each ring is busy on every tenth day."""
    own = np.flatnonzero((np.arange(len(ring)) + day.toordinal()) % 10 == 0)
    paid, passed = np.repeat(own, PAID), np.repeat(own, PASSED)
    yield np.stack([victims[paid], ring[paid, 0]])
    yield np.stack([ring[passed, 0], ring[passed, chance.integers(1, RING, len(passed))]])
    some = chance.integers(1, RING, (2, len(passed)))
    yield np.stack([ring[passed, some[0]], ring[passed, some[1]]])


def _accounts(size: int) -> pa.Table:
    """One version each with a card; one in two hundred is a company's, one in thousand shares its card."""
    numbers = np.arange(size)
    return _filled(ACCOUNTS, size, account_key=key(numbers), version_no=1, card_key=key(_card(numbers), CARDS),
                   holder_key=key(numbers, HOLDERS), bank_code="102", status_code="normal",
                   account_type_code=pa.array(np.where(numbers % 200 == 7, "corporate", "class1")))  # fmt: skip


def _card(numbers: Numbers) -> Numbers:
    return np.where(numbers % 1000 == 1, numbers - 1, numbers)


def _cases(victims: Numbers) -> pa.Table:
    happened = LAST - timedelta(days=28)
    return _filled(CASES, len(victims), case_no=_names(len(victims)), version_no=1, op="I", victim_count=1,
                   updated_at=datetime(2021, 10, 25, tzinfo=UTC), incident_date=happened,
                   victim_key=key(victims, HOLDERS), gross_fen=5_000_000, currency="CNY")  # fmt: skip


def _entities(accounts: Numbers) -> pa.Table:
    return _filled(ENTITIES, len(accounts), case_no=_names(len(accounts)), version_no=1, entity_type="account",
                   entity_key=key(accounts))  # fmt: skip


def _names(size: int) -> pa.Array:
    return pa.array([f"A{number}" for number in range(size)])


def _filled(table: str, size: int, **given: object) -> pa.Table:
    """Rows of a contract as of the last day: columns for all rows, or one value for each; the others are empty, or
    something where they must not be."""
    usual = {pa.string(): "x", pa.int32(): 0, pa.int64(): 0, pa.date32(): LAST}
    schema, columns = arrow_schema(table), []
    for column in schema:
        value = given.get(column.name, LAST if column.name == "batch_date" else None)
        if value is None and column.name in ("source", "file_sha256", "line_no", "content_key"):
            value = usual[column.type]
        is_whole = isinstance(value, np.ndarray | pa.Array | pa.ChunkedArray)
        columns.append(
            pa.array(value)
            if isinstance(value, np.ndarray)
            else value
            if is_whole
            else pa.repeat(pa.scalar(value, column.type), size)
        )
    return pa.table(columns, names=schema.names).cast(schema)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
