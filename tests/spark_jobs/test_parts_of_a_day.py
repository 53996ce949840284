"""Several files of a sender and day: one replaces the other, or they add up; and the same number at two banks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from case_home import Home
from wires import bank1
from wires.feed_home import FeedHome

FEED = "transactions"
ONE, TWO = "2021-10-22", "2021-10-23"
ACCOUNTS = (
    "账户开户名称,开户人证件号码,交易卡号,交易账号,账号开户时间,开户网点,账号开户银行,账户类型,账户状态,账户余额,可用余额,"
    "销户日期,最后交易时间"
)


def leg(serial: str) -> bytes:
    return bank1.FORM.line(交易流水号=serial)


def delivered(home: FeedHome, batch: str, sender: str, seq: int, *serials: str) -> None:
    home.deliver(batch, f"{sender}_{ONE}_{seq}.csv", bank1.FORM.file(*map(leg, serials)))


def test_files_that_replace_others_unlike_them_are_named(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    bank = FeedHome(FEED, home)
    delivered(bank, ONE, "bank1", 1, "A1", "A2")
    delivered(bank, ONE, "bank1", 2, "A3", "A4")  # in one batch, nothing shared
    delivered(bank, ONE, "bank2x", 1, "B1", "B2", "B3")
    delivered(bank, TWO, "bank2x", 2, "B1", "B2", "B4")  # a correction
    delivered(bank, ONE, "bank3x", 1, "C1", "C2", "C3")
    delivered(bank, TWO, "bank3x", 2, "C1", "C4", "C5")  # a batch later, a third shared
    delivered(bank, ONE, "bank4x", 2, "D1", "D2")
    delivered(bank, TWO, "bank4x", 1, "D3")  # the lower comes late
    bank.load(ONE).load(TWO)
    told = [line.split(": ")[2] for line in capsys.readouterr().out.splitlines() if " replaces " in line]
    assert told == [
        f"bank1_{ONE}_2.csv replaces bank1_{ONE}_1.csv and has 0 of its 2 rows",
        f"bank4x_{ONE}_2.csv replaces bank4x_{ONE}_1.csv and has 0 of its 1 rows",
        f"bank3x_{ONE}_2.csv replaces bank3x_{ONE}_1.csv and has 1 of its 3 rows",
    ]
    assert bank.account()[ONE, f"bank1_{ONE}_1.csv"] == (2, 0, 0, 2, 0), "it is replaced all the same"


def test_files_that_continue_add_up(
    home: Home, sources: Callable[[], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"extends: default\nfeed: {FEED}\nsequence: continues\nvalid_from: 2000-01-01\n"
    (sources() / FEED / "parted.yaml").write_text(text)
    sources()
    bank = FeedHome(FEED, home)
    delivered(bank, ONE, "parted", 1, "A1", "A2")
    delivered(bank, ONE, "parted", 2, "A2", "A3")
    delivered(bank, TWO, "parted", 4, "A5")
    bank.load(ONE).load(TWO)
    delivered(bank, "2021-10-24", "parted", 3, "A4")
    bank.load("2021-10-24")
    counts = {file: account[1:4] for (_, file), account in bank.account().items()}
    assert counts == {
        f"parted_{ONE}_{n}.csv": own for n, own in ((1, (2, 0, 0)), (2, (1, 1, 0)), (3, (1, 0, 0)), (4, (1, 0, 0)))
    }
    assert bank.events() == [] and " replaces " not in capsys.readouterr().out


def test_one_number_at_two_banks_is_two_accounts(home: Home) -> None:
    bank, line = FeedHome("accounts", home), "某人,,,80012345,20200101,网点,中国银行,Ⅰ类户,正常,{},1.00,,"
    for day, sender, balance in (
        (ONE, "bankone", "1.00"),
        (ONE, "banktwo", "2.00"),
        (TWO, "bankone", "1.00"),
        (TWO, "banktwo", "3.00"),
    ):
        name = f"{sender}_{day}_1.csv"
        bank.deliver(day, name, f"{ACCOUNTS}\r\n{line.format(balance)}\r\n".encode("gb18030"))
        if day == TWO and sender == "banktwo":
            bank.load(ONE).load(TWO)
    found = sorted((r["source"], r["version_no"], r["balance_fen"]) for r in bank.rows("silver.accounts"))
    assert found == [("bankone", 1, 100), ("banktwo", 1, 200), ("banktwo", 2, 300)]
