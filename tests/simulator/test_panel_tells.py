"""At the seeds of the test cities no single value of a ledger row tells a mule's account.

This guards against a value that only mules have; it is no proof for other seeds (simulator/README.md, Known tells).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from panel_helpers import City, city, other_city, where

CITIES = pytest.mark.parametrize("found", [city, other_city], ids=["huzhou", "lakeside"])
LEAST = 10  # rows of mules from which a value is looked at


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
@pytest.mark.parametrize("column", ["kind", "memo", "ip block", "amount band", "peer_bank", "source"])
def test_no_single_value_tells_a_mule(found: object, column: str) -> None:
    share, value = most_telling(found(), column)  # type: ignore[operator]
    assert share < 0.5, value


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
