"""The benchmarks measure what they say: on a few literal lines, a small process tree and literal runs."""

import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from benchmarks import city, graph, patterns, peer_load
from benchmarks.measured import Run, RunFailed, measured
from benchmarks.report import Figure, table
from simulator.wires import calls, transactions

HUNGRY = "import subprocess, sys, time; x = bytearray(60_000_000); time.sleep(0.4)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HUNGRY!r}])"


def test_memory_and_time_of_the_whole_tree(tmp_path: Path) -> None:
    run = measured([sys.executable, "-c", PARENT], {}, tmp_path)
    assert 60_000_000 < run.peak_bytes < 400_000_000
    assert run.seconds > 0.4 and 0 < run.cpu_s < run.seconds + 5


def test_a_failing_run_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="exit code 3: last words"):
        measured([sys.executable, "-c", "print('last words'); raise SystemExit(3)"], {}, tmp_path)


def test_growth_and_ratio() -> None:
    ours, peer = Run(10, 18, 2_000_000), Run(4, 6, 1_000_000)
    lines = table([Figure("load a", 100, ours, peer), Figure("b", 9, ours), Figure("load a", 200, Run(19, 36, 0))])
    first, third, second = (line.split() for line in lines.splitlines()[1:])
    assert first[-3:] == ["2.50", "3.00", "-"] and second[-3:] == ["1.90", "at", "x2"] and third[-1] == "-"


def test_days_are_cut_to_an_exact_number_of_rows(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.csv").write_bytes(b"h\r\n" + b"".join(b"%d%d\r\n" % (number, i) for i in range(3)))
    days = [tmp_path / "2.csv", tmp_path / "1.csv"]
    assert b"".join(city._blocks(days, 4)) == b"20\r\n21\r\n22\r\n10\r\n"
    with pytest.raises(ValueError, match="2 rows too few"):
        list(city._blocks(days, 8))


def written(path: Path, header: list[str], tab: str, encoding: str, row: dict[str, str]) -> Path:
    lines = [header, [row.get(name, "") for name in header]]
    path.write_bytes("".join(",".join(cell + tab for cell in line) + "\r\n" for line in lines).encode(encoding))
    return path


def typed(feed: str, source: Path, folder: Path) -> dict[str, object]:
    peer_load.main(feed, source, folder / "out.parquet")
    found = duckdb.sql(f"SELECT * FROM '{folder / 'out.parquet'}'")
    (values,) = found.fetchall()
    return dict(zip(found.columns, values, strict=True))


def test_the_peer_types_a_transaction(tmp_path: Path) -> None:
    header = peer_header("transactions")
    row = {"交易卡号": "6222021200000079199", "交易时间": "2021-10-21 19:50:01", "交易金额": "706.36", "收付标志": "进",
           "现金标志": "转账", "交易是否成功": "成功", "交易币种": "CNY"}  # fmt: skip
    found = typed("transactions", written(tmp_path / "t.csv", header, "\t", "gb18030", row), tmp_path)
    assert (found["account"], found["amount_fen"], found["balance_fen"]) == ("6222021200000079199", 70636, None)
    assert (found["event_at"], found["event_date"]) == (datetime(2021, 10, 21, 11, 50, 1), date(2021, 10, 21))
    assert (found["direction_code"], found["is_cash"], found["is_success"]) == ("in", False, True)


def test_the_peer_types_a_call(tmp_path: Path) -> None:
    row = {"通话类型": "短信", "话单类型": "被叫话单", "短信发送接收时间": "2021-10-22 00:10:00", "呼叫时长": "7"}
    source = written(tmp_path / "c.csv", peer_header("call_records"), "", "utf-8-sig", row)
    found = typed("call_records", source, tmp_path)
    assert (found["call_type_code"], found["direction_code"], found["duration_s"]) == ("sms", "in", 7)
    assert (found["event_at"], found["event_date"]) == (datetime(2021, 10, 21, 16, 10), date(2021, 10, 22))


def peer_header(feed: str) -> list[str]:
    """The header as the simulator writes it: a column that the peer names and the wire lacks fails."""
    layouts = {"transactions": transactions.layouts()["bank1"], "call_records": calls.layouts()["mobile"]}
    return layouts[feed].keys


def graph_rows(place: Path, ids: str, names: tuple[str, ...], change: str = "") -> None:
    """Three accounts, two of which are one component, in the columns of one side."""
    place.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f"{value} AS {name}" for name, value in zip(names, ("1", "500", "2", "0.25"), strict=True))
    rows = f"SELECT {columns}, * FROM (VALUES (1, 7), (2, 7), (3, 8)) AS t(account_key, {ids})"
    duckdb.execute(f"COPY (SELECT * {change} FROM ({rows})) TO '{place}' (FORMAT parquet)")


def test_the_graph_is_held_against_the_peers_answers(tmp_path: Path) -> None:
    measures = ("hops_from_reported", "traced_in_fen", "kcore", "pagerank")
    ours = tuple(f"account_{name}_30d" for name in measures)
    lake, peer = tmp_path / "features" / "account_graph" / f"as_of_date={graph.DAY}", tmp_path / "accounts.parquet"
    theirs = ("peer_hops", "peer_fen", "peer_kcore", "peer_pagerank")
    graph_rows(lake / "0.parquet", "component_id", ours)
    graph_rows(peer, "component", theirs)
    assert graph.differing(tmp_path, tmp_path) == (0, 0)
    graph_rows(peer, "component", theirs, "REPLACE (0.250001 AS peer_pagerank)")
    assert graph.differing(tmp_path, tmp_path) == (3, 0)
    graph_rows(peer, "component", theirs, "REPLACE (CASE account_key WHEN 2 THEN 8 ELSE component END AS component)")
    assert graph.differing(tmp_path, tmp_path)[1] > 0
    graph_rows(peer, "component", theirs, "REPLACE (account_key + 1 AS account_key)")
    assert graph.differing(tmp_path, tmp_path)[0] == 2


def test_transfers_of_patterns_hold_rings() -> None:
    made = patterns.transfers(6_000)
    assert len(made["payer"]) == 6_000 and made["payer"].max() < made["accounts"] == 1_000
    for first, size in ((0, 3), (400, 4), (800, 5)):
        payer, payee, at = (made[name][first : first + size] for name in ("payer", "payee", "at"))
        assert payee.tolist() == [*payer[1:], payer[0]] and (at[1:] >= at[:-1]).all()
