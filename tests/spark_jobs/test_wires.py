"""Hand-typed bytes of every sender through the whole load: what each line becomes, healed or refused."""

from collections.abc import Callable
from functools import cache

import pytest
from case_home import Home
from wires import calls, holders, ledger, miniapp, officers, police
from wires.feed_home import FeedHome
from wires.form import Fixture, fits
from wires.mixed import DAY, Mixed

FIXTURES: dict[str, dict[str, Fixture]] = {
    "transactions": {source: ledger.fixture(source) for source in ledger.SENDERS},
    "call_records": {source: calls.fixture(source) for source in calls.CARRIERS},
    "accounts": {"bank1": holders.fixture("bank1")},
    "residents": {"police": police.fixture()},
    "registrations": {"miniapp": miniapp.fixture()},
    "decisions": {"officers": officers.fixture()},
}
FIRST_BYTES = {
    **{("transactions", source): sender.FIRST_BYTES for source, sender in ledger.SENDERS.items()},
    **{("call_records", source): carrier.FIRST_BYTES for source, carrier in calls.CARRIERS.items()},
    ("accounts", "bank1"): holders.FIRST_BYTES,
    ("residents", "police"): police.FIRST_BYTES,
}
#: Numbers and names of the invented people in the fixtures.
RAW = {
    "transactions": "330502199001011236 6217001420007654323 33001234500012345 wx0a1b2c3d4e5f6g7h8i9j 张某",
    "call_records": "13800000001 13900000002 057221234567 0085251234567",
    "accounts": "330502199001011236 6222021205001234560 33001234500012345 张某",
    "residents": "330502199001011236 33052119770311108X 13800000001 张某",
    "registrations": "330502199001011236 33052119770311108X 13800000001",
    "decisions": f"{officers.PHONE} {officers.ID} {officers.CARD}",
}
SENDERS = [(feed, source) for feed, senders in FIXTURES.items() for source in senders]
TAKEN = [(feed, source, name) for feed, source in SENDERS for name in FIXTURES[feed][source].taken]
REFUSED = [(feed, source, name) for feed, source in SENDERS for name in FIXTURES[feed][source].refused]
Loaded = Callable[[str], Mixed]


@pytest.fixture(scope="module")
def mixed(new_home: Callable[[], Home]) -> Loaded:
    """The home of a feed with good and bad lines by turns, loaded when first asked for."""
    return cache(lambda feed: Mixed(FeedHome(feed, new_home()), FIXTURES[feed]))


@pytest.mark.parametrize(("feed", "source"), FIRST_BYTES)
def test_the_fixture_is_written_as_the_sender_writes(feed: str, source: str) -> None:
    assert FIXTURES[feed][source].content().startswith(FIRST_BYTES[feed, source])


@pytest.mark.parametrize(("feed", "source", "name"), TAKEN)
def test_a_line_that_can_be_healed_is_silver(mixed: Loaded, feed: str, source: str, name: str) -> None:
    """With the values of the clean line."""
    home, place = mixed(feed), mixed(feed).place(source, name)
    expected = FIXTURES[feed][source].taken[name][1]
    assert place in home.silver, home.why(place)
    found = {column: home.silver[place][column] for column in expected}
    assert {column: (found[column], expected[column]) for column in found if found[column] != expected[column]} == {}


@pytest.mark.parametrize(("feed", "source", "name"), REFUSED)
def test_a_bad_line_is_refused_with_its_reason(mixed: Loaded, feed: str, source: str, name: str) -> None:
    """With its column and its bytes."""
    home, place = mixed(feed), mixed(feed).place(source, name)
    raw, column, reason = FIXTURES[feed][source].refused[name]
    assert place in home.quarantine, f"in silver: {place in home.silver}"
    row = home.quarantine[place]
    assert fits(row["column"], column) and row["reason_code"] == reason, (row["column"], row["reason_code"])
    assert home.home.raw(row) == raw


@pytest.mark.parametrize(("feed", "source"), SENDERS)
def test_a_bad_line_costs_only_itself(mixed: Loaded, feed: str, source: str) -> None:
    fixture, home = FIXTURES[feed][source], mixed(feed)
    good, bad = len(fixture.taken), len(fixture.refused)
    assert home.accounts[DAY, home.file(source)] == (good + bad, good, 0, 0, bad)


@pytest.mark.parametrize("feed", FIXTURES)
def test_nothing_raw_stays_in_the_home(mixed: Loaded, feed: str) -> None:
    """No number of a person lies in the clear outside of the landing zone."""
    wanted = [text.encode(code) for text in RAW[feed].split() for code in ("utf-8", "gb18030")]
    others = mixed(feed).files_outside_landing()
    assert len(others) > 8
    assert [path.name for path in others if any(text in path.read_bytes() for text in wanted)] == []
