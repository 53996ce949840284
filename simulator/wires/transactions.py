"""The transaction wires: 34 columns of the returns of police fund inquiries, as four institutions write them."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from simulator.wires.layout import Cells, Layout
from simulator.wires.text import as_array, instants, translated, words, yuan

COLUMNS = (
    "交易卡号", "交易账号", "账户开户名称", "开户人证件号码", "交易时间", "交易金额", "交易余额", "收付标志",
    "交易对手账卡号", "现金标志", "对手户名", "对手身份证号", "对手开户银行", "摘要说明", "交易币种", "交易网点名称",
    "交易网点代码", "交易发生地", "交易是否成功", "传票号", "终端号", "IP地址", "MAC地址", "对手交易余额",
    "交易流水号", "日志号", "凭证种类", "凭证号", "交易柜员号", "商户名称", "商户号", "备注", "交易类型",
    "查询反馈结果原因",
)  # fmt: skip
EXTRA = ("商户流水号", "数据来源")
FREE_TEXT = frozenset((
    "账户开户名称", "对手户名", "对手开户银行", "摘要说明", "交易网点名称", "交易发生地", "商户名称", "交易类型",
))  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """The words of one institution."""

    form: str
    out: str
    into: str
    not_cash: str
    cash: str
    no: str
    yes: str
    currency: str
    suffix: str = ""
    origin: str = ""


WORDINGS = {
    "bank1": Wording("iso", "出", "进", "转账", "现金", "失败", "成功", "CNY"),
    "bank2": Wording("dots", "借", "贷", "0", "1", "01", "00", "156", suffix="_156_1"),
    "wechat": Wording("iso", "出", "入", "", "", "否", "是", "人民币", origin="微信支付"),
    "alipay": Wording("slash", "付", "收", "", "", "0", "1", "RMB", origin="支付宝"),
}


def layouts() -> dict[str, Layout]:
    """The wire of each source."""
    same = {name: (name, name) for name in (*COLUMNS, *EXTRA)}
    led = ("交易账号", "交易卡号", "交易流水号")
    return {
        "bank1": Layout("transactions", "bank1", "gb18030", _pairs(COLUMNS), tab=True, free_text=FREE_TEXT),
        "bank2": Layout("transactions", "bank2", "gb18030", _pairs((*led, *(c for c in COLUMNS if c not in led))),
                        end="\n", free_text=FREE_TEXT),
        "wechat": Layout("transactions", "wechat", "utf-8", tuple(same.values()), tab=True, mark=b"\xef\xbb\xbf",
                         free_text=FREE_TEXT),
        "alipay": Layout("transactions", "alipay", "gb18030", _pairs((*EXTRA, *COLUMNS)), free_text=FREE_TEXT),
    }  # fmt: skip


def _pairs(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)


def cells(source: str, rows: pa.Table, accounts: pa.Table) -> Cells:
    """The texts of ledger legs of one source; `accounts` has the account of each row."""
    word = WORDINGS[source]
    found: dict[str, Any] = dict.fromkeys((*COLUMNS, *EXTRA), "")
    found.update(_own(word, accounts))
    found.update(_movement(word, rows))
    found.update({
        "交易对手账卡号": rows["peer_no"], "对手户名": rows["peer_name"], "对手开户银行": rows["peer_bank"],
        "对手身份证号": rows["peer_id"], "交易发生地": rows["place"],
        "摘要说明": rows["memo"], "终端号": rows["terminal"], "IP地址": rows["ip"], "MAC地址": rows["mac"],
        "交易流水号": rows["serial"], "日志号": rows["reversal_of"], "商户名称": rows["merchant_name"],
        "商户号": rows["merchant_no"], "交易类型": rows["kind"], "数据来源": word.origin,
    })  # fmt: skip
    return {key: as_array(value) if isinstance(value, pa.ChunkedArray) else value for key, value in found.items()}


def _own(word: Wording, accounts: pa.Table) -> Cells:
    number = as_array(accounts["account_no"])
    if word.suffix:
        number = pc.binary_join_element_wise(number, word.suffix, "")  # none where there is no number
    return {
        "交易卡号": "" if word.origin else accounts["card_no"], "交易账号": number,
        "账户开户名称": accounts["holder_name"], "开户人证件号码": accounts["holder_id"],
        "交易网点名称": "" if word.origin else accounts["branch"],
    }  # fmt: skip


def _movement(word: Wording, rows: pa.Table) -> Cells:
    return {
        "交易时间": instants(rows["at"], word.form), "交易金额": yuan(rows["amount_fen"]),
        "交易余额": yuan(rows["balance_fen"]), "收付标志": words(rows["is_in"], word.out, word.into),
        "现金标志": words(rows["is_cash"], word.not_cash, word.cash) if word.cash else "",
        "交易币种": translated(rows["currency"], {"CNY": word.currency}),
        "交易是否成功": words(rows["is_success"], word.no, word.yes),
    }  # fmt: skip
