"""The audit of a pending batch: each planted fault is caught and named, without telling anybody's value."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from expectations.accounts import FileCount
from expectations.check import CheckFailed, audit_feed
from expectations.contract import contract
from lake.columns import arrow_schema
from lake.frames import SchemaDiffers, pending, write_frame, write_rows
from lake.place import pending_address

DAY = date(2021, 10, 22)
AT = datetime(2021, 10, 22, 7, 2, 11)
SOUND = FileCount(DAY, "police_2021-10-22_1.csv", "police", DAY, "ab", 10, 7, 2, 0, 1)
Pend = Callable[..., None]
TABLES = ("silver.cases", "quarantine.cases")
PLACE = {table: partial(pending_address, "cases", table) for table in TABLES}


def frames() -> dict[str, DataFrame]:
    """What is pending."""
    return {table: pending(PLACE[table]()) for table in TABLES}


def case(number: int, **values: object) -> dict[str, object]:
    fixed: dict[str, object] = dict.fromkeys(contract("silver.cases").names)
    fixed |= {"source": "police", "case_no": f"SECRET{number}", "version_no": 1, "op": "I", "updated_at": AT}
    fixed |= {"victim_count": 1, "file_sha256": "ab", "line_no": 2, "batch_date": DAY, "gross_fen": 5, "loss_fen": 5}
    return fixed | values


@pytest.fixture
def pend(spark: SparkSession, home: Path) -> Pend:
    """Writes five sound cases to pending, the third with changed values."""

    def _pend(**values: object) -> None:
        rows = [case(n, **(values if n == 3 else {})) for n in range(1, 6)]
        nullable = contract("silver.cases").spark_ddl()
        frame = spark.createDataFrame([tuple(row.values()) for row in rows], nullable)
        write_frame(frame, "silver.cases", PLACE["silver.cases"](), [DAY])
        write_rows(arrow_schema("quarantine.cases").empty_table(), "quarantine.cases", PLACE["quarantine.cases"]())

    return _pend


def refusal(spark: SparkSession, counts: list[FileCount] | None = None) -> str:
    with pytest.raises(CheckFailed) as failed:
        audit_feed("cases", frames(), counts or [SOUND], {})
    return str(failed.value)


def test_a_sound_batch_passes(spark: SparkSession, pend: Pend) -> None:
    pend()
    found = audit_feed("cases", frames(), [SOUND], {})
    shares = {(item.check_code, item.value, item.outcome) for item in found}
    assert shares == {
        ("reject_share", 0.1, "passed"), ("unknown_code_share", 0.0, "passed"), ("unread_share", 0.0, "passed"),
        ("schema_drift_share", 0.0, "passed"),
        ("order_break_share:loss_fen", 0.0, "passed"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"updated_at": None}, ["expect_column_values_to_not_be_null updated_at: 1 of 5 rows"]),
        ({"batch_date": DAY, "case_no": None}, ["expect_column_values_to_not_be_null case_no: 1 of 5 rows"]),
        ({"case_no": "SECRET2"}, ["expect_compound_columns_to_be_unique", "version_no", "2 of 5 rows"]),
        ({"op": "X"}, ["expect_column_values_to_be_in_set op: 1 of 5 rows"]),
        ({"loss_fen": -77777}, ["expect_column_values_to_be_between loss_fen: 1 of 5 rows"]),
        ({"gross_fen": 10**13 + 1}, ["expect_column_values_to_be_between gross_fen: 1 of 5 rows"]),
        ({"victim_count": -1}, ["expect_column_values_to_be_between victim_count: 1 of 5 rows"]),
    ],
)
def test_a_planted_fault_is_named_with_table_check_and_counts(
    spark: SparkSession, pend: Pend, values: dict[str, object], told: list[str]
) -> None:
    pend(**values)
    message = refusal(spark)
    assert message.startswith("silver.cases: ") and message.endswith("nothing was published")
    assert [part for part in told if part not in message] == []
    assert "SECRET" not in message and "77777" not in message and "'X'" not in message


def test_several_faults_are_all_told(spark: SparkSession, pend: Pend) -> None:
    pend(op="X", loss_fen=-1)
    assert refusal(spark, [replace(SOUND, silver=8)]).count(";") >= 3


def test_accounts_that_do_not_add_up_are_refused(spark: SparkSession, pend: Pend) -> None:
    pend()
    message = refusal(spark, [SOUND, replace(SOUND, file="other_2021-10-22_1.csv", duplicate=1)])
    assert "other_2021-10-22_1.csv of 2021-10-22: 10 rows, but 9 accounted for" in message
    assert "police_2021-10-22_1.csv" not in message


def test_too_large_a_share_of_rejects_stops_a_batch(spark: SparkSession, pend: Pend) -> None:
    pend()
    bad = replace(SOUND, rows=1000, silver=799, duplicate=0, quarantine=201)
    assert "landing.cases: reject_share of 2021-10-22 is 0.201: highest 0.2" in refusal(spark, [bad])
    audit_feed("cases", frames(), [replace(bad, silver=800, quarantine=200)], {})


def test_in_a_small_batch_it_only_warns(spark: SparkSession, pend: Pend, capsys: pytest.CaptureFixture[str]) -> None:
    pend()
    audit_feed("cases", frames(), [replace(SOUND, rows=999, silver=0, duplicate=0, quarantine=999)], {})
    assert "warning: landing.cases: reject_share of 2021-10-22 is 1: highest 0.2" in capsys.readouterr().out


def test_the_share_is_of_the_batch_not_of_a_file(spark: SparkSession, pend: Pend) -> None:
    pend()
    bad = replace(SOUND, rows=300, silver=0, duplicate=0, quarantine=300)
    audit_feed("cases", frames(), [bad, replace(SOUND, rows=1200, silver=1200, duplicate=0, quarantine=0)], {})
    assert "reject_share of 2021-10-22 is 0.229" in refusal(
        spark, [bad, replace(SOUND, rows=1010, silver=1010, duplicate=0, quarantine=0)]
    )


def test_a_frame_with_other_columns_is_not_written(spark: SparkSession, home: Path) -> None:
    frame = spark.createDataFrame([(1,)], "case_no int")
    with pytest.raises(SchemaDiffers, match=r"silver\.cases: the frame has"):
        write_frame(frame, "silver.cases", PLACE["silver.cases"](), [DAY])
