"""The account wire: 账户信息 with 13 columns, the same for every institution."""

from datetime import date
from typing import Any

import pyarrow as pa

from simulator.wires.layout import Cells, Layout
from simulator.wires.text import EPOCH, as_array, as_dictionary, instants, yuan

COLUMNS = (
    "账户开户名称", "开户人证件号码", "交易卡号", "交易账号", "账号开户时间", "开户网点", "账号开户银行", "账户类型",
    "账户状态", "账户余额", "可用余额", "销户日期", "最后交易时间",
)  # fmt: skip
FREE_TEXT = frozenset(("账户开户名称", "开户网点", "账号开户银行", "账户类型", "账户状态"))


def layout(source: str) -> Layout:
    """The wire of a source."""
    pairs = tuple((name, name) for name in COLUMNS)
    return Layout("accounts", source, "gb18030", pairs, tab=True, free_text=FREE_TEXT)


def cells(rows: pa.Table, day: date) -> Cells:
    """The texts of account rows; a closing day is told from that day on."""
    found: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    found.update({
        "账户开户名称": rows["holder_name"], "开户人证件号码": rows["holder_id"], "交易卡号": rows["card_no"],
        "交易账号": rows["account_no"], "账号开户时间": instants(rows["opened_at"], "iso"), "开户网点": rows["branch"],
        "账号开户银行": rows["bank_name"], "账户类型": rows["kind"], "账户状态": rows["status"],
        "账户余额": yuan(rows["balance_fen"]), "可用余额": yuan(rows["available_fen"]),
        "销户日期": _closed(rows["closed_day"], day), "最后交易时间": instants(rows["last_at"], "iso"),
    })  # fmt: skip
    return {key: as_array(value) if isinstance(value, pa.ChunkedArray) else value for key, value in found.items()}


def _closed(column: Any, day: date) -> pa.DictionaryArray:
    coded = as_dictionary(column)
    known = [ordinal if ordinal <= day.toordinal() else EPOCH for ordinal in coded.dictionary.to_pylist()]
    texts = ["" if ordinal == EPOCH else f"{date.fromordinal(ordinal):%Y%m%d}" for ordinal in known]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.string()))
