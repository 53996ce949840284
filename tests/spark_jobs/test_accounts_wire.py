"""Hand-typed bytes of accounts through the whole load, and their versions over days."""

from collections.abc import Callable

from wires import holders
from wires.feed_home import FeedHome
from wires.form import key
from wires.mixed import DAY

FEED = "accounts"
#: (sender, what stands in the file, code of the seed `banks`).
BANKS = (
    ("bank1", "中国工商银行", "102"),
    ("bank1", "中国银行湖州市分行营业部", "104"),
    ("bank2", "中国农业银行股份有限公司湖州分行", "103"),
    ("bank2", "中国建设银行　", "105"),
    ("wechat", "财付通支付科技有限公司", "wechat"),
    ("alipay", "支付宝（中国）网络技术有限公司", "alipay"),
    ("bank3", "浦发银行湖州分行", "310"),
)
ONE, TWO, THREE = "2021-10-22", "2021-10-23", "2021-10-24"


def test_the_bank_is_told_by_the_beginning_of_its_name(empty: Callable[[], FeedHome]) -> None:
    home = empty()
    for sender in {sender for sender, *_ in BANKS}:
        lines = [
            holders.FORM.line(交易账号=f"3300{number:013d}", 账号开户银行=name)
            for number, (source, name, _) in enumerate(BANKS)
            if source == sender
        ]
        home.deliver(DAY, f"{sender}_{DAY}_1.csv", holders.FORM.file(*lines))
    rows = {row["account_key"]: (row["source"], row["bank_code"]) for row in home.load(DAY).silver().values()}
    expected = {key("card", f"3300{n:013d}"): (sender, code) for n, (sender, _, code) in enumerate(BANKS)}
    assert rows == expected


def account(number: str, **cells: str) -> bytes:
    """A line of one of two accounts."""
    return holders.FORM.line(交易账号={"A": "33001234500012345", "B": "33001234500099999"}[number], **cells)


def test_versions_over_days(empty: Callable[[], FeedHome]) -> None:
    """A changed state is a version, an equal one is no news, and no number of a file withdraws another."""
    frozen, spelt = {"账户状态": "冻结"}, {"账户余额": '"5,600.50"', "销户日期": "00000000"}
    home = empty().deliver(ONE, "bank1_2021-10-22_1.csv", holders.FORM.file(account("A"), account("B"), account("A")))
    home.deliver(TWO, "bank1_2021-10-22_2.csv", holders.FORM.file(account("A", **frozen), account("B", **spelt)))
    home.deliver(THREE, "bank1_2021-10-24_1.csv", holders.FORM.file(account("A", **frozen), account("A")))
    home.load(ONE).load(TWO, THREE)
    first = key("card", "33001234500012345")
    rows = [(r["version_no"], r["status_code"]) for _, r in sorted(home.silver().items()) if r["account_key"] == first]
    assert rows == [(1, "normal"), (2, "frozen"), (3, "normal")]
    assert home.account() == {
        (ONE, "bank1_2021-10-22_1.csv"): (3, 2, 1, 0, 0),
        (TWO, "bank1_2021-10-22_2.csv"): (2, 1, 1, 0, 0),
        (THREE, "bank1_2021-10-24_1.csv"): (2, 1, 1, 0, 0),
    }
    assert (home.rejects(), home.events()) == ([], [])


def test_a_last_line_without_its_end_is_taken_only_if_nothing_is_missing(empty: Callable[[], FeedHome]) -> None:
    """Each value is followed by a TAB: a line that ends before the last of them may have lost part of a value."""
    home, whole = empty(), holders.FORM.line(最后交易时间="2021-10-21 08:30:00")
    for source, cut in (("whole", 0), ("tab", 1), ("part", 4), ("value", 20)):
        content = holders.FORM.file(account("B")) + whole[: len(whole) - cut]
        home.deliver(DAY, f"{source}_{DAY}_1.csv", content)
    home.load(DAY)
    assert home.rejects() == [
        (f"{source}_{DAY}_1.csv", 3, None, "malformed_line") for source in ("part", "tab", "value")
    ]
