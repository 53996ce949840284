"""Ledger rows: balances that add up, legs that agree, reversals, accounts that exist."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from panel_helpers import FIRST, MIDNIGHT, City, city, other_city, where

from simulator.panel.legs import KINDS, MEMO, QR, REVERSAL, TRANSFER, legs, pairs, together
from simulator.panel_world import SOURCES
from simulator.residents import check_digit

CITIES = pytest.mark.parametrize("found", [city, other_city], ids=["huzhou", "lakeside"])


@CITIES
def test_balances_are_chains(found: object) -> None:
    """b_t = b_(t-1) ± amount in the order of time and serial; failed rows move nothing; nobody owes."""
    table = found().transactions.sort_by([(name, "ascending") for name in ("account_index", "at", "serial")])  # type: ignore[operator]
    account, amount = table["account_index"].to_numpy(), table["amount_fen"].to_numpy()
    balance, is_in = table["balance_fen"].to_numpy(), table["is_in"].to_numpy()
    change = np.where(is_in, amount, -amount) * table["is_success"].to_numpy()
    same = account[1:] == account[:-1]
    assert same.sum() > 100_000
    assert (balance[1:] == balance[:-1] + change[1:])[same].all()
    assert balance.min() >= 0 and amount.min() > 0


def test_a_day_of_literal_legs() -> None:
    """100 yuan go from account 0 to 1, of which 1 spends 30, fails to spend 40, and gets 30 back."""
    ledger = city().panel.ledger
    kept, ordinal, written = ledger.balance.copy(), ledger.ordinal, ledger.written
    ledger.balance[:2] = [10_000, 500]
    ledger.begin(FIRST.toordinal())
    one = np.array([1], dtype=np.int64)
    spent = legs(one, False, np.array([700]), np.array([3000]), QR)
    failed = legs(one, False, np.array([800]), np.array([4000]), QR, is_success=False)
    back = legs(one, True, np.array([900]), np.array([3000]), REVERSAL)
    undone = together([spent, back])
    undone.reverses[1] = 0
    moved = pairs(one - 1, one, np.array([600]), np.array([10_000]), TRANSFER, MEMO["货款"])
    rows = ledger.post(together([failed, undone, moved]), np.random.default_rng(1)).to_pylist()
    ledger.balance[:], ledger.ordinal, ledger.written = kept, ordinal, written
    told = [(r["account_index"], r["at"] - MIDNIGHT, r["is_in"], r["balance_fen"], r["is_success"]) for r in rows]
    assert told == [
        (0, 600, False, 0, True), (1, 600, True, 10_500, True), (1, 700, False, 7500, True),
        (1, 800, False, 7500, False), (1, 900, True, 10_500, True),
    ]  # fmt: skip
    assert [r["reversal_of"] for r in rows] == [None, None, None, None, rows[2]["serial"]]
    assert (rows[0]["peer_name"], rows[0]["memo"]) == (rows[1]["peer_name"], "货款") or rows[0]["peer_no"] is not None


def test_who_lacks_money_is_paid_from_elsewhere_first() -> None:
    ledger = city().panel.ledger
    kept, ordinal, written = ledger.balance.copy(), ledger.ordinal, ledger.written
    ledger.balance[1] = 100
    ledger.begin(FIRST.toordinal())
    spent = legs(np.array([1]), False, np.array([7000]), np.array([30_000]), QR)
    rows = ledger.post(spent, np.random.default_rng(1)).to_pylist()
    ledger.balance[:], ledger.ordinal, ledger.written = kept, ordinal, written
    assert [r["is_in"] for r in rows] == [True, False]
    assert rows[0]["amount_fen"] % 10_000 == 0 and rows[0]["amount_fen"] >= 29_900
    assert rows[1]["balance_fen"] == 100 + rows[0]["amount_fen"] - 30_000


def test_both_legs_of_a_transfer_agree() -> None:
    rows = [r for r in city().days[5].transactions.to_pylist() if r["is_success"]]
    accounts = city().panel.accounts()
    number = [a or c for a, c in zip(accounts["account_no"].to_pylist(), accounts["card_no"].to_pylist(), strict=True)]
    known = set(number)
    into = {(number[r["account_index"]], r["peer_no"], r["at"], r["amount_fen"]) for r in rows if r["is_in"]}
    out = {(r["peer_no"], number[r["account_index"]], r["at"], r["amount_fen"]) for r in rows
           if not r["is_in"] and r["peer_no"] in known}  # fmt: skip
    assert len(out) > 2000 and out <= into
    assert {pair for pair in into if pair[1] in known} == out
    names = dict(zip(number, accounts["holder_name"].to_pylist(), strict=True))
    assert all(names[r["peer_no"]] == r["peer_name"] for r in rows if r["peer_no"] in known)


def test_serials_are_unique_and_end_like_time() -> None:
    table = city().transactions
    keys = pc.binary_join_element_wise(table["account_index"].cast(pa.string()), table["serial"], "/")
    assert pc.count_distinct(keys).as_py() == table.num_rows
    assert pc.all(pc.match_substring_regex(table["serial"], "^[A-Z][0-9]{1,9}[A-Z][0-9]{1,9}$")).as_py()


def test_reversals_undo_a_row_of_the_same_account() -> None:
    table = city().transactions
    undone = where(table, kind="冲正").to_pylist()
    wanted = pa.array([r["reversal_of"] for r in undone])
    originals = {(r["account_index"], r["serial"]): r
                 for r in table.filter(pc.is_in(table["serial"], wanted)).to_pylist()}  # fmt: skip
    assert len(undone) > 100
    for row in undone:
        original = originals[row["account_index"], row["reversal_of"]]
        assert row["amount_fen"] == original["amount_fen"] and row["is_in"] != original["is_in"]
        assert original["is_success"] and row["at"] >= original["at"]
    assert table["reversal_of"].null_count == table.num_rows - len(undone)


def test_everyday_kinds_occur_and_some_payments_fail() -> None:
    table = city().transactions
    assert set(table["kind"].unique().to_pylist()) >= set(KINDS)
    assert 0.003 < where(table, is_success=False).num_rows / table.num_rows < 0.02
    cash = where(table, is_cash=True)
    assert set(cash["kind"].unique().to_pylist()) == {"ATM取现", "ATM存现", "柜面"}
    assert set(cash["source"].unique().to_pylist()) <= {"bank1", "bank2"}
    shops = where(table, kind="扫码支付")
    assert shops["merchant_no"].null_count < shops.num_rows and shops["merchant_name"].null_count < shops.num_rows


def test_accounts_are_as_the_feed_needs_them() -> None:
    rows = city().panel.accounts().to_pylist()
    assert [r["account_index"] for r in rows] == list(range(len(rows)))
    assert {r["source"] for r in rows} == set(SOURCES)
    assert {r["kind"] for r in rows} == {"Ⅰ类户", "Ⅱ类户", "Ⅲ类户", "对公账户", "支付账户"}
    bank = [r for r in rows if r["source"].startswith("bank")]
    assert all(r["card_no"] or r["account_no"] for r in rows)
    assert {(r["card_no"] is None, r["account_no"] is None) for r in bank} == {
        (False, False),
        (True, False),
        (False, True),
    }
    numbers = [n for r in rows for n in (r["card_no"], r["account_no"]) if n]
    assert len(set(numbers)) == len(numbers)
    assert all(r["holder_id"][17] == check_digit(r["holder_id"][:17]) for r in rows[::11])
    assert all(r["bank_name"].startswith(("中国工商银行", "中国农业银行", "财付通", "支付宝")) for r in rows)
    assert all(r["is_new_on"] == r["opened_at"] // 86_400 + date(1970, 1, 1).toordinal() for r in rows)


def used_before_opened(found: City) -> int:
    opened = np.array(found.panel.accounts()["is_new_on"].to_pylist())
    table = found.transactions
    day = table["at"].to_numpy() // 86_400 + date(1970, 1, 1).toordinal()
    return int((day < opened[table["account_index"].to_numpy()]).sum())


@CITIES
def test_nobody_uses_an_account_before_it_is_opened(found: object) -> None:
    assert used_before_opened(found()) == 0  # type: ignore[operator]


def test_many_cards_sleep_and_some_are_new() -> None:
    accounts = city().panel.accounts()
    extra = city().panel.base.extra
    used = set(city().transactions["account_index"].unique().to_pylist())
    share = np.mean([index not in used for index in extra.tolist()])
    assert share > 0.5
    first, last = FIRST.toordinal(), city().days[-1].day.toordinal()
    new = [a for a in accounts["is_new_on"].to_pylist() if first < a <= last]
    assert len(new) >= 5
