"""All feeds of a small city: which files there are, what they depend on, and that nothing is planted at rate 0."""

from datetime import date
from pathlib import Path

import pytest
from feed_homes import built, landing, rows
from simulator_helpers import truth

from simulator.__main__ import main

SOURCES = {
    "cases": ["police"], "residents": ["police"], "registrations": ["miniapp"],
    "accounts": ["alipay", "bank1", "bank2", "wechat"], "transactions": ["alipay", "bank1", "bank2", "wechat"],
    "call_records": ["mobile", "telecom", "unicom"],
}  # fmt: skip
PANEL = ("accounts", "transactions", "call_records")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("city"))


def test_every_feed_writes_its_files_each_day(home: Path) -> None:
    for feed, sources in SOURCES.items():
        folders = sorted((home / "landing" / feed).iterdir())
        first = 4 if feed in PANEL else 1
        assert [folder.name for folder in folders] == [f"2021-09-{day:02d}" for day in range(first, 11)]
        for folder in folders:
            suffix = "jsonl" if feed == "registrations" else "csv"
            wanted = {f"{source}_{folder.name}_1.{suffix}" for source in sources}
            assert {path.name for path in folder.iterdir() if not path.name.startswith("full_")} == wanted


def test_rate_0_plants_nothing(home: Path) -> None:
    assert truth(home, "faults.csv") == []


def test_legs_belong_to_accounts_that_were_delivered(home: Path) -> None:
    for source in SOURCES["accounts"]:
        known = {(r["交易卡号"], r["交易账号"]) for r in rows(home, "accounts", "2021-09-04", source)}
        assert known
        for leg in rows(home, "transactions", "2021-09-04", source):
            assert (leg["交易卡号"], leg["交易账号"].removesuffix("_156_1")) in known
            assert leg["交易时间"].replace("/", "-").replace("2021-9-4 ", "2021-09-04").startswith("2021-09-04")


def test_calls_are_made_from_numbers_of_the_register(home: Path) -> None:
    phones = {row["手机号码"] for row in rows(home, "residents", "2021-09-01", "police")}
    changed = [
        row["手机号码"] for day in range(2, 5) for row in rows(home, "residents", f"2021-09-{day:02d}", "police")
    ]
    calls = rows(home, "call_records", "2021-09-04", "mobile")
    assert len(calls) > 500
    known = sum(row["本机号码"] in phones or row["本机号码"] in changed for row in calls)
    assert known == len(calls)


def test_a_day_does_not_depend_on_the_last_day(home: Path, tmp_path: Path) -> None:
    shorter = built(tmp_path, end=date(2021, 9, 6))
    assert landing(shorter) == landing(home, "2021-09-06")


def test_faulty_files_do_not_depend_on_the_last_day_either(tmp_path: Path) -> None:
    longer, shorter = built(tmp_path / "1", faults=0.05), built(tmp_path / "2", faults=0.05, end=date(2021, 9, 8))
    assert landing(shorter) == landing(longer, "2021-09-08")
    told = truth(longer, "faults.csv")
    assert len({f["kind"] for f in told}) > 40 and {f["feed"] for f in told} == set(SOURCES)


def test_equal_settings_give_equal_bytes(home: Path, tmp_path: Path) -> None:
    again = built(tmp_path / "1", end=date(2021, 9, 5))
    assert landing(again) == landing(home, "2021-09-05")
    other = landing(built(tmp_path / "2", end=date(2021, 9, 5), seed=8))
    assert not [name for name in other if other[name] == landing(again)[name] and other[name].count(b"\n") > 1]


def test_a_feed_alone_is_the_feed_among_others(home: Path, tmp_path: Path) -> None:
    for feed in ("cases", "residents", "registrations", "call_records"):
        alone = landing(built(tmp_path / feed, feeds=(feed,)))
        together = {name: b for name, b in landing(home).items() if name.startswith(f"{feed}/")}
        assert alone == together


def test_truth_of_feeds_not_written_is_kept(tmp_path: Path) -> None:
    built(tmp_path, faults=0.05, end=date(2021, 9, 3))
    before = truth(tmp_path, "faults.csv")
    built(tmp_path, faults=0.0, end=date(2021, 9, 3), feeds=("residents",))
    assert truth(tmp_path, "faults.csv") == [fault for fault in before if fault["feed"] != "residents"]
    assert (tmp_path / "truth" / "cases.csv").exists()


def test_parquet_instead_of_wires(tmp_path: Path) -> None:
    built(tmp_path, parquet=True, end=date(2021, 9, 5))
    assert {p.name for p in (tmp_path / "landing").iterdir()} == {"cases", "residents", "registrations"}
    assert sorted(str(p.relative_to(tmp_path / "parquet")) for p in (tmp_path / "parquet").rglob("*.parquet")) == [
        f"{feed}/2021-09-0{day}.parquet" for feed in sorted(PANEL) for day in (4, 5)
    ]


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--feeds", "calls"], "feeds not known"),
        (["--feeds", "transactions"], "needs --panel"),
        (["--panel", "9", "--residents", "8"], "more than --residents"),
        (["--panel", "9", "--from", "2021-01-02", "--panel-from", "2021-01-01"], "--panel-from is before"),
    ],
)
def test_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], wrong: str) -> None:
    assert main(["--out", str(tmp_path), *arguments]) == 2
    assert wrong in capsys.readouterr().err


def test_without_a_panel_nobody_calls_or_pays(tmp_path: Path) -> None:
    arguments = ["--residents", "500", "--from", "2021-01-01", "--to", "2021-01-02"]
    assert main(["--out", str(tmp_path), *arguments]) == 0
    assert {p.name for p in (tmp_path / "landing").iterdir()} == {"cases", "residents", "registrations"}
