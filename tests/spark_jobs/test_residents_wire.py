"""Hand-typed bytes of the register of residents through the whole load, and its versions over days."""

from collections.abc import Callable

from wires import police
from wires.feed_home import FeedHome
from wires.form import key
from wires.mixed import DAY

FEED = "residents"
ONE, TWO, THREE = "2021-10-22", "2021-10-23", "2021-10-24"


def person(number: str, **cells: str) -> bytes:
    """A line of one of two invented people."""
    return police.FORM.line(证件号码={"A": "330502199001011236", "B": "330523198506152218"}[number], **cells)


def test_versions_over_days(empty: Callable[[], FeedHome]) -> None:
    """A later file of the same day replaces nothing; a repeat is no news; what comes late is kept."""
    moved = {"人员状态": "迁出", "更新时间": "2021-10-23 10:00:00", "操作类型": "U"}
    older = {"手机号码": "13800000009", "更新时间": "2021-10-22 20:00:00", "操作类型": "U"}
    home = empty().deliver(ONE, "police_2021-10-22_1.csv", police.FORM.file(person("A"), person("B"), person("A")))
    home.deliver(TWO, "police_2021-10-22_2.csv", police.FORM.file(person("A", **moved), person("B")))
    home.deliver(THREE, "police_2021-10-24_1.csv", police.FORM.file(person("A", **moved), person("A", **older)))
    home.deliver(THREE, "police_2021-10-24_2.csv", police.FORM.file(person("A"), person("B"), person("A")))
    home.load(ONE).load(TWO, THREE)
    first = key("id", "330502199001011236")
    rows = [(r["version_no"], r["status_code"]) for _, r in sorted(home.silver().items()) if r["resident_key"] == first]
    assert rows == [(1, "registered"), (2, "moved_out"), (3, "registered")]
    assert home.account() == {
        (ONE, "police_2021-10-22_1.csv"): (3, 2, 1, 0, 0),
        (TWO, "police_2021-10-22_2.csv"): (2, 1, 1, 0, 0),
        (THREE, "police_2021-10-24_1.csv"): (2, 1, 1, 0, 0),
        (THREE, "police_2021-10-24_2.csv"): (3, 0, 3, 0, 0),
    }
    assert (home.rejects(), home.events()) == ([], [])


def test_a_file_is_read_with_any_mark_order_and_line_ends(empty: Callable[[], FeedHome]) -> None:
    moved = [b"|".join(part.split(b"|")[4:] + part.split(b"|")[:4]) for part in (police.FORM.head(), person("B"))]
    marked = b"\xef\xbb\xbf" + police.FORM.head() + b"\r\n" + person("A") + b"\n" + person("B", 姓名="李某", 性别="男")
    home = empty().deliver(DAY, f"police_{DAY}_1.csv", marked)
    home.deliver(DAY, "police_2021-10-21_1.csv", b"\r\n".join(moved)).load(DAY)
    assert home.rejects() == []
    assert sorted((row["sex_code"], row["area_code"]) for row in home.silver().values()) == [
        ("F", "330502001"), ("F", "330502001"), ("M", "330502001"),
    ]  # fmt: skip
