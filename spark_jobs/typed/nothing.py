"""What senders write where they have nothing: words, signs, zeros, the zero and the end of a clock.

One list for all; a mapping adds its sender's own words (`nothing`). What is a value elsewhere is one there: `-` is a
direction, 0 an amount, 1970-01-01 a birthday.
"""

import re

from pyspark.sql import Column

from spark_jobs.typed.field import Field

WORDS = (
    "无", "无数据", "无信息", "暂无信息", "无号码", "无账号", "无卡号", "无证件", "没有", "暂无", "暂缺", "空", "空值",
    "空白", "保密", "不详", "不明", "不知", "不清楚", "未知", "未填", "未填写", "未提供", "未登记", "未采集", "待补",
    "待查",
    "null", "(null)", "<null>", "#null!", r"\n", "none", "nil", "nan", "na", "n/a", "#n/a", "undefined", "unknown",
    "unavailable", "not available", "not provided", "missing", "empty", "blank", "void",
)  # fmt: skip
#: Around a word, and the stop behind it.
BEFORE, BEHIND = r"[(（<【\[]?", r"[)）>】\]]?[。.]?"
SIGNS = r"[-—–―…_/\\.。?~ ]+"
ZEROS, ZEROS_OF_KEYS = "0+([.]0+)?", "[0 .:_-]+"
CLOCK = "([^0-9].*|[0-9]{6})?"
#: 1900-01-01 is the first day of SQL Server and Excel, which shows an empty cell as 1900-01-00 or 1899-12-30; other
#: systems begin in the years 1, 1601 and 1753. 1970-01-01 is the first day of Unix, in Shanghai at eight.
FIRST_DAY = f"((0001|1601|1753|1900)[-/]?0?1[-/]?0?[01]|1899[-/]?12[-/]?3[01]){CLOCK}"
UNIX_ZERO = "1970[-/]?0?1[-/]?0?1([ T-]?0?[08][:.]?00([:.]?00([^0-9].*)?)?)?"
#: Until when something holds that has no end.
LAST_DAY = f"((2099|2100|2999|3000|9999)[-/]?12[-/]?31|9999[-/]?99[-/]?99){CLOCK}"
NO_TIME = "[0 :/.TZ-]+"


def is_word(item: Field, text: Column) -> Column:
    """Whether a cell says in words that there is nothing."""
    return _is(item, text)


def is_nothing(item: Field, text: Column) -> Column:
    """The same where zeros are nothing too."""
    return _is(item, text, ZEROS)


def is_no_key(item: Field, text: Column) -> Column:
    """The same of an identity: 0.0.0.0, 00:00:00:00:00:00, 0000-0000."""
    return _is(item, text, ZEROS_OF_KEYS)


def is_no_time(item: Field, text: Column) -> Column:
    """The same of a time: zeros, the first day of a clock, the end of time."""
    return ~text.between("1971", "2098~") & _is(item, text, NO_TIME, FIRST_DAY, UNIX_ZERO, LAST_DAY)


def is_no_birth(item: Field, text: Column) -> Column:
    """The same of a birthday: people were born on 1970-01-01."""
    return _is(item, text, NO_TIME, FIRST_DAY, LAST_DAY)


def _is(item: Field, text: Column, *more: str) -> Column:
    words = "|".join(re.escape(word) for word in (*WORDS, *item.nothing))
    found = text.rlike(f"^({BEFORE}(?i:{words}){BEHIND}|{'|'.join((SIGNS, *more))})$")
    is_told_by_a_digit = FIRST_DAY in more or any("1" <= word[:1] <= "9" for word in item.nothing)
    return found if is_told_by_a_digit else ~text.between("1", ":") & found  # most texts begin with one
