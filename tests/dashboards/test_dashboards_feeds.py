"""What the page says about the feeds: the queries of its datasets on marts of literal rows."""

import os
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from feed_page import DAY, EVE, FULL, QUIET, SILENT, Page
from psycopg.rows import dict_row

from cli import home, postgres
from expectations.contract import contract
from expectations.settings import postgres_dsn

pytestmark = pytest.mark.slow
TABLES = ("dim_feed", "dim_date", "mart_feed_health", "mart_feed_status", "mart_feed_reject", "mart_feed_check")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A PostgreSQL whose marts have the columns of the contracts and no rows."""
    saved = dict(os.environ)
    os.environ["AFDW_HOME"] = str(tmp_path_factory.mktemp("home"))
    home.prepare()
    postgres.start()
    with psycopg.connect(postgres_dsn()) as connection:
        connection.execute("create schema if not exists marts; create table marts.mart_case_yoy (as_of_date date)")
        for name in TABLES:
            columns = ", ".join(f'"{column.name}" {column.type}' for column in contract(f"marts.{name}").columns)
            connection.execute(f"create table marts.{name} ({columns})".encode())
    yield
    postgres.remove()
    os.environ.clear()
    os.environ.update(saved)


@pytest.fixture
def page(server: None) -> Iterator[Page]:
    """Marts of a city with two feeds, to be filled; emptied behind the test."""
    with psycopg.connect(postgres_dsn(), row_factory=dict_row) as connection:
        found = Page(connection)
        found.put("dim_feed", feed="cases", feed_name="案件", position=1)
        found.put("dim_feed", feed="call_records", feed_name="通话话单", position=2)
        found.put("mart_case_yoy", as_of_date=DAY)
        connection.execute(
            "insert into marts.dim_date (stat_date) select date '2021-09-01' + n from generate_series(0, 99) n"
        )
        yield found
        connection.rollback()


def test_a_missing_feed_is_named_with_its_last_batch(page: Page) -> None:
    page.status("cases", "missing", EVE, 1)
    page.health("cases", DAY, SILENT)
    page.status("call_records", "delivered")
    page.health("call_records", DAY, QUIET)
    assert page.shows(
        "feed_health", "feed_name", "state_text", "tone", "missing_text", "days_behind", "alert_text"
    ) == [
        ("案件", "缺数", "bad", "整批未送达", 1, "10月25日批次截止时仍未送达，最近送达 10月24日，落后 1 天"),
        ("通话话单", "正常", "good", "—", 0, ""),
    ]
    assert page.shows("data_to", "as_of_text", "fresh_text", "fresh_tone") == [
        ("2021年10月25日", "缺数：案件", "bad"),
    ]


def test_a_feed_that_nobody_loaded_is_not_called_missing(page: Page) -> None:
    page.status("cases", "not_loaded", EVE)
    page.status("moonlight", "missing", None, 1)
    page.health("moonlight", DAY, SILENT)
    assert page.shows("feed_health", "feed_name", "state_text", "balance_text", "alert_text") == [
        ("moonlight", "缺数", "—", "10月25日批次截止时仍未送达，从未送达过"),
        ("案件", "未装载", "—", "10月25日批次未装载，最近送达 10月24日，落后 1 天"),
    ]
    assert page.shows("data_to", "fresh_text", "fresh_tone") == [("缺数：moonlight；未装载：案件", "bad")]


def test_all_feeds_there_is_said_too(page: Page) -> None:
    page.status("cases", "delivered")
    page.health("cases", DAY, QUIET)
    assert page.shows("data_to", "fresh_text", "fresh_tone") == [("批次齐全", "good")]


def test_senders_refusals_and_what_is_late_are_told_with_the_reasons(page: Page) -> None:
    page.status("call_records", "delivered")
    page.health("call_records", DAY, QUIET | FULL | {"checks_warned": 2, "missing_sources": "telecom;unicom"})
    for reason, rows in (("a", 1), ("b", 5), ("c", 2), ("d", 3)):
        page.refused("call_records", DAY, reason, rows)
    page.refused("call_records", EVE, "e", 90)
    columns = ("rows", "silver", "quarantine", "late_rows", "quarantine_percent", "balance_text", "checks_warned")
    assert page.shows("feed_health", *columns) == [(10, 6, 3, 4, 30, "相符", 2)]
    assert page.shows("feed_health", "state_text", "missing_text", "reasons_text", "alert_text") == [
        ("部分缺", "telecom、unicom", "<b> 5、<d> 3、<c> 2 等", "telecom、unicom 未送达"),
    ]


def test_rows_that_do_not_add_up_are_bad(page: Page) -> None:
    page.status("cases", "delivered")
    page.health("cases", DAY, QUIET | {"rows": 7, "silver": 6})
    assert page.shows("feed_health", "state_text", "tone", "balance_text") == [("不符", "bad", "不符")]


def test_thirty_days_have_a_cell_each_also_where_nothing_is_known(page: Page) -> None:
    page.status("cases", "delivered")
    page.health("cases", DAY, QUIET | FULL | {"checks_warned": 1})
    page.health("cases", EVE, SILENT)
    page.health("cases", date(2021, 10, 23), QUIET | FULL | {"silver": 3, "duplicate": 4})
    page.health("cases", date(2021, 9, 25), QUIET | FULL | {"silver": 999})
    cells = page.shows("feed_trend", "batch_date", "tone", "bar_percent", "refused_text")
    assert len(cells) == 30 and min(cells)[0] == date(2021, 9, 26)
    assert [cell for cell in cells if cell[1] != "unknown"] == [
        (date(2021, 10, 23), "late", 50, "30"),
        (EVE, "missing", 100, "缺"),
        (DAY, "warned", 100, "30"),
    ]


def test_reasons_count_the_latest_batch_and_thirty_days(page: Page) -> None:
    page.status("cases", "delivered")
    page.status("call_records", "delivered")
    page.refused("cases", DAY, "a", 2, "损失金额")
    page.refused("cases", date(2021, 9, 26), "a", 3, "损失金额")
    page.refused("cases", date(2021, 9, 25), "a", 70, "损失金额")
    page.refused("cases", EVE, "b", 5)
    assert page.shows(
        "feed_reasons", "feed_name", "reason_name", "wire_column", "rows", "rows_30d", "share_percent"
    ) == [
        ("案件", "<a>", "损失金额", 2, 5, 50),
        ("案件", "<b>", "整行", 0, 5, 50),
        ("通话话单", "近30天没有拒收", "—", 0, 0, None),
    ]


def test_breached_checks_stand_beside_their_limits(page: Page) -> None:
    page.status("cases", "delivered")
    page.status("call_records", "delivered")
    for code, unit, source, value, lowest, highest, outcome in (
        ("volume_ratio", "ratio", "s", 0.25, 0.5, 2, "warned"),
        ("reject_share", "share", "", 0.3, None, 0.2, "stopped"),
        ("delivered_files", "files", "s", 0, 1, None, "warned"),
        ("merged_nowhere_rows", "rows", "s", 3, None, 0, "warned"),
        ("unknown_code_share", "share", "", 0.01, None, 0.05, "passed"),
    ):
        measured = {"unit_code": unit, "value": value, "lowest": lowest, "highest": highest, "outcome": outcome}
        named = {"check_code": code, "check_name": f"<{code}>"}
        page.put("mart_feed_check", feed="cases", batch_date=EVE, source=source, **named, **measured)
    assert page.shows(
        "feed_checks", "feed_name", "source", "check_text", "value_text", "limit_text", "outcome_text"
    ) == [
        ("案件", "s", "<delivered_files>", "0 个", "≥ 1 个", "提醒"),
        ("案件", "s", "<merged_nowhere_rows>", "3 行", "≤ 0 行", "提醒"),
        ("案件", "s", "<volume_ratio>", "0.25 倍", "0.50 倍 ~ 2.00 倍", "提醒"),
        ("案件", "全部", "<reject_share>", "30.0%", "≤ 20.0%", "停止"),
        ("通话话单", "—", "近30天没有超限", "—", "—", "通过"),
    ]
