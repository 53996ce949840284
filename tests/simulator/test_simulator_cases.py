"""The cases feed of the small city: determinism, life cycle, full files, counts."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from simulator_helpers import Simulate, contents, daily, days, is_sunday, read, settings, truth

TIMES = ("发案时间起", "发案时间止", "报案时间", "受案时间", "立案时间", "破案时间")


def test_same_settings_same_bytes(run: Simulate, home: Path) -> None:
    again = run(end=date(2020, 3, 31))
    assert contents(again) == contents(home, "2020-03-31")
    assert contents(run(end=date(2020, 1, 31), seed=8)) != contents(home, "2020-01-31")


def test_a_day_does_not_depend_on_the_last_day(run: Simulate, home: Path) -> None:
    for last in (date(2020, 1, 1), date(2020, 9, 30)):
        assert contents(run(end=last)) == contents(home, last.isoformat())


def test_every_day_has_a_daily_file_and_sundays_a_full_one(home: Path) -> None:
    assert len(days(home)) == 547
    for folder in days(home):
        expected = {f"police_{folder.name}_1.csv"}
        if is_sunday(folder.name):
            expected.add(f"full_police_{folder.name}_1.csv")
        assert {path.name for path in folder.iterdir()} == expected


def test_a_day_without_changes_is_a_header(run: Simulate) -> None:
    quiet = run(incidence=0.0, end=date(2020, 1, 1))
    (file,) = days(quiet)[0].iterdir()
    assert file.read_bytes().count(b"\r\n") == 1 and len(read(file)) == 0


def test_rows_are_ordered_in_time_and_amount(home: Path) -> None:
    rows = 0
    for batch, delivered in daily(home):
        for row in delivered:
            times = [row[name] for name in TIMES if row[name]]
            assert times == sorted(times)
            assert max(*times, row["撤案时间"], row["更新时间"])[:10] <= batch
            assert float(row["损失金额"]) <= float(row["被骗金额"])
            rows += 1
    assert rows > 4000


def test_all_states_occur(home: Path) -> None:
    events = Counter(row["event"] for row in truth(home, "cases.csv"))
    for event in ("refuse", "solve", "withdraw", "reopen", "transfer", "merge", "absorb", "delete", "vanish"):
        assert events[event] >= 3, event
    assert events["merge"] == events["absorb"]
    assert events["withdraw"] > events["reopen"]
    statuses = {row["案件状态"] for _, rows in daily(home) for row in rows}
    assert statuses == {"受案", "立案", "破案", "撤案", "移送", "并案", "不予立案"}


def test_states_fill_their_columns(home: Path) -> None:
    for _, rows in daily(home):
        for row in rows:
            assert (row["案件状态"] == "撤案") == bool(row["撤案时间"])
            assert (row["案件状态"] == "移送") == bool(row["移送单位代码"])
            assert (row["案件状态"] == "并案") == bool(row["主案编号"])
            assert bool(row["立案时间"]) or row["案件状态"] in ("受案", "不予立案")
            assert len(row["发案地区划代码"]) in (6, 9)
            assert row["被害人姓名"].count(";") == row["被害人证件号码"].count(";")


def test_first_delivery_is_i_then_u_then_d(home: Path) -> None:
    operations: dict[str, list[str]] = {}
    for _, rows in daily(home):
        for row in rows:
            operations.setdefault(row["案件编号"], []).append(row["操作类型"])
    patterns = {"".join(dict.fromkeys(ops)) for ops in operations.values()}
    assert patterns == {"I", "IU", "IUD"}


def test_main_case_carries_the_child(home: Path) -> None:
    rows = truth(home, "cases.csv")
    merged = absorbed = 0
    loss: dict[str, float] = {}
    for row, following in pairwise(rows):
        if row["event"] == "merge":
            merged += 1
            assert following["event"] == "absorb" and following["案件编号"] == row["主案编号"]
            total = loss[row["主案编号"]] + float(row["损失金额"])
            absorbed += abs(float(following["损失金额"]) - total) < 0.005
        loss[row["案件编号"]] = float(row["损失金额"])
    assert merged == absorbed > 10


def test_full_file_is_the_live_set_byte_by_byte(home: Path) -> None:
    """Replays the daily files: newest update wins, D and vanished cases leave."""
    vanished = {(r["recorded_date"], r["案件编号"]) for r in truth(home, "cases.csv") if r["event"] == "vanish"}
    live: dict[str, tuple[str, bytes]] = {}
    compared = 0
    for folder in days(home):
        path = folder / f"police_{folder.name}_1.csv"
        for row, line in zip(read(path), path.read_bytes().split(b"\r\n")[1:], strict=False):
            number, updated = row["案件编号"], row["更新时间"]
            if row["操作类型"] == "D":
                live.pop(number)
            elif number not in live or updated >= live[number][0]:
                live[number] = (updated, line)
        for number in [n for n in live if (folder.name, n) in vanished]:
            live.pop(number)
        if is_sunday(folder.name):
            full = (folder / f"full_police_{folder.name}_1.csv").read_bytes().split(b"\r\n")
            assert sorted(full[1:-1]) == sorted(line for _, line in live.values())
            compared += 1
    assert compared == 78


def test_repeats_and_late_versions_occur(home: Path) -> None:
    seen: dict[str, str] = {}
    newest: dict[str, str] = {}
    again = doubled = late = 0
    for batch, rows in daily(home):
        texts = Counter(str(row) for row in rows)
        doubled += sum(count > 1 for count in texts.values())
        again += sum(text in seen for text in texts)
        seen.update(dict.fromkeys(texts, batch))
        for row in rows:
            known = newest.get(row["案件编号"], "")
            late += row["更新时间"] < known
            newest[row["案件编号"]] = max(known, row["更新时间"])
    assert again >= 10 and doubled >= 5 and late >= 3


def victims(home: Path) -> list[str]:
    """被害人证件号码 of every first delivery."""
    return [row["被害人证件号码"] for _, rows in daily(home) for row in rows if row["操作类型"] == "I"]


def test_some_victims_come_back(home: Path) -> None:
    assert max(Counter(victims(home)).values()) >= 2


def test_a_case_has_one_victim_in_every_version_unless_the_world_wants_more(run: Simulate, home: Path) -> None:
    assert not [row for _, rows in daily(home) for row in rows if ";" in row["被害人证件号码"]]
    several = replace(settings(home).world, several_victims_share=0.3)
    found = victims(run(world=several, end=date(2020, 3, 31)))
    share = sum(";" in ids for ids in found) / len(found)
    assert 0.2 < share < 0.4 and max(ids.count(";") for ids in found) == 2


def test_only_the_last_word_is_repeated(home: Path) -> None:
    """A row sent again on a later day is its case's newest: never an overtaken or deleted one."""
    seen: set[str] = set()
    newest: dict[str, str] = {}
    repeated = 0
    for _, rows in daily(home):
        for row in [row for row in rows if str(row) in seen]:
            repeated += 1
            assert newest[row["案件编号"]] == row["更新时间"]
        for row in rows:
            seen.add(str(row))
            newest[row["案件编号"]] = max(newest.get(row["案件编号"], ""), row["更新时间"])
    assert repeated >= 10
