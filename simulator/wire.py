"""The wire of the cases feed: columns, times, money, and one encoded line per row."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

ENCODING = "gb18030"
COLUMNS = (
    "案件编号", "警情编号", "案由代码", "电诈类别代码", "简要案情", "发案时间起", "发案时间止", "报案时间", "受案时间",
    "立案时间", "破案时间", "撤案时间", "案件状态", "发案地区划代码", "详细地址", "受理单位代码", "被害人姓名",
    "被害人证件号码", "被害人性别", "被害人出生日期", "被害人职业代码", "被害人联系电话", "被害人现住地区划代码",
    "被骗金额", "损失金额", "支付方式", "首次接触渠道", "涉案账户", "涉案号码", "涉案网址", "主案编号", "移送单位代码",
    "更新时间", "操作类型",
)  # fmt: skip
AT = {name: position for position, name in enumerate(COLUMNS)}
FREE_TEXT = frozenset((AT["简要案情"], AT["详细地址"]))  # quoted always, the rest only if it must be
DAY = 86_400  # seconds; instants are Shanghai seconds since the proleptic day 0 (no summer time since 1991)

Row = tuple[str, ...]


@lru_cache(maxsize=8192)
def _day_text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def stamp(instant: int) -> str:
    """`yyyy-MM-dd HH:mm:ss` of an instant in seconds."""
    ordinal, second = divmod(instant, DAY)
    return f"{_day_text(ordinal)} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def yuan(fen: int) -> str:
    """Yuan with two decimals of an amount in fen."""
    return f"{fen // 100}.{fen % 100:02d}"


def fields(row: Sequence[str]) -> list[str]:
    """The fields as they stand between the commas, quoted where needed."""
    return [
        '"' + cell.replace('"', '""') + '"' if i in FREE_TEXT or "," in cell or '"' in cell else cell
        for i, cell in enumerate(row)
    ]


def line(row: Sequence[str]) -> bytes:
    """One record with its line end."""
    return (",".join(fields(row)) + "\r\n").encode(ENCODING)


def header(columns: Iterable[str] = COLUMNS) -> bytes:
    """The first line."""
    return (",".join(columns) + "\r\n").encode(ENCODING)
