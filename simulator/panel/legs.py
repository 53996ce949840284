"""Ledger legs of one day as plain columns, before balances and texts."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
KINDS = (
    "转账", "快捷支付", "网银", "手机银行", "ATM取现", "ATM存现", "柜面", "POS消费", "扫码支付", "红包", "充值", "提现",
    "代发工资", "贷款发放", "贷款还款", "利息", "手续费", "冲正",
)  # fmt: skip
(TRANSFER, QUICK, WEB, MOBILE, ATM_OUT, ATM_IN, COUNTER, POS, QR, RED, TOP_UP, WITHDRAW, WAGES, LOAN, REPAY, INTEREST,
 FEE, REVERSAL) = range(len(KINDS))  # fmt: skip
CASH_KINDS = (ATM_OUT, ATM_IN, COUNTER)
MEMOS = (
    "", "转账", "消费", "工资", "房租", "货款", "还款", "借款", "生活费", "红包", "水电费", "充值", "提现", "取款",
    "存款", "利息", "退款", "代收", "餐费", "团购", "学费", "投资款", "保证金", "往来款",
)  # fmt: skip
MEMO = {text: code for code, text in enumerate(MEMOS)}
NOBODY = -1


@dataclass
class Legs:
    """Columns of equal length. `peer` is an account of ours or NOBODY; then `number` is an outside one (0: none).

    `name` is a code of the name table (NOBODY: take the peer's holder), `bank` a code of bank names (255: the
    peer's own), `second` that of the day, `amount` in fen. `device` tells IP and MAC (NOBODY: not told),
    `reverses` the position of the reversed leg within its own batch of legs (NOBODY: none).
    """

    account: Ints
    is_in: npt.NDArray[np.bool_]
    second: Ints
    amount: Ints
    kind: npt.NDArray[np.uint8]
    memo: npt.NDArray[np.uint8]
    peer: Ints
    number: Ints
    name: Ints
    bank: npt.NDArray[np.uint8]
    merchant: Ints
    device: Ints
    is_success: npt.NDArray[np.bool_]
    reverses: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.account)

    def where(self, mask: npt.NDArray[Any]) -> "Legs":
        """Some of the legs (mask or positions); reversals must not be cut from their originals."""
        return Legs(**{f.name: getattr(self, f.name)[mask] for f in fields(self)})


def legs(account: Ints, is_in: bool, second: Ints, amount: Ints, kind: Any, memo: Any = 0, **others: Any) -> Legs:
    """Legs with defaults for what is not told; scalars stand for all rows."""
    size = len(account)
    given: dict[str, Any] = {"peer": NOBODY, "number": 0, "name": NOBODY, "bank": 255, "merchant": NOBODY,
                             "device": NOBODY, "is_success": True, "reverses": NOBODY, **others}  # fmt: skip
    small, flags = {"bank": np.uint8}, {"is_success": bool}
    columns = {
        name: np.broadcast_to(np.asarray(value, dtype=small.get(name, flags.get(name, np.int64))), size)
        for name, value in given.items()
    }
    return Legs(
        account=np.asarray(account, dtype=np.int64), is_in=np.full(size, is_in), second=second, amount=amount,
        kind=np.broadcast_to(np.asarray(kind, dtype=np.uint8), size),
        memo=np.broadcast_to(np.asarray(memo, dtype=np.uint8), size), **columns,
    )  # fmt: skip


def pairs(payer: Ints, payee: Ints, second: Ints, amount: Ints, kind: Any, memo: Any = 0, **others: Any) -> Legs:
    """Both legs of transfers between accounts of ours; a failed one has no leg at the payee's."""
    paid = legs(payer, False, second, amount, kind, memo, peer=payee, **others)
    got = legs(payee, True, second, amount, kind, memo, peer=payer, **{**others, "device": NOBODY})
    return together([paid, got.where(got.is_success)])


def together(parts: Iterable[Legs]) -> Legs:
    """All legs; positions of reversed ones are moved along."""
    known = [part for part in parts if len(part)] or [legs(np.empty(0, dtype=np.int64), False, *_nothing())]
    columns = {f.name: np.concatenate([getattr(part, f.name) for part in known]) for f in fields(Legs)}
    offset = np.repeat(np.cumsum([0, *(len(part) for part in known[:-1])]), [len(part) for part in known])
    columns["reverses"] = np.where(columns["reverses"] >= 0, columns["reverses"] + offset, NOBODY)
    return Legs(**columns)


def _nothing() -> tuple[Ints, Ints, int]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0
