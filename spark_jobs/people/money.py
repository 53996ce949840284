"""Money of residents, as holders of accounts: what a day of it adds up to, and whom they pay."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from spark_jobs.counting.sums import signed
from spark_jobs.money.balances import balance_end, balance_open
from spark_jobs.money.counting import LEG

HOLDER_LEG = (*LEG, "holder_key", "memo_class_code", "channel_code")
HOLDER_KEY = ("resident_key", "event_date", "day")
#: A loan that is paid out, by the class of its memo and by the type that the institution gives: lenders often write a
#: memo that friends write as well.
LOAN, LOAN_OUT = "loan", "loan_out"
SUMS = ("in_count", "in_fen", "out_count", "out_fen", "loan_in_count", "loan_in_fen")
BALANCES = ("balance_open_fen", "balance_end_fen")


def held(legs: DataFrame) -> DataFrame:
    """The legs that name a holder, as `resident_key`."""
    return legs.where("holder_key is not null").withColumn("resident_key", F.col("holder_key"))


def money_sums(moved: DataFrame) -> DataFrame:
    """What adds up per resident, event date and day; balances are those of each account, summed."""
    is_in, is_out = F.col("direction_code") == "in", F.col("direction_code") == "out"
    is_told = F.col("memo_class_code").eqNullSafe(LOAN) | F.col("channel_code").eqNullSafe(LOAN_OUT)
    is_loan, amount = is_in & is_told, F.col("amount_fen")
    accounts = moved.groupBy(*HOLDER_KEY, "account_key").agg(
        signed(is_in).alias("in_count"),
        signed(is_in, amount).alias("in_fen"),
        signed(is_out).alias("out_count"),
        signed(is_out, amount).alias("out_fen"),
        signed(is_loan).alias("loan_in_count"),
        signed(is_loan, amount).alias("loan_in_fen"),
        balance_open().alias("balance_open_fen"),
        balance_end().alias("balance_end_fen"),
    )
    return accounts.groupBy(*HOLDER_KEY).agg(*[F.sum(name).alias(name) for name in (*SUMS, *BALANCES)])


def payees(moved: DataFrame) -> DataFrame:
    """features.resident_payee_daily."""
    paid = moved.where("direction_code = 'out' and peer_account_key is not null")
    payee, batch = F.col("peer_account_key").alias("payee_key"), F.col("day").alias("batch_date")
    return paid.groupBy("resident_key", payee, "event_date", batch).agg(
        signed(F.lit(True)).alias("out_count"), signed(F.lit(True), F.col("amount_fen")).alias("out_fen")
    )
