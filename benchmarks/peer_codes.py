"""The peers of a morning: what scoring and publishing cost with nothing around them.

python -m benchmarks.peer_codes score|publish      (AFDW_HOME names a home that has had its morning; data environment)

score: plain XGBoost on the same rows in a matrix in memory. publish: pyarrow writes the rows that were exported.
Reading them is not counted: the seconds of the work alone are printed as JSON.
"""

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import xgboost as xgb

from benchmarks.codes_city import DAYS, WINDOW
from expectations.settings import home
from lake.snapshot import Snapshot
from ml.common.rows import matrix
from ml.in_use import folder
from ml.models.boosted import Boosted
from ml.residents.subject import RESIDENTS


def score() -> float:
    """Seconds of `inplace_predict` on one core, as our own scoring has."""
    model = folder.model_of(DAYS[1], RESIDENTS).core
    if not isinstance(model, Boosted):
        raise TypeError("the model in use is none of trees")
    rows = Snapshot.open().arrow(WINDOW, [("as_of_date", "=", DAYS[1])], model.learnt)
    numbers = matrix(rows, model.learnt).astype(np.float32)
    booster = xgb.Booster({"nthread": 1})
    booster.load_model(bytearray(model.trees))
    began = perf_counter()
    booster.inplace_predict(numbers)
    return perf_counter() - began


def publish() -> float:
    """Seconds of writing full and delta, each as Parquet and as compressed CSV."""
    newest = home() / "exports" / "risk_codes" / str(DAYS[1]) / "v1"
    tables = [pq.read_table(newest / f"{name}.parquet") for name in ("full", "delta")]
    with tempfile.TemporaryDirectory() as folder_of:
        began = perf_counter()
        for number, table in enumerate(tables):
            pq.write_table(table, Path(folder_of) / f"{number}.parquet")
            with pa.CompressedOutputStream(str(Path(folder_of) / f"{number}.csv.gz"), "gzip") as stream:
                csv.write_csv(table, stream)
        return perf_counter() - began


if __name__ == "__main__":
    print(json.dumps({"score": score, "publish": publish}[sys.argv[1]]()))
