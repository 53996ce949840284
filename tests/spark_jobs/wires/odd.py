"""What the field writes where it has nothing, or no time; the texts of every feed."""

from wires.form import Column, Row

Cells = dict[str, str]
Taken = dict[str, tuple[Cells, Row]]
Refused = dict[str, tuple[Cells, Column, str]]

WORDS = (
    "-",
    "--",
    "/",
    "无",
    "不详",
    "未知",
    "暂无",
    "NULL",
    "null",
    "(null)",
    "None",
    "N/A",
    "n/a",
    "UNKNOWN",
    "Undefined",
    "（无）",
    "【不详】",
    "无。",
    "空白",
)
ZEROS = ("0", "0000000000", "0000000000000000000", "0000-0000-0000-0000", "0.0")
NO_TIMES = (
    "1970-01-01 08:00:00",
    "1970-01-01 00:00:00",
    "19700101080000",
    "1970/1/1 8:00:00",
    "1900-01-01 00:00:00",
    "1900-01-01 08:05:43",
    "1900/1/1 0:00:00",
    "0000-00-00 00:00:00",
    "无",
    "-",
    "9999-12-31 00:00:00",
    "0001-01-01 00:00:00",
    "1899-12-30 00:00:00",
    "1900-01-00 00:00:00",
    "1970/1/1 8:00",
)
