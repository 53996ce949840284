"""Tokens fixed by literal vectors, and what is normalised before."""

import hashlib
import hmac

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from spark_jobs.typed.cards import normal_card
from spark_jobs.typed.phones import normal_msisdn
from spark_jobs.typed.tokens import is_id_check_ok, normal_id_number, normal_url, token

KEY = bytes.fromhex("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")
VECTORS = [
    ("id", "330502199001011234", 685654019518759466),
    ("id", "11010519491231002X", 230468918965496043),
    ("id", "张", 444587929733419580),
    ("msisdn", "13800000000", 63590862708396342),
    ("msisdn", "0085200000000", 122328470997720333),
    ("card", "6222000000000000001", 758537859331676368),
    ("url", "ex.cn/a", 15785152928791430),
]


def each(spark: SparkSession, function: "type[Column] | object", texts: list[str | None]) -> list[object]:
    """The function's value for each text."""
    frame = spark.createDataFrame(list(enumerate(texts)), "n int, text string")
    found = frame.select("n", function(F.col("text")).alias("out")).collect()  # type: ignore[operator]
    return [row["out"] for row in sorted(found, key=lambda row: row["n"])]


@pytest.mark.parametrize("kind", ["id", "msisdn", "card", "url"])
def test_tokens_equal_their_literal_vectors(spark: SparkSession, kind: str) -> None:
    mine = [(text, value) for name, text, value in VECTORS if name == kind]
    assert each(spark, lambda c: token(kind, c, KEY), [text for text, _ in mine]) == [value for _, value in mine]


def test_the_vectors_are_hmac_sha_256() -> None:
    for kind, text, value in VECTORS:
        digest = hmac.new(KEY, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
        assert int(digest[:15], 16) == value < 2**60


def test_null_stays_null_and_another_key_gives_another_token(spark: SparkSession) -> None:
    assert each(spark, lambda c: token("id", c, KEY), [None]) == [None]
    (other,) = each(spark, lambda c: token("id", c, KEY[:31] + b"\0"), [VECTORS[0][1]])
    assert other != VECTORS[0][2]
    with pytest.raises(ValueError, match="unknown kind"):
        token("name", F.lit(""), KEY)


MSISDN = {
    "13800000000": "13800000000",
    "+8613800000000": "13800000000",
    "8613800000000": "13800000000",
    "008613800000000": "13800000000",
    "1795113800000000": "13800000000",
    "1259313800000000": "13800000000",
    "138 0000-0000": "13800000000",
    "+85212345678": "0085212345678",
    "0085200000000": "0085200000000",
    "95188": "95188",
    "057212345678": "057212345678",
    "8612000000000": "8612000000000",
    "8610086": "10086",
    "+8695588": "95588",
    "+864001234567": "4001234567",
    "8657222012345": "057222012345",
    "12593057222012345": "057222012345",
    "+861062345678": "01062345678",
    "861069012345678": "1069012345678",
    "6222012": "6222012",
    "862220": "862220",
}
CARDS = {
    "6222 0000 0000 0000 001": "6222000000000000001",
    "6222000000000000001_CNY_0": "6222000000000000001",
    "6222000000000000001-156": "6222000000000000001",
    "NRA33050212345678": "NRA33050212345678",
    "1234567": "1234567",
}
URLS = {"HTTPS://Ex.CN/a/": "ex.cn/a", "http://ex.cn": "ex.cn", "ex.cn//": "ex.cn", "ex.cn/?q=A": "ex.cn/?q=a"}
IDS = {"11010519491231002x": "11010519491231002X", "1101 0519491231002X": "11010519491231002X"}
CHECKED = {
    "11010519491231002X": True,
    "110105194912310021": False,
    "440524188001010014": True,
    "530129198706048216": True,
    "350129198706048216": False,
    "440524188001010013": False,
    "130503670401001": False,
    "H12345678": False,
    None: None,
}


@pytest.mark.parametrize(
    ("function", "cases"),
    [(normal_msisdn, MSISDN), (normal_card, CARDS), (normal_url, URLS), (normal_id_number, IDS)],
    ids=["msisdn", "card", "url", "id"],
)
def test_what_means_the_same_is_written_the_same(spark: SparkSession, function: object, cases: dict[str, str]) -> None:
    assert dict(zip(cases, each(spark, function, list(cases)), strict=True)) == cases


def test_check_digits_are_those_of_the_standard_also_for_the_largest_number(spark: SparkSession) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    numbers = ["9" * 17, "0" * 17, *(f"{(n * 7_919_191_919_191) % 10**17:017}" for n in range(1, 300))]
    sums = [sum(weight * int(digit) for weight, digit in zip(weights, n, strict=True)) for n in numbers]
    right = [number + "10X98765432"[total % 11] for number, total in zip(numbers, sums, strict=True)]
    wrong = [number + "10X98765432"[(total + 1) % 11] for number, total in zip(numbers, sums, strict=True)]
    assert each(spark, is_id_check_ok, [*right, *wrong]) == [True] * len(right) + [False] * len(wrong)


def test_check_digits_are_flags(spark: SparkSession) -> None:
    assert dict(zip(CHECKED, each(spark, is_id_check_ok, list(CHECKED)), strict=True)) == CHECKED
