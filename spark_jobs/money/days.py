"""The partials of money, each a pure function of legs, withdrawals and days: per account, payer and payee, exit,
address and card.

Sums are signed: what begins to count less what stops. They fit into 63 bits: silver admits at most 10^13 fen a leg,
and one account, day and batch would need 900,000 legs of that size, several hundred times a country's yearly product.
"""

from collections.abc import Collection
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lake.shanghai import HOURS
from spark_jobs.counting.moves import Ledger, moves
from spark_jobs.counting.spells import Keep, anew
from spark_jobs.counting.sums import first_and_last, signed, told
from spark_jobs.money import draws
from spark_jobs.money.balances import balance_end
from spark_jobs.money.cards import account_card_daily
from spark_jobs.money.counting import LEG, ledger
from spark_jobs.money.exits import account_place_daily, exit_daily

ACCOUNT_DAILY, TRANSFER_EDGE_DAILY = "features.account_daily", "features.transfer_edge_daily"
EXIT_DAILY, ACCOUNT_PLACE_DAILY = "features.exit_daily", "features.account_place_daily"
ACCOUNT_CARD_DAILY = "features.account_card_daily"
#: The same rows in another order (`sortedBy` of their contracts).
TRANSFER_EDGE_BY_PAYEE, ACCOUNT_CARD_BY_CARD = "features.transfer_edge_by_payee", "features.account_card_by_card"
#: What kinds of exits and addresses are told by, beside the columns that all partials of money read.
MONEY_LEG = (
    *LEG, "memo_class_code", "channel_code", "merchant_key", "ip_key", "mac_key", "place_area_code",
    "peer_bank_code",
)  # fmt: skip
ACCOUNT_KEY = ("account_key", "event_date")
EDGE_KEY = ("payer_key", "payee_key", "event_date", "amount_fen")
#: 100 yuan and 10 yuan in fen; Shanghai is eight hours ahead all year, its night ends at six.
ROUND_FEN, TEST_FEN = 10_000, 1_000
OFFSET_S, DAY_S, NIGHT_S = HOURS * 3600, 24 * 3600, 6 * 3600


def money_days(
    legs: DataFrame, withdrawn: DataFrame, days: Collection[date], keep: Keep = anew
) -> dict[str, DataFrame]:
    """All tables of the batches `days`, by name.

    `legs`: rows of silver.transactions of the batches that `counting.spans` names for these days (more do no harm);
    `withdrawn`: file_sha256, withdrawn_on (from that batch on its rows no longer count), one row per file.
    """
    of = ledger(legs, withdrawn, days, keep, MONEY_LEG)
    edges = keep(transfer_edge_daily(of, keep), "edges")
    cards = keep(account_card_daily(legs, withdrawn, days), "cards")
    return {
        ACCOUNT_DAILY: account_daily(of, keep),
        TRANSFER_EDGE_DAILY: edges,
        TRANSFER_EDGE_BY_PAYEE: edges,
        EXIT_DAILY: exit_daily(of, keep),
        ACCOUNT_PLACE_DAILY: account_place_daily(of),
        ACCOUNT_CARD_DAILY: cards,
        ACCOUNT_CARD_BY_CARD: cards,
    }


def account_daily(of: Ledger, keep: Keep = anew) -> DataFrame:
    """features.account_daily: per account, event date and batch."""
    moved = moves(of, ACCOUNT_KEY, lambda legs: legs, keep)
    balance_end_fen = balance_end().alias("balance_end_fen")
    sums = moved.groupBy(*ACCOUNT_KEY, "day").agg(*_sums(), *first_and_last(), balance_end_fen, *_largest())
    # `right`, as the days with draws are to be hashed, who are fewer
    both = draws.draws(moved).join(sums, [*ACCOUNT_KEY, "day"], "right")
    *fen, dwell = draws.COLUMNS
    passed = [F.when(F.col("first_at").isNotNull(), F.coalesce(name, F.lit(0))).alias(name) for name in fen]
    return both.select(*sums.columns, *passed, dwell).withColumnRenamed("day", "batch_date")


def _sums() -> list[Column]:
    """What adds up."""
    is_in, is_out = F.col("direction_code") == "in", F.col("direction_code") == "out"
    is_cash_out, amount = is_out & F.col("is_cash"), F.col("amount_fen")
    return [
        signed(is_in).alias("in_count"),
        signed(is_in, amount).alias("in_fen"),
        signed(is_out).alias("out_count"),
        signed(is_out, amount).alias("out_fen"),
        signed(_is_night()).alias("night_count"),
        signed(amount % ROUND_FEN == 0).alias("round_count"),
        signed(is_cash_out).alias("cash_out_count"),
        signed(is_cash_out, amount).alias("cash_out_fen"),
        signed(is_in & (amount <= TEST_FEN)).alias("test_in_count"),
    ]


def transfer_edge_daily(of: Ledger, keep: Keep = anew) -> DataFrame:
    """features.transfer_edge_daily: per payer, payee, event date, amount and batch."""
    moved = moves(of, EDGE_KEY, _with_peers, keep)
    is_in, is_out, bank = F.col("direction_code") == "in", F.col("direction_code") == "out", F.col("peer_bank_code")
    return moved.groupBy(*EDGE_KEY, F.col("day").alias("batch_date")).agg(
        signed(is_out).alias("payer_told_count"),
        signed(is_in).alias("payee_told_count"),
        *first_and_last(),
        F.max(told(F.when(is_in, bank))).alias("payer_bank_code"),
        F.max(told(F.when(is_out, bank))).alias("payee_bank_code"),
    )


def _with_peers(legs: DataFrame) -> DataFrame:
    """The legs that name a peer account, with payer and payee."""
    own, peer, is_out = F.col("account_key"), F.col("peer_account_key"), F.col("direction_code") == "out"
    payer, payee = F.when(is_out, own).otherwise(peer), F.when(is_out, peer).otherwise(own)
    return legs.where(peer.isNotNull()).withColumns({"payer_key": payer, "payee_key": payee})


def _is_night() -> Column:
    """Whether the event's hour in Shanghai is before six."""
    return F.pmod(F.unix_seconds("event_at") + OFFSET_S, F.lit(DAY_S)) < NIGHT_S


def _largest() -> list[Column]:
    """The largest amounts in and out of what counts."""
    amounts = {way: told(F.when(F.col("direction_code") == way, F.col("amount_fen"))) for way in ("in", "out")}
    return [F.max(amount).alias(f"{way}_largest_fen") for way, amount in amounts.items()]
