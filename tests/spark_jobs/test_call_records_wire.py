"""Hand-typed bytes of the calls of three carriers through the whole load: what each line becomes."""

from collections.abc import Callable

import pytest
from wires import calls
from wires.feed_home import FeedHome
from wires.mixed import DAY

FEED = "call_records"
FIXTURES = {source: calls.fixture(source) for source in calls.CARRIERS}


@pytest.mark.parametrize("source", FIXTURES)
def test_a_file_is_read_with_any_mark_order_and_line_ends(empty: Callable[[], FeedHome], source: str) -> None:
    carrier = calls.CARRIERS[source]
    form, names_of = carrier.FORM, carrier.COLUMNS
    one, other = (form.line(**{names_of["通信记录唯一标识"]: uid}) for uid in ("W1", "W2"))
    moved = [b",".join(part.split(b",")[9:] + part.split(b",")[:9]) for part in (form.head(), one)]
    home = empty().deliver(DAY, f"{source}_{DAY}_1.csv", b"\xef\xbb\xbf" + form.head() + b"\n" + one + b"\r\n" + other)
    home.deliver(DAY, f"{source}_2021-10-21_1.csv", b"\r\n".join(moved).replace(b"W1", b"W3"))
    home.load(DAY)
    assert home.rejects() == []
    expected = calls.CLEAN | {"source": source}
    assert [{name: row[name] for name in expected} for row in home.silver().values()] == [expected] * 3
    assert home.account()[DAY, f"{source}_{DAY}_1.csv"] == (2, 2, 0, 0, 0)


def test_another_carriers_header_is_refused(empty: Callable[[], FeedHome]) -> None:
    """A file of telecom under the name of unicom: nothing of it can be trusted."""
    telecom = calls.CARRIERS["telecom"].FORM
    home = empty().deliver(DAY, f"unicom_{DAY}_1.csv", telecom.file(telecom.line())).load(DAY)
    ((file, line, _, reason),) = home.rejects()
    assert (file, line) == (f"unicom_{DAY}_1.csv", 2) and reason in {"bad_header", "missing_column"}
