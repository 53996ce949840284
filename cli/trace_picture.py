"""A trace as a picture (SVG): levels from above, arrows with what is traced, small accounts folded; no script."""

import csv
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from cli.trace_layout import BOX_H, BOX_W, EXIT_NAMES, Arrow, Box, Layout, laid_out
from cli.trace_lines import Area, curve, labels, money
from expectations.settings import CODE_LISTS
from lake.shanghai import SHANGHAI

Row = dict[str, Any]
FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
STATUS_NAMES = {"closed": "已销户", "frozen": "已冻结", "stopped": "已止付", "dormant": "睡眠户"}
END_NAMES = {"hub": "收付众多", "corporate": "对公", "victim": "被害人", "small": "小额", "last_hop": "未再追"}
#: Fill by kind of box; border of what a case names.
SOURCE, ACCOUNT, CLOSED, HELD, EXIT, FOLD = "#eef2f7", "#ffffff", "#d9d9d9", "#cfe3ff", "#fde8d0", "#f4f4f4"
REPORTED, PLAIN, BACKWARD, FORWARD = "#c0392b", "#7f8c8d", "#8e44ad", "#34679a"


def picture(trace: Row) -> str:
    """The SVG of a trace as `trace_tables.told` tells it. Equal traces give equal bytes."""
    layout = laid_out(trace)
    accounts = {row["key"]: row for row in trace["accounts"]}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width:.0f} {layout.height:.0f}"'
        f' width="{layout.width:.0f}" height="{layout.height:.0f}" font-family="{FONT}" font-size="12">',
        f'<defs>{_head("f", FORWARD)}{_head("b", BACKWARD)}</defs>',
        '<rect width="100%" height="100%" fill="#ffffff"/>', *_title(trace), *_rows(layout),
        *[_line(arrow, layout.arrows[-1].yuan) for arrow in layout.arrows],
        *[_box(box, accounts) for box in layout.boxes],
        *[_label(*place) for place in labels(layout)], "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _title(trace: Row) -> list[str]:
    words = f"资金追踪 {trace['key']}　截至 {_until(trace)}（{trace['days']}天）　方法：{trace['method_name']}"
    sums = f"追踪 {money(trace['traced_yuan'])}元　仍在各账户 {money(trace['still_there_yuan'])}元"
    note = "红框：案件所涉账户　蓝底：已止付、冻结　灰底：已销户　紫色虚线：回流　虚框：无该账户流水"
    return [_text(24, 30, words, 18), _text(24, 54, sums, 14), _text(24, 74, note, 11, PLAIN)]


def _until(trace: Row) -> str:
    """The end of the trace on a clock in Shanghai."""
    at = datetime.fromisoformat(trace["at"]).astimezone(SHANGHAI)
    is_end = (at - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S") == f"{trace['as_of_date']} 00:00:00"
    return f"{trace['as_of_date']} 24:00" if is_end else at.strftime("%Y-%m-%d %H:%M")


def _rows(layout: Layout) -> list[str]:
    """The names of the rows, in front of them."""
    tops = {box.row: box.y for box in layout.boxes}
    return [_text(24, tops[row] + BOX_H / 2 + 5, name, 14) for row, name in enumerate(layout.rows)]


def _box(box: Box, accounts: dict[str, Row]) -> str:
    """A rectangle with three lines; a title, shown under the pointer, with every account of it."""
    lines, fill, border, dashes = _fold(box) if len(box.keys) > 1 else _one(box, accounts.get(box.keys[0]))
    texts = [_text(box.x + 8, box.y + 18 + 18 * n, line, 12 if n else 11) for n, line in enumerate(lines)]
    title = "\n".join(key.lstrip("<>") for key in box.keys)
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{BOX_W}" height="{BOX_H}" rx="5"'
    look = f'fill="{fill}" stroke="{border}" stroke-width="{2 if border == REPORTED else 1}"{dashes}'
    return f"<g><title>{escape(title)}</title><rect {place} {look}/>{''.join(texts)}</g>"


def _fold(box: Box) -> tuple[list[str], str, str, str]:
    return [f"其余 {len(box.keys)} 个", f"共 {money(box.yuan)}"], FOLD, PLAIN, ""


def _one(box: Box, account: Row | None) -> tuple[list[str], str, str, str]:
    """Lines, fill, border and dashes of a box of its own."""
    key = box.keys[0]
    if account is None:
        name = EXIT_NAMES.get(key[1:], key[1:]) if key[0] == ">" else key[1:]
        verb = "流出" if key[0] == ">" else "付出"
        return [name, f"{verb} {money(box.yuan)}"], EXIT if key[0] == ">" else SOURCE, PLAIN, ""
    bank = _banks().get(account["bank_code"] or "", account["bank_code"] or "开户行不详")
    status, end = STATUS_NAMES.get(account["status_code"], ""), END_NAMES.get(account["not_followed"], "")
    words = status or (end and f"{end}未展开" if end != END_NAMES["last_hop"] else end)
    there = f"收 {money(account['received_yuan'])} 余 {money(account['still_there_yuan'])}"
    fill = {"已销户": CLOSED, "已冻结": HELD, "已止付": HELD}.get(words, ACCOUNT)
    dashes = "" if account["has_books"] else ' stroke-dasharray="4 3"'
    return (
        [key, f"{bank[: 6 if words else 10]} {words}".strip(), there],
        fill,
        REPORTED if account["is_reported"] else PLAIN,
        dashes,
    )


def _line(arrow: Arrow, largest: float) -> str:
    is_down = arrow.is_down
    colour, head = (FORWARD, "f") if is_down else (BACKWARD, "b")
    width = 1 + 5 * (arrow.yuan / largest) ** 0.5
    dashes = "" if is_down else ' stroke-dasharray="6 4"'
    return (
        f'<path d="{_path(arrow)}" fill="none" stroke="{colour}" stroke-opacity="0.55" stroke-width="{width:.1f}"'
        f'{dashes} marker-end="url(#{head})"/>'
    )


def _path(arrow: Arrow) -> str:
    start, *others = curve(arrow)
    return f"M{start[0]:.1f},{start[1]:.1f} C" + " ".join(f"{x:.1f},{y:.1f}" for x, y in others)


def _label(place: Area, words: str) -> str:
    left, top, right, low = place
    ground = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{low - top:.1f}" rx="3" fill="#fff"/>'
    )
    return ground + _text((left + right) / 2, top + 11, words, 11, "#1b2631", ' text-anchor="middle"')


def _head(name: str, colour: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="8" markerHeight="8" orient="auto"'
        f' markerUnits="userSpaceOnUse"><path d="M0,0 L8,4 L0,8 z" fill="{colour}"/></marker>'
    )


def _text(x: float, y: float, words: str, size: int, colour: str = "#1b2631", more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{more}>{escape(words)}</text>'


@cache
def _banks() -> dict[str, str]:
    """bank_code → its name."""
    with (CODE_LISTS / "banks.csv").open(encoding="utf-8", newline="") as file:
        return {row["bank_code"]: row["bank_name"] for row in csv.DictReader(file)}
