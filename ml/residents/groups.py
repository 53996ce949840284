"""Groups of residents for the report, never for a model: sex, band of age, local or migrant, county."""

from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lake.snapshot import Snapshot
from ml.common.draws import Keys
from ml.common.rows import Numbers
from ml.models.m0 import AGE, SEX

RESIDENTS = "silver.residents"
COLUMNS = ("resident_key", "version_no", "hukou_code", "area_code")
Texts = npt.NDArray[np.str_]
UNKNOWN = "unknown"
#: The first age of each band.
BANDS = (0, 18, 30, 40, 50, 60, 70)


def registered(snapshot: Snapshot, day: date) -> pa.Table:
    """The newest version of every resident as of a day."""
    rows = snapshot.arrow(RESIDENTS, [("batch_date", "<=", day)], COLUMNS)
    newest = rows.group_by("resident_key").aggregate([("version_no", "max")])
    return rows.join(newest, ["resident_key", "version_no"], ["resident_key", "version_no_max"], "inner")


def groups(residents: pa.Table, keys: Keys, columns: tuple[str, ...], numbers: Numbers) -> dict[str, Texts]:
    """The groups of each row."""
    age, sex = (numbers[:, columns.index(name)] for name in (AGE, SEX))
    return {
        "sex": np.select([sex == 1, sex == 0], ["women", "men"], UNKNOWN),
        "age": bands(age),
        "household": _of(residents, keys, pc.fill_null(residents["hukou_code"], UNKNOWN)),
        "county": _of(residents, keys, pc.utf8_slice_codeunits(pc.fill_null(residents["area_code"], UNKNOWN), 0, 6)),
    }


def bands(age: Numbers) -> Texts:
    """The band of each age."""
    names = [f"{low:02d}-{high - 1:02d}" for low, high in pairwise(BANDS)] + [f"{BANDS[-1]}+"]
    places = np.searchsorted(BANDS, np.nan_to_num(age, nan=0), side="right") - 1
    return np.where(np.isnan(age), UNKNOWN, np.array(names)[places])


def _of(residents: pa.Table, keys: Keys, values: pa.ChunkedArray) -> Texts:
    place = pc.index_in(pa.array(keys), residents["resident_key"].combine_chunks())
    found = values.combine_chunks().take(place) if len(residents) else pa.nulls(len(keys), pa.string())
    return np.asarray(pc.fill_null(found, UNKNOWN).to_pylist(), dtype=np.str_)
