"""Hand-typed JSON lines of the mini-program through the whole load, and events over days."""

from collections.abc import Callable

import pytest
from case_home import Home
from wires import miniapp
from wires.feed_home import FeedHome, homes_of
from wires.mixed import DAY, Mixed, names

FIXTURES = {"miniapp": miniapp.fixture()}
ONE, TWO = "2021-10-22", "2021-10-23"


@pytest.fixture(scope="module")
def empty(new_home: Callable[[], Home]) -> Callable[[], FeedHome]:
    """Makes empty homes."""
    return homes_of("registrations", new_home)


@pytest.fixture(scope="module")
def mixed(empty: Callable[[], FeedHome]) -> Mixed:
    """Good and bad lines by turns."""
    return Mixed(empty(), FIXTURES, "jsonl")


@pytest.mark.parametrize(("source", "name"), names(FIXTURES, lambda f: f.taken))
def test_a_line_that_can_be_healed_is_silver(mixed: Mixed, source: str, name: str) -> None:
    mixed.is_taken(source, name)


@pytest.mark.parametrize(("source", "name"), names(FIXTURES, lambda f: f.refused))
def test_a_bad_line_is_refused_with_its_reason(mixed: Mixed, source: str, name: str) -> None:
    mixed.is_refused(source, name)


def test_a_bad_line_costs_only_itself(mixed: Mixed) -> None:
    mixed.adds_up("miniapp")


def test_nothing_raw_stays_in_the_home(mixed: Mixed) -> None:
    mixed.hides(["330502199001011236", "33052119770311108X", "13800000001"])


def test_events_over_days(empty: Callable[[], FeedHome]) -> None:
    """Events of one registration are numbered as they arrive; a repeat is no news; no file withdraws another."""
    first, at = miniapp.line("R1"), miniapp.AT
    consent = miniapp.line("R1", '"register"', '"consent"')
    withdraw = miniapp.line("R1", '"register"', '"withdraw"', at, "2021-10-23T06:00:00+08:00")
    home = empty().deliver(ONE, "miniapp_2021-10-22_1.jsonl", b"\n".join([first, consent, first]))
    home.deliver(TWO, "miniapp_2021-10-22_2.jsonl", b"\r\n".join([consent, withdraw, miniapp.line("R2"), b""]))
    home.load(ONE).load(TWO)
    rows = [(r["registration_id"], r["event_no"], r["event_code"]) for _, r in sorted(home.silver().items())]
    assert rows == [("R1", 1, "register"), ("R1", 2, "consent"), ("R1", 3, "withdraw"), ("R2", 1, "register")]
    assert home.account() == {
        (ONE, "miniapp_2021-10-22_1.jsonl"): (3, 2, 1, 0, 0),
        (TWO, "miniapp_2021-10-22_2.jsonl"): (3, 2, 1, 0, 0),
    }
    assert (home.rejects(), home.events()) == ([], [])


def test_files_with_a_mark_and_without_lines(empty: Callable[[], FeedHome]) -> None:
    home = empty().deliver(DAY, f"miniapp_{DAY}_1.jsonl", b"\xef\xbb\xbf" + miniapp.line("R1"))
    home.deliver(DAY, f"nothing_{DAY}_1.jsonl", b"").load(DAY)
    assert home.account() == {
        (DAY, f"miniapp_{DAY}_1.jsonl"): (1, 1, 0, 0, 0),
        (DAY, f"nothing_{DAY}_1.jsonl"): (0, 0, 0, 0, 0),
    }
    assert list(home.silver()) == [(DAY, f"miniapp_{DAY}_1.jsonl", 1)]
