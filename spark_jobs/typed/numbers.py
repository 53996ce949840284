"""Amounts, whole numbers and lengths as senders write them."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.field import Field

NUMBER = r"(?:(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,13})(?:\.[0-9]{1,2}0*)?|\.[0-9]{1,2}0*)"
MONEY = f"^(?:(?:[¥￥$]|CNY|RMB|人民币) ?)?{NUMBER}(?: ?(?:元|圆|CNY|RMB))?$"
#: The form of nearly all amounts: one look suffices.
PLAIN, PLAIN_SIGNED = "^[0-9]{1,13}[.][0-9]{2}$", "^-?[0-9]{1,13}[.][0-9]{2}$"
YUAN_AND_YEN, DOLLARS = ("CNY", "JPY"), ("USD", "HKD", "CAD", "AUD", "TWD", "SGD", "NZD", "MOP")
CLOCK_DURATION = "^([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])$"


def fen(item: Field, text: Column) -> Column:
    """Yuan with up to two decimals as integer fen, without a detour through floating point."""
    return F.when(text.rlike(PLAIN), _without_point(text)).otherwise(_any_fen(item, text))


def signed_fen(item: Field, text: Column) -> Column:
    """The same with a sign in front."""
    sign = F.when(text.startswith("-"), F.lit(-1)).otherwise(F.lit(1))
    other = _any_fen(item, F.regexp_replace(text, "^[-+]", "")) * sign
    return F.when(text.rlike(PLAIN_SIGNED), _without_point(text)).otherwise(other)


def _without_point(text: Column) -> Column:
    return F.translate(text, ".", "").try_cast("bigint")


def _any_fen(item: Field, text: Column) -> Column:
    bare = F.regexp_replace(F.when(text.rlike(MONEY) & _has_own_sign(item, text), text), "[^0-9.]", "")
    whole, cents = F.regexp_extract(bare, "^([0-9]*)", 1), F.regexp_extract(bare, r"\.([0-9]{1,2})", 1)
    return F.coalesce(whole.try_cast("bigint"), F.lit(0)) * 100 + F.rpad(cents, 2, "0").cast("bigint")


def _has_own_sign(item: Field, text: Column) -> Column:
    """Whether the signs or words beside an amount, if any, are those of its row's currency."""
    currency = F.col("r_currency") if item.has_currency else F.lit("CNY")
    fits = F.when(text.rlike("[A-Z元圆币]"), currency == YUAN_AND_YEN[0])
    fits = fits.when(text.startswith("$"), currency.isin(*DOLLARS)).otherwise(currency.isin(*YUAN_AND_YEN))
    return F.when(text.rlike("^[0-9.,]+$"), F.lit(True)).otherwise(F.coalesce(fits, F.lit(True)))


def integer(item: Field, text: Column) -> Column:
    """A whole number; `.0` is what spreadsheets append."""
    return F.when(text.rlike("^[0-9]{1,9}([.]0+)?$"), F.regexp_replace(text, "[.]0+$", "")).cast("int")


def seconds(item: Field, text: Column) -> Column:
    """A length in seconds or as a clock shows it."""
    plain = F.when(text.rlike("^[0-9]{1,6}([.]0+)?$"), F.regexp_replace(text, "[.]0+$", "")).cast("int")
    parts = [F.regexp_extract(text, CLOCK_DURATION, i).cast("int") for i in (1, 2, 3)]
    clock = F.when(text.rlike(CLOCK_DURATION), parts[0] * 3600 + parts[1] * 60 + parts[2]).cast("int")
    return F.coalesce(plain, clock)
