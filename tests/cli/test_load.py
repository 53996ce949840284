"""day and rejects: which feeds are loaded, and which refused lines are still to be put right."""

import argparse
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
import pytest

from cli import load, report

DAY = date(2021, 10, 25)


def options(*words: str) -> argparse.Namespace:
    """The command line as `./afdw day …` reads it."""
    parser = argparse.ArgumentParser()
    load.register(parser.add_subparsers())
    return parser.parse_args(["day", "--from", str(DAY), "--to", str(DAY), "--until", "lake", *words])


def loaded(given: argparse.Namespace) -> list[str]:
    """The jobs that were started, with the feeds of one that loads several."""
    with patch.object(load, "run_job") as job:
        assert load.run_day(given) == 0
    return [word for call in job.call_args_list for word in call.args[: call.args.index("--from")]]


def test_all_feeds_of_the_landing_zone_are_loaded_in_order(tmp_path: Path) -> None:
    for feed in load.FEEDS:
        (tmp_path / feed).mkdir()
    feeds = "residents,registrations,accounts,call_records,transactions,cases,decisions"
    assert loaded(options("--landing", str(tmp_path))) == ["spark_jobs.load_feeds", "--feeds", feeds]


def test_of_a_landing_zone_without_feeds_only_that_nobody_decided_anything_is_told(tmp_path: Path) -> None:
    assert loaded(options("--landing", str(tmp_path))) == ["spark_jobs.load_decisions"]
    assert loaded(options("--landing", str(tmp_path), "--feeds", "cases,accounts")) == []


def test_a_feed_that_the_landing_zone_does_not_have_is_skipped_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cases").mkdir()
    assert loaded(options("--landing", str(tmp_path), "--feeds", "accounts,cases")) == ["spark_jobs.load_cases"]
    assert capsys.readouterr().err == f"warning: no feed accounts: {tmp_path}/accounts does not exist\n"


def test_lines_that_were_taken_later_are_no_rejects(capsys: pytest.CaptureFixture[str]) -> None:
    """Line 2 of both files was refused; that of the second file is a silver row by now."""
    refused = [
        {"file_sha256": sha, "line_no": line, "file": f"{sha}.csv", "column": column, "reason_code": "required",
         "batch_date": DAY}
        for sha, line, column in (("b", 2, "交易金额"), ("a", 9, None), ("a", 2, "交易时间"))
    ]  # fmt: skip
    with (
        patch.object(report, "lake_rows", return_value=pa.Table.from_pylist(refused)),
        patch.object(report, "taken_up", return_value={("b", 2)}),
    ):
        report.run_rejects(argparse.Namespace(feed="transactions", date=None))
    assert capsys.readouterr().out.splitlines() == [
        "file,line,column,reason",
        "a.csv,2,交易时间,required",
        "a.csv,9,,required",
    ]
