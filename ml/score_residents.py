"""Scores the residents of a day with the model that is in use on it: scores.resident_risk, scores.resident_model.

python -m ml.score_residents --batch-date 2021-10-25
python -m ml.score_residents --from 2021-10-23 --to 2021-10-25

Looks forward only: what was scored is a fact, and features that change later make nothing stale.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from lake.columns import arrow_schema
from lake.job import tell_skipped
from lake.product import Input, Product, run
from lake.snapshot import Snapshot
from ml import arguments
from ml.common.rows import AS_OF, KEY, worst_rank
from ml.in_use import folder
from ml.in_use.told import models_of
from ml.models.model import Model
from ml.residents.subject import RESIDENTS

SCORES, MODELS, WINDOWS = "scores.resident_risk", "scores.resident_model", "features.resident_window"
PRODUCT = Product(
    "resident_scores",
    ("scores.resident_risk", "scores.resident_model"),
    (Input("features.resident_window", "resident_windows"),),
    forward_only=True,
)


def main(asked: list[date]) -> None:
    """Scores and tells which days, and which cannot be."""
    report = run(PRODUCT, asked, build)
    tell_skipped(PRODUCT, report)
    models = sorted({folder.model_of(day, RESIDENTS).version for day in report.built})
    print(f"{PRODUCT.name}: {len(report.built)} days built{' with ' if models else ''}{', '.join(models)}")


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, pa.Table]:
    """The scores of some days, and what is told of their models."""
    told = [row for day in days for row in models_of(day, folder.model_of(day, RESIDENTS), RESIDENTS)]
    scored = pa.concat_tables([_scored(snapshot, day) for day in days])
    return {SCORES: scored, MODELS: pa.Table.from_pylist(told, arrow_schema(MODELS))}


def _scored(snapshot: Snapshot, day: date) -> pa.Table:
    model = folder.model_of(day, RESIDENTS)
    rows = snapshot.arrow(WINDOWS, [(AS_OF, "=", day)], (KEY, *model.columns))
    return scores(rows, day, model)


def scores(rows: pa.Table, day: date, model: Model) -> pa.Table:
    """Probability and rank of each row of the window."""
    probabilities, digests = model.scored(rows)
    columns = {
        KEY: rows[KEY],
        AS_OF: pa.repeat(pa.scalar(day, pa.date32()), rows.num_rows),
        "probability": probabilities,
        "rank": worst_rank(probabilities),
        "model_version": pa.repeat(model.version, rows.num_rows),
        "features_sha256": digests,
    }
    return pa.table(columns).cast(arrow_schema(SCORES))


if __name__ == "__main__":
    arguments.days("score_residents", main)
