"""What looks like an ID number, a card or a phone is found in a text; what only looks like it is left alone."""

import pytest

from cli.scan_text import find

# Made from parts, so that a scan of this checkout finds nothing.
ID = "11010519491231" + "002X"
VISA = "4" + "111111111111111"
PHONE = "138" + "00000000"
WIDE_PHONE = "".join(chr(ord(digit) + 0xFEE0) for digit in PHONE)
OLD_ID = "110105" + "491231002"
FOREIGN_ID = "911124" + "198108030024"


def kinds(content: str | bytes) -> list[tuple[int, str]]:
    return list(find(content if isinstance(content, bytes) else content.encode()))


def luhn(body: str) -> str:
    return next(body + d for d in "0123456789" if kinds(f" {body + d} "))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{ID}", [(0, "id_number")]),
        (f"证件{ID.lower()}，", [(6, "id_number")]),
        (f'a,"{ID}",b', [(3, "id_number")]),
        (f"{VISA}", [(0, "card")]),
        (f"'{VISA}';", [(1, "card")]),
        (f"{PHONE}", [(0, "phone")]),
        (f"电话:+86{PHONE} ", [(7, "phone")]),
        (f"a\t{PHONE}\r\n", [(2, "phone")]),
        (f"{PHONE}.", [(0, "phone")]),
        (f'{{"phone": "{PHONE}"}}', [(11, "phone")]),
        (f"user_{PHONE}", [(5, "phone")]),
        (f"{PHONE}.0,", [(0, "phone")]),
        (f"17951{PHONE} 0{PHONE}", [(0, "phone"), (17, "phone")]),
        (f"+86-{PHONE}", [(0, "phone")]),
        (f"{PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}", [(0, "phone")]),
        (f"{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", [(0, "phone")]),
        (f"b'\\t{PHONE}\\t'", [(4, "phone")]),
        (f"7d9f95ae-{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}-f4fc", [(9, "phone")]),
        (f"7d9f95ae-0165-4618-8094-f4fc70a9a5dc-{PHONE}", [(37, "phone")]),
        ("0572-2" + "123456", [(0, "phone")]),
        (" 010" + "62345678 ", [(1, "phone")]),
        (f"{WIDE_PHONE}", [(0, "phone")]),
        (f"电话 {WIDE_PHONE}，{ID}", [(43, "id_number"), (7, "phone")]),
        (f"{OLD_ID}", [(0, "id_number")]),
        (f"{FOREIGN_ID}", [(0, "id_number")]),
        (f"{VISA[:4]} {VISA[4:8]} {VISA[8:12]} {VISA[12:]}", [(0, "card")]),
    ],
)
def test_a_planted_identifier_is_found_at_its_offset(text: str, expected: list[tuple[int, str]]) -> None:
    assert kinds(text) == expected


def test_a_chinese_card_is_found() -> None:
    card = luhn("622202000000000001")
    assert kinds(f"卡号{card}。") == [(6, "card")]


def test_in_gb18030_too() -> None:
    content = f"被害人张某，证件号{ID}，电话{PHONE}。".encode("gb18030")
    assert kinds(content) == [(content.index(ID.encode()), "id_number"), (content.index(PHONE.encode()), "phone")]


@pytest.mark.parametrize(
    "text",
    [
        "k" + "138000000001234",
        "k09840e1f2a3b4c5",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "a13800000000b13900000000c1",
        "2021-10-22T07:02:11.138000Z",
        "2021-10-22 15:02:11",
        "1634886131.138000000",
        "330502010000",
        "330502001",
        "A3305020020211022000123",
        "J33050220211022000077",
        "110105194912310021",
        "330502199013011234",
        "4111111111111112",
        "12800000000",
        "110 96110 95588 10086 12381 4008895588 8008301880",
        "1763990000000",
        "1634886131138000",
        "1634886131138000000",
        "part-00001-7d9f95ae-0165-4618-8094-f4fc70a9a5dc-c000.snappy.parquet",
        "7d9f95ae-1234-4618-8094-" + "013800000000",
        "application_1634886131138_0001",
        "20211022083000",
        "part-00000-13800000-4138-4111-8111-138000000000.snappy.parquet",
        "manual__2021-10-22T07:02:11.138000+00:00",
        "afdw-057221234567",
        "00000000000000000012.json",
        "110105491331002",
        "2088000000000000",
        "0.13800000000",
        "1380000000",
        "138000000001",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert kinds(text) == []
