"""Hand-typed bytes of the transactions of four senders through the whole load: what each line becomes."""

from collections.abc import Callable

import pytest
from wires import ledger
from wires.feed_home import FeedHome
from wires.mixed import DAY

FEED = "transactions"
FIXTURES = {source: ledger.fixture(source) for source in ledger.SENDERS}


FORM = ledger.SENDERS["bank1"].FORM
CELLS = FORM.line(交易流水号="W8").split(b"\t,")
WHOLE_FILES = {
    "lf": FORM.file(FORM.line(交易流水号="W1"), end=b"\n"),
    "ends": FORM.head() + b"\n" + FORM.line(交易流水号="W2") + b"\r\n" + FORM.line(交易流水号="W2B") + b"\n",
    "unended": FORM.head() + b"\r\n" + FORM.line(交易流水号="W3"),
    "bare": FORM.file(*[FORM.line(交易流水号="W4").replace(b"\t", b"")], header=FORM.head().replace(b"\t", b"")),
    "mark8": b"\xef\xbb\xbf" + FORM.file(FORM.line(交易流水号="W5")).decode("gb18030").encode(),
    "mark8gb": b"\xef\xbb\xbf" + FORM.file(FORM.line(交易流水号="W6")),
    "mark": b"\x84\x31\x95\x33" + FORM.file(FORM.line(交易流水号="W7")),
    "order": FORM.file(b"\t,".join(CELLS[20:] + CELLS[:20]), header=FORM.head(*FORM.names[20:], *FORM.names[:20])),
    "wideheader": FORM.file(
        FORM.line(交易流水号="W9"),
        header=FORM.head(*[name.replace("IP地址", " ＩＰ地址　") for name in FORM.names]),
    ),
}


@pytest.fixture(scope="module")
def files(empty: Callable[[], FeedHome]) -> FeedHome:
    """Each whole file from a sender of its own, who writes the default wire."""
    made = empty()
    for name, content in WHOLE_FILES.items():
        made.deliver(DAY, f"{name}_{DAY}_1.csv", content)
    return made.load(DAY)


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_is_read_however_it_was_written(files: FeedHome, name: str) -> None:
    file, expected = f"{name}_{DAY}_1.csv", ledger.SENDERS["bank1"].CLEAN | {"source": name}
    row = files.silver()[DAY, file, 2]
    assert {column: row[column] for column in expected} == expected
    lines = 2 if name == "ends" else 1
    assert files.account()[DAY, file] == (lines, lines, 0, 0, 0)


LINES = [FORM.line(交易流水号="H1"), FORM.line(交易流水号="H2")]
ADDED = "\t,".join([*FORM.names, "数据来源"]).encode("gb18030") + b"\t"
TWICE = "\t,".join([*FORM.names, "交易金额"]).encode("gb18030") + b"\t"
BAD_HEADERS = {
    "missing": (FORM.head(*[name for name in FORM.names if name != "交易金额"]), "交易金额", "missing_column"),
    "renamed": (FORM.head(*[name.replace("收付标志", "方向") for name in FORM.names]), "收付标志", "missing_column"),
    "added": (ADDED, "数据来源", "unknown_column"),
    "twice": (TWICE, "交易金额", "duplicate_column"),
    "none": (FORM.line(交易流水号="H0"), None, "bad_header"),
    "garbled": (FORM.head()[:40] + b"\xff" + FORM.head()[40:], None, "bad_header"),
}


def test_a_bad_header_refuses_every_line_of_its_file(empty: Callable[[], FeedHome]) -> None:
    home = empty()
    for name, (header, _, _) in BAD_HEADERS.items():
        home.deliver(DAY, f"{name}_{DAY}_1.csv", FORM.file(*LINES, header=header))
    home.load(DAY)
    assert home.rejects() == sorted(
        (f"{name}_{DAY}_1.csv", number, column, reason)
        for name, (_, column, reason) in BAD_HEADERS.items()
        for number in (2, 3)
    )
    assert home.silver() == {}
    assert set(home.account().values()) == {(2, 0, 0, 0, 2)}


def test_files_without_lines(empty: Callable[[], FeedHome]) -> None:
    home = empty()
    home.deliver(DAY, f"nothing_{DAY}_1.csv", b"").deliver(DAY, f"header_{DAY}_1.csv", FORM.file())
    home.deliver(DAY, f"unended_{DAY}_1.csv", FORM.head()).deliver(DAY, f"bank1_{DAY}_1.csv", FORM.file(*LINES, b""))
    home.load(DAY)
    assert home.account() == {
        (DAY, f"nothing_{DAY}_1.csv"): (0, 0, 0, 0, 0),
        (DAY, f"header_{DAY}_1.csv"): (0, 0, 0, 0, 0),
        (DAY, f"unended_{DAY}_1.csv"): (0, 0, 0, 0, 0),
        (DAY, f"bank1_{DAY}_1.csv"): (3, 2, 0, 0, 1),
    }
    assert home.rejects() == [(f"bank1_{DAY}_1.csv", 4, None, "empty_line")]


def test_another_bank_or_place_of_a_known_leg_is_no_news(empty: Callable[[], FeedHome]) -> None:
    """What was read of a leg later than the leg itself does not make it another one."""
    bank = empty()
    told = FORM.line(交易流水号="N1"), FORM.line(交易流水号="N1", 对手开户银行="中国工商银行", 交易发生地="日本")
    bank.deliver(DAY, f"bank1_{DAY}_1.csv", FORM.file(*told))
    (row,) = bank.load(DAY).silver().values()
    assert bank.account()[DAY, f"bank1_{DAY}_1.csv"] == (2, 1, 1, 0, 0)
    assert (row["peer_bank_code"], row["place_area_code"]) == ("105", "330500"), "as it was told first"
