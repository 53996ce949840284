"""Literal tables of a panel: a few legs, accounts and calls, as the behaviour room hands them over."""

from typing import Any

import pyarrow as pa

AT = 1_634_891_400  # 2021-10-22 08:30:00 in Shanghai, as seconds since 1970 of the local clock

ACCOUNT: dict[str, Any] = {
    "account_index": 0, "source": "bank1", "holder_name": "张㛃", "holder_id": "330502199001011236",
    "card_no": "6222021205001234560", "account_no": "33001234500012345", "opened_at": 1_551_694_212,
    "branch": "月河街道支行", "bank_name": "中国工商银行湖州分行", "kind": "Ⅰ类户", "status": "正常",
    "closed_day": None, "is_new_on": 737_122, "balance_fen": 123_450, "available_fen": 100, "last_at": None,
}  # fmt: skip
LEG: dict[str, Any] = {
    "source": "bank1", "account_index": 0, "at": AT, "amount_fen": 1_280_000, "balance_fen": 560_050, "is_in": False,
    "peer_no": "6217001420007654323", "peer_name": "李,某", "peer_bank": "中国建设银行", "is_cash": False,
    "memo": "转账", "currency": "CNY", "is_success": True, "kind": "手机银行", "terminal": None, "place": None,
    "ip": "10.20.30.40", "mac": "00-16-3E-5A-01-02", "merchant_name": None, "merchant_no": None, "serial": "B1A000001",
    "reversal_of": None, "peer_id": None,
}  # fmt: skip
CALL: dict[str, Any] = {
    "carrier": "mobile", "call_id": "C100", "part": 0, "kind": "voice", "direction": "out", "own_number": "13800000001",
    "peer_number": "13900000002", "peer_carrier": "mobile", "own_area": 572, "peer_area": 20,
    "forwarded_number": None, "at": AT, "duration_s": 3725,
}  # fmt: skip


def accounts(*changes: dict[str, Any]) -> pa.Table:
    """Accounts that differ from ACCOUNT as said."""
    schema = {
        "account_index": pa.int32(),
        "opened_at": pa.int64(),
        "closed_day": pa.int32(),
        "is_new_on": pa.int32(),
        "balance_fen": pa.int64(),
        "available_fen": pa.int64(),
        "last_at": pa.int64(),
    }
    return _table(ACCOUNT, changes, schema, set())


def legs(*changes: dict[str, Any]) -> pa.Table:
    """Ledger legs that differ from LEG as said."""
    schema = {"account_index": pa.int32(), "at": pa.int64(), "amount_fen": pa.int64(), "balance_fen": pa.int64(),
              "is_in": pa.bool_(), "is_cash": pa.bool_(), "is_success": pa.bool_()}  # fmt: skip
    return _table(LEG, changes, schema, {"source", "peer_bank", "memo", "currency", "kind"})


def calls(*changes: dict[str, Any]) -> pa.Table:
    """Call legs that differ from CALL as said."""
    schema = {"part": pa.int16(), "own_area": pa.int16(), "peer_area": pa.int16(), "at": pa.int64(),
              "duration_s": pa.int32()}  # fmt: skip
    return _table(CALL, changes, schema, {"carrier", "kind", "direction", "peer_carrier"})


def _table(
    row: dict[str, Any], changes: tuple[dict[str, Any], ...], schema: dict[str, Any], coded: set[str]
) -> pa.Table:
    rows = [{**row, **change} for change in (changes or ({},))]
    columns = {name: pa.array([r[name] for r in rows], schema.get(name, pa.string())) for name in row}
    return pa.table({n: c.dictionary_encode() if n in coded else c for n, c in columns.items()})
