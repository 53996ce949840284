"""features.account_window: what came into an account and went out of it, how, and with whom, as of a date."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from lake.rounding import billionths, of_billionths
from spark_jobs.windows import account_days, account_peers, account_places, account_register
from spark_jobs.windows.asof import WINDOWS, together

KEY = "account_key"
#: Whole numbers; those of them that are empty where there is no value, and those that only shares need.
WHOLE = (
    *account_days.COLUMNS, *account_peers.COLUMNS, *account_places.PLACES, *account_places.SHARED,
    *account_places.LEFT, *account_register.COLUMNS,
)  # fmt: skip
MAY_BE_EMPTY = (*account_days.MAY_BE_EMPTY, *account_register.COLUMNS)
BETWEEN = (
    *account_peers.LEGS, *account_peers.SQUARES,
    *(f"account_{name}_count_{w}d" for name in ("night", "round") for w in (7, 30)),
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The tables of which windows are made, of the batches that `build_account_windows` names for its days; what came
    after an as-of date is left out here."""

    account_daily: DataFrame
    edges: DataFrame
    exits: DataFrame
    places: DataFrame
    accounts: DataFrame


def account_window(known: Known, days: Collection[date]) -> DataFrame:
    """Windows of the accounts as of `days`, from the partials of the last `asof.BATCHES` batches of each of them.

    Whoever has a leg that counts in the 30 days has a row, and nobody else: sums that cancelled out are no row.
    """
    parts = [
        account_days.account_days(known.account_daily, days),
        account_peers.account_peers(known.edges, days),
        account_places.account_exits(known.exits, days),
        account_places.account_places(known.places, days),
        account_register.account_register(known.accounts, days),
    ]
    rows = together(parts, KEY, WHOLE).where("account_in_count_30d > 0 or account_out_count_30d > 0")
    filled = rows.fillna(0, [name for name in WHOLE if name not in MAY_BE_EMPTY])
    return filled.withColumns(_shares()).drop(*BETWEEN)


def _shares() -> dict[str, Column]:
    """What is one number divided by another."""
    sums = {f"{name}_{w}d": F.col(f"account_{name}_{w}d") for name in ("in_fen", "out_fen") for w in WINDOWS}
    shares = {
        f"account_pass_through_share_{w}d": (
            F.least(sums[f"in_fen_{w}d"], sums[f"out_fen_{w}d"]),
            F.greatest(sums[f"in_fen_{w}d"], sums[f"out_fen_{w}d"]),
        )
        for w in WINDOWS
    }
    for w in (7, 30):
        legs = F.col(f"account_in_count_{w}d") + F.col(f"account_out_count_{w}d")
        shares |= {f"account_{n}_share_{w}d": (F.col(f"account_{n}_count_{w}d"), legs) for n in ("night", "round")}
        shares |= {
            f"account_{n}_share_{w}d": (F.col(f"account_{n}_fen_{w}d"), sums[f"in_fen_{w}d"])
            for n in ("passed", "passed_60min")
        }
    shares["account_cash_out_share_30d"] = (F.col("account_cash_out_fen_30d"), sums["out_fen_30d"])
    shares |= {name: each for peers in account_peers.PEERS for name, each in _of_peers(peers).items()}
    return {name: _share(*each) for name, each in shares.items()}


def _of_peers(peers: str) -> dict[str, tuple[Column, Column]]:
    """The share of new ones, and how far the legs are with few of them."""
    new, all_7d = F.col(f"account_{peers}_new_count_7d"), F.col(f"account_{peers}_distinct_count_7d")
    squares, legs = F.col(f"account_{peers}_squares_30d"), F.col(f"account_{peers}_legs_30d")
    return {
        f"account_{peers}_new_share_7d": (new, all_7d),
        f"account_{peers}_concentration_30d": (squares, legs * legs),
    }


def _share(part: Column, whole: Column) -> Column:
    """A share to nine places, on all engines alike; 0 of nothing."""
    ratio = part.cast("double") / F.greatest(whole, F.lit(1)).cast("double")
    return of_billionths(billionths(ratio))
