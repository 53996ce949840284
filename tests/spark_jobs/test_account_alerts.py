"""Rules 3006, 3007 and 3008 on literal transfers: what fires, at which bounds, in which days, what is told of it."""

import json
from datetime import date
from typing import Any

import pytest
from pyspark.sql import SparkSession

from expectations.contract import contract
from spark_jobs.windows.alerts import TOLD, account_alerts
from spark_jobs.windows.limits import NoLimits, limits

EDGE = contract("features.transfer_edge_daily")
#: A Wednesday (its five working days begin on Thursday the 9th) and the Sunday after it (on Monday the 13th).
WEDNESDAY, SUNDAY = date(2021, 9, 15), date(2021, 9, 19)
Edge = tuple[int, int, int, int, int, int, int]
#: Amounts are told in hundreds of yuan; rules look at 10,000 yuan and more.
UNIT = 10_000


def edge(
    payer: int, payee: int, hundreds: int, day: int = 14, told: int = 1, by_payee: int = 0, batch: int = 0
) -> Edge:
    """A partial of transfers of one amount on a day of September: told so often by the payer's bank."""
    return payer, payee, day, hundreds * UNIT, batch or day, told, by_payee


def scattered_in(account: int, out: int, *paid: int) -> list[Edge]:
    """Payers of their own pay an account, which pays one payee."""
    return [*(edge(account + n, account, fen) for n, fen in enumerate(paid, 1)), edge(account, account + 99, out)]


#: Each case on accounts of its own. 3006: what comes in is within 0.9 to 1.1 times what one payee gets.
EDGES = [
    *scattered_in(1000, 300, 100, 110, 120),  # 330 is 1.1 times 300
    *scattered_in(1100, 300, 100, 110, 121),  # too much
    *scattered_in(1200, 300, 90, 90, 90),  # 270 is 0.9 times 300
    *scattered_in(1300, 300, 90, 90, 89),  # too little
    *scattered_in(1400, 300, 150, 150),  # two payers
    *scattered_in(1700, 99, 33, 33, 33),  # 9,900 yuan
    *scattered_in(1500, 300, 100, 100, 100), edge(1500, 1598, 5000, day=8),  # the eighth is before the span
    edge(1601, 1600, 100), edge(1602, 1600, 100), edge(1603, 1600, 100, day=8), edge(1600, 1699, 300),
    # 3007, the other way round; the legs of both banks are one transfer, of two tellings the greater counts
    edge(2001, 2000, 300, told=1, by_payee=1), *(edge(2000, 2000 + n, 100, told=0, by_payee=1) for n in (2, 3, 4)),
    edge(2101, 2100, 300), edge(2100, 2102, 150), edge(2100, 2103, 150),
    # 3008: three like transfers of 10,000 yuan and more together, of one pair; on two days, one of them told twice
    edge(3000, 3001, 40, day=13), edge(3000, 3001, 40, told=2, by_payee=1),
    edge(3100, 3101, 40), edge(3100, 3101, 50), edge(3100, 3101, 60),  # 40 is 0.8 times the mean
    edge(3200, 3201, 33, told=3),  # 9,900 yuan
    # withdrawn in the batch of the 16th: known on Wednesday, gone on Sunday
    *scattered_in(4000, 300, 100, 100, 100), edge(4001, 4000, 100, told=-1, batch=16),
    # late: of the 13th, known on the 16th
    *(edge(4100 + n, 4100, 100, day=13, batch=16) for n in (1, 2, 3)), edge(4100, 4199, 300, day=13),
    # an account that pays itself, and one with more payers than are told
    *(edge(4200, 4200, 100 + n) for n in range(3)), edge(4200, 4299, 300),
    *scattered_in(5000, 2500, *[100] * 25),
]  # fmt: skip


@pytest.fixture(scope="module")
def alerts(spark: SparkSession) -> dict[date, dict[tuple[int, str], dict[str, Any]]]:
    """as-of date → (account, rule) → the row."""
    rows = [
        dict.fromkeys(EDGE.names)
        | {"payer_key": payer, "payee_key": payee, "event_date": date(2021, 9, day), "amount_fen": fen}
        | {"batch_date": date(2021, 9, batch), "payer_told_count": told, "payee_told_count": by_payee}
        for payer, payee, day, fen, batch, told, by_payee in EDGES
    ]
    edges = spark.createDataFrame([tuple(row[name] for name in EDGE.names) for row in rows], EDGE.spark_ddl())
    found = account_alerts(edges, [WEDNESDAY, SUNDAY])
    assert found.columns == list(contract("features.account_alert").names)
    told: dict[date, dict[tuple[int, str], dict[str, Any]]] = {WEDNESDAY: {}, SUNDAY: {}}
    for row in found.toArrow().to_pylist():
        told[row["as_of_date"]][row["account_key"], row["rule_code"]] = row
    return told


def test_what_fires(alerts: dict[date, dict[tuple[int, str], dict[str, Any]]]) -> None:
    always = {(1000, "3006"), (1200, "3006"), (1500, "3006"), (2000, "3007"), (3000, "3008"), (3001, "3008")}
    assert set(alerts[WEDNESDAY]) == always | {(4000, "3006"), (5000, "3006")}
    assert set(alerts[SUNDAY]) == always | {(4100, "3006"), (5000, "3006")}


def test_an_alert_tells_sums_peers_and_its_transfers(alerts: dict[date, dict[tuple[int, str], dict[str, Any]]]) -> None:
    row = alerts[WEDNESDAY][1000, "3006"]
    names = ("fired_count", "in_count", "in_fen", "out_count", "out_fen", "payers_count", "payees_count")
    assert [row[name] for name in names] == [1, 3, 330 * UNIT, 1, 300 * UNIT, 3, 1] and row["rules_valid_from"] == date(
        2015, 10, 1
    )
    told = json.loads(row["transfers"])
    assert told[0] == {
        "payer": "k0000000000003e8", "payee": "k00000000000044b", "event_date": "2021-09-14",
        "amount_fen": 3_000_000, "count": 1,
    }  # fmt: skip
    assert [leg["amount_fen"] // UNIT for leg in told] == [300, 120, 110, 100]
    series = alerts[SUNDAY][3001, "3008"]
    assert [(leg["event_date"], leg["count"]) for leg in json.loads(series["transfers"])] == [
        ("2021-09-14", 2), ("2021-09-13", 1),
    ]  # fmt: skip
    assert [alerts[SUNDAY][2000, "3007"][name] for name in names] == [
        1, 1, 300 * UNIT, 3, 300 * UNIT, 1, 3,
    ]  # fmt: skip
    assert len(json.loads(alerts[SUNDAY][5000, "3006"]["transfers"])) == TOLD


@pytest.mark.parametrize(
    ("day", "first"),
    [(13, 7), (15, 9), (17, 13), (18, 13), (19, 13)],
    ids=["Monday", "Wednesday", "Friday", "Saturday", "Sunday"],
)
def test_five_working_days_up_to_a_date(day: int, first: int) -> None:
    assert limits(date(2021, 9, day)).first_day(date(2021, 9, day)) == date(2021, 9, first)


def test_no_thresholds_hold_before_the_first_set() -> None:
    with pytest.raises(NoLimits, match="no rows that hold on 2015-09-30"):
        limits(date(2015, 9, 30))
