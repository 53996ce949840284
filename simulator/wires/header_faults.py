"""Headers that differ from what was agreed: in another order, with a mark, or wrong so that every row is lost."""

from dataclasses import dataclass, replace
from random import Random

from simulator.wires.layout import Cells, Layout

MARKS = {"utf-8": b"\xef\xbb\xbf", "gb18030": b"\x84\x31\x95\x33"}
ODD_COLUMN = "备用字段"
#: Columns without which no parser can do, by feed.
REQUIRED = {
    "transactions": ("交易时间", "交易金额", "收付标志", "交易币种", "交易是否成功"),
    "call_records": ("通话类型", "话单类型", "本机号码", "对方号码"),
    "accounts": ("账户状态",),
    "residents": ("证件号码", "更新时间", "操作类型"),
    "registrations": ("registration_id", "subscriber_id", "id_number", "event", "at"),
}


@dataclass(frozen=True)
class HeaderFault:
    """The wire as sent and the kind that truth tells; column and reason where every row of it is lost."""

    layout: Layout
    extra: Cells
    kind: str = ""
    column: str = ""
    reason: str = ""


def header_fault(rng: Random, kind: str, layout: Layout) -> HeaderFault:
    """The wire with what a kind of fault does to its header; most kinds do nothing."""
    pairs = list(layout.columns)
    if kind == "bom":
        mark = b"" if layout.mark else MARKS[layout.encoding]
        return HeaderFault(replace(layout, mark=mark), {}, "bom" if mark else "no_bom")
    if kind == "column_order":
        return HeaderFault(layout.changed(rng.sample(pairs, len(pairs))), {}, kind)
    if kind == "unknown_column":
        odd = layout.changed([*pairs, (ODD_COLUMN, ODD_COLUMN)])
        return HeaderFault(odd, {ODD_COLUMN: ""}, kind, ODD_COLUMN, kind)
    if kind in ("missing_column", "renamed_column"):
        key = rng.choice(REQUIRED[layout.feed])
        name = layout.name(key)
        kept = [(k, n) for k, n in pairs if k != key]
        renamed = [(k, f"{n}_1" if k == key else n) for k, n in pairs]
        sent = layout.changed(kept if kind == "missing_column" else renamed)
        return HeaderFault(sent, {}, kind, name, "missing_column")
    return HeaderFault(layout, {})
