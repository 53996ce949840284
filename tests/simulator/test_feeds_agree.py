"""Whoever calls, registers or is cheated is the person that the register knows on that day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from feed_homes import built, rows
from simulator_helpers import read

from simulator.__main__ import DEFAULT_WORLD
from simulator.world import World, load_world

FIRST, DAYS = date(2021, 4, 1), 40
State = dict[str, dict[str, str]]


def restless() -> World:
    """A world in which everybody moves, leaves and changes the number as if a day were ten."""
    world = load_world(DEFAULT_WORLD)
    rates = replace(world.residents, moves=0.4, leaves=0.15, numbers=0.6, deaths=[0.1] * 6)
    return replace(world, residents=rates, registrations=replace(world.registrations, later_days=10, withdrawn=0.4))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(
        tmp_path_factory.mktemp("restless"), world=restless(), start=FIRST, panel_start=None, incidence=2000.0,
        end=FIRST + timedelta(days=DAYS - 1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def register(home: Path) -> dict[str, State]:
    """The newest row of everybody as of each day."""
    known: State = {}
    found = {}
    for day in (str(FIRST + timedelta(days=n)) for n in range(DAYS)):
        known = {**known, **{row["证件号码"]: row for row in rows(home, "residents", day, "police")}}
        found[day] = known
    return found


def test_every_day_calls_come_from_numbers_that_are_in_use(home: Path, register: dict[str, State]) -> None:
    changed = {row["手机号码"] for row in register[max(register)].values()}
    changed -= {row["手机号码"] for row in register[min(register)].values()}
    seen = set()
    for day, known in register.items():
        phones = {row["手机号码"] for row in known.values() if row["人员状态"] == "在册"} - {""}
        for source, column in (("mobile", "本机号码"), ("unicom", "用户号码"), ("telecom", "本机号码")):
            own = {row[column].removeprefix("86") for row in rows(home, "call_records", day, source)}
            assert own <= phones, day
            seen |= own
    assert len(changed & seen) > 20


def test_registrations_are_of_people_who_live_here_then(home: Path, register: dict[str, State]) -> None:
    old = {number: row["手机号码"] for number, row in register[min(register)].items()}
    found = [(day, row) for day in register for row in rows(home, "registrations", day, "miniapp")]
    assert len(found) > 300
    for day, row in found:
        known = register[day][row["id_number"]]
        assert known["人员状态"] == "在册" and known["手机号码"] == row["phone"] != ""
        assert known["现住地区划代码"].startswith(row["area_code"])
    assert sum(row["phone"] != old[row["id_number"]] for _, row in found) > 10


def test_victims_live_here_and_give_town_and_number_of_the_day_of_report(
    home: Path, register: dict[str, State]
) -> None:  # fmt: skip
    cases = {}
    for day in register:
        for row in read(home / "landing" / "cases" / day / f"police_{day}_1.csv"):
            cases.setdefault(row["案件编号"], row)
    assert len(cases) > 300
    for row in cases.values():
        known = register[row["报案时间"][:10]][row["被害人证件号码"].split(";")[0]]
        assert known["人员状态"] == "在册"
        assert row["被害人联系电话"].split(";")[0] == known["手机号码"] != ""
        assert row["被害人现住地区划代码"].split(";")[0] == known["现住地区划代码"]


def test_migrants_have_the_prefix_of_their_home(register: dict[str, State]) -> None:
    people = register[min(register)]
    places = [(number[:6], row["户籍地区划代码"]) for number, row in people.items()]
    assert all(prefix == place for prefix, place in places)
    assert 0.17 < sum(not place.startswith("3305") for _, place in places) / len(places) < 0.25


def test_a_new_account_row_shows_what_the_ledger_says(home: Path, register: dict[str, State]) -> None:
    day = min(register)
    legs: dict[str, tuple[str, str]] = {}
    for row in rows(home, "transactions", day, "bank1"):
        if row["交易是否成功"] == "成功":
            legs[row["交易账号"] or row["交易卡号"]] = row["交易余额"], row["交易时间"]
    known = {row["交易账号"] or row["交易卡号"]: row for row in rows(home, "accounts", day, "bank1")}
    assert len(legs) > 100 and all(row["账户余额"] for row in known.values())
    for number, (balance, _) in legs.items():
        assert known[number]["账户余额"] == known[number]["可用余额"] == balance
    moved = {number for number, row in known.items() if row["最后交易时间"]}
    assert set(legs) <= moved and all(known[number]["最后交易时间"] >= at for number, (_, at) in legs.items())


def test_banks_tell_who_holds_the_account_of_the_peer(home: Path, register: dict[str, State]) -> None:
    days, told, all_of_ours = list(register)[:15], 0, 0
    accounts = [row for day in days for source in ("bank1", "bank2") for row in rows(home, "accounts", day, source)]
    known = {row["交易账号"] or row["交易卡号"]: row["开户人证件号码"] for row in accounts}
    for row in (row for day in days for row in rows(home, "transactions", day, "bank1")):
        peer = known.get(row["交易对手账卡号"])
        all_of_ours += peer is not None
        told += row["对手身份证号"] != ""
        assert row["对手身份证号"] in ("", peer)
    assert 0.5 < told / all_of_ours < 0.85
    wallets = rows(home, "transactions", days[0], "wechat")
    assert wallets and {row["对手身份证号"] for row in wallets} == {""}
