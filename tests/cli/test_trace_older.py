"""A trace of days that an older version of the job built."""

from pathlib import Path

import pytest
import trace_lake as lake

from cli.__main__ import main
from lake.keys import token


def test_days_that_do_not_lie_by_payee_are_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Arrivals would be missing without a word."""
    lake.deliver("transfer_edge_by_payee", "account_card_by_card")
    assert main(["trace", token(lake.FIRST), "--at", "2021-10-06"]) == 1
    assert "the money of 2021-10-05 does not lie by payee yet: ./afdw day --until features" in capsys.readouterr().err
