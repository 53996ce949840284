"""Hand-typed JSON lines of the mini-program through the whole load, and events over days."""

from collections.abc import Callable

from wires import miniapp
from wires.feed_home import FeedHome
from wires.mixed import DAY

FEED = "registrations"
ONE, TWO = "2021-10-22", "2021-10-23"


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
    home.deliver(DAY, f"other_{DAY}_1.csv", miniapp.line("R2") + b"\n" + miniapp.line("R3"))
    home.deliver(DAY, f"nothing_{DAY}_1.jsonl", b"").load(DAY)
    assert home.account() == {
        (DAY, f"other_{DAY}_1.csv"): (2, 2, 0, 0, 0),
        (DAY, f"miniapp_{DAY}_1.jsonl"): (1, 1, 0, 0, 0),
        (DAY, f"nothing_{DAY}_1.jsonl"): (0, 0, 0, 0, 0),
    }
    lines = [(f"miniapp_{DAY}_1.jsonl", 1), (f"other_{DAY}_1.csv", 1), (f"other_{DAY}_1.csv", 2)]
    assert sorted(home.silver()) == [(DAY, *place) for place in lines]
