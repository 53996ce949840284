"""A trace of days that an older version of the job built."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import trace_lake as lake

from cli.__main__ import main
from lake import batches
from lake.content import Content
from lake.keys import token


def test_days_that_do_not_lie_by_payee_are_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Arrivals would be missing without a word."""
    lake.deliver("transfer_edge_by_payee", "account_card_by_card")
    assert main(["trace", token(lake.FIRST), "--at", "2021-10-06"]) == 1
    command = "./afdw day --from 2021-10-05 --to 2021-10-05 --until features"
    assert f"the money of 2021-10-05 does not lie by payee yet ({command})" in capsys.readouterr().err


@pytest.mark.parametrize(("days", "code"), [("5", 0), ("6", 1)])
def test_only_days_of_the_window_are_looked_at(home: Path, days: str, code: int) -> None:
    """Of five days up to the 11th the first is the 7th, of whose events the 6th may tell; the 5th is older."""
    lake.deliver()
    name_again(lake.D1 + timedelta(days=6), lambda content: content)
    name_again(lake.D1, lambda content: {table: told for table, told in content.items() if "by_payee" not in table})
    assert main(["trace", token(lake.FIRST), "--at", "2021-10-11", "--days", days]) == code


def name_again(day: date, content: Callable[[dict[str, Content]], dict[str, Content]]) -> None:
    """Names a day of money like that of the 5th, with other content."""
    version, named = batches.read()
    like = next(row for row in named if (row.product, row.batch_date) == ("money_days", lake.D1))
    others = [row for row in named if (row.product, row.batch_date) != ("money_days", day)]
    batches.write([*others, replace(like, batch_date=day, content=content(like.content))], version)
