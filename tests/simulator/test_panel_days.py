"""Days of the panel: in order, the same again, in blocks, with a rhythm; calls with two legs."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from panel_helpers import FIRST, MIDNIGHT, City, build, city, where

from simulator.__main__ import DEFAULT_WORLD
from simulator.biography import DEATH, NUMBER
from simulator.panel import block as blocks
from simulator.panel.calls import call_legs, call_table, cut_long
from simulator.panel.numbers import id_numbers, luhn, name_codes, name_table, texts, wallet_names
from simulator.phones import phones
from simulator.world import World, load_world

SIZE = 1500


@pytest.fixture(scope="module")
def world() -> World:
    return load_world(DEFAULT_WORLD)


def contents(found: City, day: int) -> tuple[object, ...]:
    """Everything that a day says."""
    d = found.days[day]
    return d.calls.to_pylist(), d.transactions.to_pylist(), d.account_changes.to_pylist(), d.truth


def test_a_day_is_the_same_again_and_does_not_know_the_last_one(world: World) -> None:
    long, short = build(world, SIZE, 4), build(world, SIZE, 2)
    assert [contents(long, n) for n in range(2)] == [contents(short, n) for n in range(2)]
    assert contents(build(world, SIZE, 1, seed=6), 0) != contents(long, 0)
    assert long.panel.accounts() == short.panel.accounts()


def test_incidents_are_asked_in_order_and_not_beyond_the_horizon(world: World) -> None:
    asked: list[date] = []
    found = build(world, 300, 1)
    panel = type(found.panel)(5, world, found.panel.people, 300, lambda d: asked.append(d) or [], FIRST)
    panel.day(FIRST)
    panel.day(FIRST + timedelta(days=1))
    assert asked == [FIRST + timedelta(days=n) for n in range(47)]
    with pytest.raises(ValueError, match="next day is 2021-02-03"):
        panel.day(FIRST)


def test_a_whole_day_is_its_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (blocks, __import__("simulator.panel.schedule", fromlist=["BLOCK"])):
        monkeypatch.setattr(module, "BLOCK", 400)
    whole, again = build(world, SIZE, 2), build(world, SIZE, 1)
    parts = list(again.panel.day_parts(FIRST + timedelta(days=1)))
    assert len(parts) == 4 and all(not part.truth for part in parts[1:])
    for name in ("calls", "transactions"):
        joined = pa.concat_tables([getattr(part, name) for part in parts])
        assert joined.to_pylist() == getattr(whole.days[1], name).to_pylist()
    ids = set(whole.days[1].calls["call_id"].to_pylist())
    outgoing = where(whole.days[1].calls, direction="out", part=0)
    assert len(ids) >= outgoing.num_rows > 0


def test_volumes_are_those_of_the_design() -> None:
    residents = city().panel.size * len(city().days)
    assert city().calls.num_rows / residents == pytest.approx(5.9, rel=0.15)
    assert city().transactions.num_rows / residents == pytest.approx(2.35, rel=0.2)


def test_people_sleep_at_night() -> None:
    for table in (city().calls, city().transactions):
        hours = np.bincount(table["at"].to_numpy() % 86_400 // 3600, minlength=24)
        assert hours[1:5].sum() * 10 < hours[9:13].sum()


def test_new_year_is_a_time_of_gifts() -> None:
    def gifts(first: date, last: date) -> float:
        days = [d for d in city().days if first <= d.day <= last]
        return float(np.mean([where(d.transactions, kind="红包").num_rows for d in days]))

    assert gifts(date(2021, 2, 11), date(2021, 2, 17)) > 5 * gifts(date(2021, 3, 1), date(2021, 3, 14))


def test_weekends_have_fewer_calls() -> None:
    march = [d for d in city().days if d.day.month == 3]
    weekend = np.mean([d.calls.num_rows for d in march if d.day.weekday() == 6])
    assert weekend < 0.95 * np.mean([d.calls.num_rows for d in march if d.day.weekday() < 5])


def test_both_legs_of_a_call_agree() -> None:
    calls = city().days[3].calls
    own = set(calls["own_number"].to_pylist())
    legs: dict[str, list[dict[str, object]]] = {}
    for row in where(calls, part=0).to_pylist():
        legs.setdefault(row["call_id"], []).append(row)
    legs = {call: rows for call, rows in legs.items() if all(row["direction"] != "forward" for row in rows)}
    both = [pair for pair in legs.values() if len(pair) == 2]
    assert len(both) > 3000 and max(len(pair) for pair in legs.values()) == 2
    for out, into in both:
        assert (out["direction"], into["direction"]) == ("out", "in")
        assert (out["own_number"], out["own_area"]) == (into["peer_number"], into["peer_area"])
        assert out["peer_number"] == into["own_number"] and out["peer_number"] in own
        assert all(out[name] == into[name] for name in ("kind", "at", "duration_s"))


def test_calls_look_like_calls() -> None:
    calls = city().calls
    assert pc.all(pc.match_substring_regex(calls["own_number"], "^1[3-9][0-9]{9}$")).as_py()
    known = "^(1[3-9][0-9]{9}|0[1-9][0-9]{9,10}|00[1-9][0-9]{7,14}|400[0-9]{7}|[19][0-9]{2,5})$"
    strange = calls.filter(pc.invert(pc.match_substring_regex(calls["peer_number"], known)))
    assert strange["peer_number"].unique().to_pylist() == []
    for kind in ("sms", "mms"):
        assert pc.max(where(calls, kind=kind)["duration_s"]).as_py() == 0
    abroad = calls.filter(pc.starts_with(calls["peer_number"], "00"))
    assert abroad["peer_area"].null_count == abroad.num_rows > 0
    assert set(calls["direction"].unique().to_pylist()) == {"out", "in", "forward"}
    assert where(calls, direction="forward")["forwarded_number"].null_count == 0
    seconds = calls["at"].to_numpy() - MIDNIGHT
    assert seconds.min() >= 0 and seconds.max() < len(city().days) * 86_400 + 3 * 5400


def test_long_calls_are_cut_into_records() -> None:
    one = np.array([13_100_000_001], dtype=np.int64)
    call = call_legs(one, one + 1, np.array([100]), np.array([250]), np.array([7]))
    rows = call_table(cut_long(call, 100), FIRST.toordinal(), {"unicom": ["131"], "telecom": []}).to_pylist()
    assert [(r["part"], r["at"] - MIDNIGHT, r["duration_s"]) for r in rows] == [
        (1, 100, 100),
        (2, 200, 100),
        (3, 300, 50),
    ]
    assert {(r["call_id"], r["carrier"]) for r in rows} == {(f"C{FIRST.toordinal()}N100000007", "unicom")}
    whole = call_table(cut_long(call, 250), FIRST.toordinal(), {"unicom": [], "telecom": ["131"]}).to_pylist()
    assert [(r["part"], r["carrier"]) for r in whole] == [(0, "telecom")]


def test_no_two_parts_of_the_longest_call_share_a_number() -> None:
    one = np.array([0], dtype=np.int64)
    call = call_legs(one + 13100000001, one + 13900000002, one + 1000, one + 90_000, one)
    parts = call_table(cut_long(call, 300), FIRST.toordinal(), {"unicom": [], "telecom": []})["part"].to_pylist()
    assert parts == list(range(1, 301))


def test_numbers_of_whole_arrays_are_those_of_persons() -> None:
    people, who = city().panel.people, np.arange(0, 6000, 7)
    persons = [people.person(int(i)) for i in who]
    assert id_numbers(people, who).to_pylist() == [p.id_number for p in persons]
    numbers = texts(phones(5, who)).to_pylist()
    assert [n for n, p in zip(numbers, persons, strict=True) if p.phone] == [p.phone for p in persons if p.phone]
    assert name_table().take(pa.array(name_codes(5, who))).to_pylist() == [p.name for p in persons]
    wallets = wallet_names(who, 5).to_pylist()
    assert len(set(wallets)) == len(who)
    assert all(len(w) == 22 and w.startswith("wx") and w.isalnum() and w == w.lower() for w in wallets)
    assert luhn(np.array([453_957_876_362_148])).tolist() == [4_539_578_763_621_486]


def test_new_numbers_are_used_from_their_day_on_and_the_dead_are_silent() -> None:
    panel, days = city().panel, city().days
    told = [(n, panel.biographies.changes_on(FIRST.toordinal() + n)) for n in range(len(days))]
    renumbered = [(n, who) for n, c in told for who in c.who[c.kind == NUMBER].tolist()]
    assert len(renumbered) > 20
    for n, who in renumbered[:8]:
        old, new = (panel.biographies.person(who, FIRST.toordinal() + n - back).phone for back in (1, 0))
        after = pa.concat_tables([d.calls for d in days[n:]])
        assert old != new and where(after, own_number=old).num_rows == 0 < where(after, own_number=new).num_rows
    n, dead = next((n, who) for n, c in told for who in c.who[c.kind == DEATH].tolist() if panel.people.has_phone[who])
    after = pa.concat_tables([d.calls for d in days[n:]])
    assert where(after, own_number=str(panel.lives.phone[dead])).num_rows == 0
