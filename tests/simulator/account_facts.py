"""Plain facts of the accounts of a test city, and how well two of them together tell the mules."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
from panel_helpers import City

Facts = dict[str, npt.NDArray[np.float64]]
FOUND = 4  # one mule in so many must be found
LIMITS = (0, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 90, 95, 100)  # percentiles of mules at which a fact is cut


def facts(place: City) -> tuple[Facts, npt.NDArray[np.bool_]]:
    """One value per account that moved money: turnover (fen), seconds from money in to money out (median), rows of the
    busiest day, days, addresses, largest sum, money out among all money moved; and which of them are mules'."""
    table = place.transactions.select(["account_index", "at", "amount_fen", "is_in", "ip"]).to_pandas()
    table = table.sort_values(["account_index", "at"], kind="stable")
    by = table.groupby("account_index")
    follows = ~table["is_in"] & by["is_in"].shift(1).eq(True)
    table["dwell"] = by["at"].diff().where(follows)
    table["day"] = table["at"] // 86_400
    sums = table.assign(out=table["amount_fen"].where(~table["is_in"], 0)).groupby("account_index")
    found = {
        "turnover": by["amount_fen"].sum(), "dwell": by["dwell"].median().fillna(1e9), "days": by["day"].nunique(),
        "busiest": table.groupby(["account_index", "day"]).size().groupby("account_index").max(),
        "addresses": by["ip"].nunique(), "largest": by["amount_fen"].max(),
        "out": sums["out"].sum() / (by["amount_fen"].sum() + 1),
    }  # fmt: skip
    mules = {int(str(mule["account_index"])) for mule in place.truth("mules")}
    accounts = next(iter(found.values())).index
    return {name: series.to_numpy(np.float64) for name, series in found.items()}, accounts.isin(mules)


def most_telling_pair(place: City, known: tuple[Facts, npt.NDArray[np.bool_]] | None = None) -> tuple[float, str]:
    """The highest share of mules among the accounts beyond a limit of two facts, of the limits that find one mule in
    FOUND; and the two facts. Limits are values of the mules."""
    found, is_mule = known or facts(place)
    wanted = is_mule.sum() / FOUND
    cuts = [
        (f"{name} {sign} {limit:g}", values >= limit if sign == ">=" else values <= limit)
        for name, values in found.items()
        for sign in (">=", "<=")
        for limit in np.unique(np.percentile(values[is_mule], LIMITS, method="nearest"))
    ]
    enough = [(name, cut) for name, cut in cuts if (cut & is_mule).sum() >= wanted]
    shares = []
    for (one, first), (other, second) in combinations(enough, 2):
        both = first & second
        if (both & is_mule).sum() >= wanted:
            shares.append((float(is_mule[both].mean()), f"{one} and {other}"))
    return max(shares)
