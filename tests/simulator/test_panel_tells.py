"""No single value of a ledger row and no two facts of an account tell the mules.

The test cities have a hundred times the usual cases; the ordinary ones ten times (simulator/README.md, Known tells).
"""

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from account_facts import facts, most_telling_pair
from panel_helpers import DEFAULT_WORLD, OTHER_WORLD, City, build, city, other_city, where

from simulator.world import load_world

CITIES = pytest.mark.parametrize("found", [city, other_city], ids=["huzhou", "lakeside"])
LEAST = 10  # rows of mules from which a value is looked at
COLUMNS = ("kind", "memo", "ip block", "amount band", "peer_bank", "source")
ORDINARY = [(world, seed) for world in ("huzhou", "lakeside") for seed in (5, 6, 7, 8, 9)]


@lru_cache(maxsize=1)
def ordinary_city(world: str, seed: int) -> City:
    """12,000 people for 30 days."""
    path = {"huzhou": DEFAULT_WORLD, "lakeside": OTHER_WORLD}[world]
    return build(load_world(path), 12_000, 30, seed=seed, incidence=10.0)


def values(table: pa.Table, column: str) -> pa.Array:
    """One text per row: the column beside the direction of the money."""
    if column == "amount band":
        band = np.floor(np.log2(table["amount_fen"].to_numpy())).astype(np.int64)
        found = pa.chunked_array([pa.array(band).cast(pa.string())])
    elif column == "ip block":
        found = pc.replace_substring_regex(table["ip"], r"[.][0-9]+$", "")
    else:
        found = table[column].cast(pa.string())
    return pc.binary_join_element_wise(found, table["is_in"].cast(pa.string()), " ")


def most_telling(place: City, column: str) -> tuple[float, str]:
    """The highest share of mules' rows among those of one value, and the value."""
    table = place.transactions
    mules = pa.array(sorted(int(str(m["account_index"])) for m in place.truth("mules")), pa.int32())
    rows = pa.table({"value": values(table, column), "mule": pc.is_in(table["account_index"], value_set=mules)})
    counts = rows.drop_null().group_by("value").aggregate([("mule", "sum"), ("mule", "count")]).to_pylist()
    seen = [(row["mule_sum"] / row["mule_count"], row["value"]) for row in counts if row["mule_sum"] >= LEAST]
    return max(seen)


@CITIES
@pytest.mark.parametrize("column", COLUMNS)
def test_no_single_value_tells_a_mule(found: object, column: str) -> None:
    share, value = most_telling(found(), column)  # type: ignore[operator]
    assert share < 0.5, value


@pytest.mark.sampled("of", ORDINARY, [ORDINARY[0], ORDINARY[-1]])
def test_in_an_ordinary_city_neither_one_value_nor_two_facts_tell_a_mule(of: tuple[str, int]) -> None:
    place = ordinary_city(*of)
    told = {column: most_telling(place, column) for column in COLUMNS}
    assert {column: found for column, found in told.items() if found[0] >= 0.3} == {}
    share, names = most_telling_pair(place)
    assert share < 0.4, names


def test_two_facts_that_tell_are_found() -> None:
    """The measure can fail: were only mules to pay from several addresses, it would say so."""
    place = ordinary_city(*ORDINARY[0])
    found, is_mule = facts(place)
    planted = found | {"addresses": np.where(is_mule, 2.0, np.minimum(found["addresses"], 1.0))}
    assert most_telling_pair(place, (planted, is_mule))[0] == 1.0


@CITIES
def test_wallets_know_no_banking_by_telephone_or_web(found: object) -> None:
    table = found().transactions  # type: ignore[operator]
    wallets = table.filter(pc.is_in(table["source"].cast(pa.string()), value_set=pa.array(["wechat", "alipay"])))
    assert not {"手机银行", "网银"} & set(wallets["kind"].unique().to_pylist())


def test_innocents_try_accounts_with_fen_and_name_deposits() -> None:
    table = city().transactions
    mules = pa.array(sorted(int(str(m["account_index"])) for m in city().truth("mules")), pa.int32())
    honest = table.filter(pc.invert(pc.is_in(table["account_index"], value_set=mules)))
    assert honest.filter(pc.less(honest["amount_fen"], 100)).num_rows > 100
    for memo in ("投资款", "保证金"):
        assert where(honest, memo=memo, is_in=True).num_rows > 100
