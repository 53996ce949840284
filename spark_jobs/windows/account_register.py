"""What the register says of an account on a date: its age, its kind, and what else its holder has.

As known on the date: of an account the version that came last by then; numbers that two institutions have are one.
"""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from spark_jobs.counting.spells import as_date
from spark_jobs.windows.asof import LONGEST, sum_where

KEY = "account_key"
AGE, CORPORATE, WALLET = "account_age_days", "account_is_corporate", "account_is_wallet"
HELD, OPENED = "account_holder_accounts_count", "account_holder_opened_count_30d"
#: What a version says, with its types.
SAID = {"holder_key": "bigint", "opened_date": "date", "account_type_code": "string"}
COLUMNS = (AGE, CORPORATE, WALLET, HELD, OPENED)
#: Added to days since 1970 and to a version, so that they have as many digits each time and sort as text.
DAYS, VERSIONS = 10**6, 10**10
BETWEEN = "\u001f"


def account_register(accounts: DataFrame, days: Collection[date]) -> DataFrame:
    """account_key, as_of_date and COLUMNS of every account of the register; empty where it does not say.

    `accounts`: rows of silver.accounts from the first batch on.
    """
    current = _current(accounts, days)
    opened_ago = F.datediff("as_of_date", "opened_date")
    is_fresh = opened_ago.between(0, LONGEST - 1)
    held = current.where("holder_key is not null").groupBy("holder_key", "as_of_date")
    counts = held.agg(F.count(F.lit(1)).alias(HELD), sum_where(is_fresh, F.lit(1)).alias(OPENED))
    age = F.when(opened_ago < 0, 0).otherwise(opened_ago)
    own = {AGE: age, CORPORATE: _is_type("corporate"), WALLET: _is_type("wallet")}
    joined = current.withColumns(own).join(counts, ["holder_key", "as_of_date"], "left")
    return joined.select(KEY, "as_of_date", *[F.col(name).cast("bigint") for name in COLUMNS])


def _current(accounts: DataFrame, days: Collection[date]) -> DataFrame:
    """The version of each account that an as-of date knows as the newest: the greatest text, its place in front."""
    place = (F.unix_date("batch_date") + F.lit(DAYS), F.col("version_no") + F.lit(VERSIONS), F.col("source"))
    said = [F.coalesce(F.col(name).cast("string"), F.lit("")) for name in SAID]
    version = F.concat_ws(BETWEEN, *[part.cast("string") for part in place], *said)
    dates = F.explode(F.array(*[as_date(day) for day in sorted(days)]))
    known = accounts.select(KEY, "batch_date", version.alias("version"), dates.alias("as_of_date"))
    newest = known.where("batch_date <= as_of_date").groupBy(KEY, "as_of_date").agg(F.max("version").alias("version"))
    parts = newest.select(KEY, "as_of_date", F.split("version", BETWEEN).alias("part"))
    each = {name: F.element_at("part", n) for n, name in enumerate(SAID, start=len(place) + 1)}
    return parts.select(KEY, "as_of_date", *[_filled(text).cast(SAID[n]).alias(n) for n, text in each.items()])


def _filled(text: Column) -> Column:
    return F.when(text != "", text)


def _is_type(code: str) -> Column:
    return F.when(F.col("account_type_code") == code, 1).when(F.col("account_type_code").isNotNull(), 0)
