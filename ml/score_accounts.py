"""Scores the accounts of a day with the model that is in use on it: scores.account_mule, scores.account_model.

python -m ml.score_accounts --batch-date 2021-10-25
python -m ml.score_accounts --from 2021-10-23 --to 2021-10-25

Scored are accounts with money in within seven days that no case reports as of the day. Looks forward only: what was
scored is a fact. It is for analysts: neither a finding, nor anything that a citizen's code may know.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lake.columns import arrow_schema
from lake.job import tell_skipped
from lake.product import Input, Product, run
from lake.snapshot import Snapshot
from ml import arguments
from ml.accounts.columns import ALERTS, GRAPH, KEY, WINDOWS
from ml.accounts.labels import CARDS, reported_on
from ml.accounts.reasons import explained
from ml.accounts.rules import RULES, column
from ml.accounts.subject import ACCOUNTS
from ml.common.params import params
from ml.common.rows import AS_OF, Numbers, digests_of, matrix, worst_rank
from ml.in_use import folder
from ml.in_use.told import models_of
from ml.models.calibration import Flags
from ml.models.model import Model

SCORES, MODELS = "scores.account_mule", "scores.account_model"
CASES, ENTITIES, REGISTER = "silver.cases", "silver.case_entities", "silver.accounts"
FIRED = tuple(map(column, RULES))
PRODUCT = Product(
    "account_scores",
    ("scores.account_mule", "scores.account_model"),
    (
        Input(WINDOWS, "account_windows"), Input(ALERTS, "account_alerts"),
        Input(GRAPH, "account_graph"),
        Input(CASES, "cases"), Input(ENTITIES, "cases"), Input(REGISTER, "accounts"),
        Input(CARDS, "money_days"),
    ),
    forward_only=True,
)  # fmt: skip


def main(asked: list[date]) -> None:
    """Scores and tells which days, and which cannot be."""
    report = run(PRODUCT, asked, build)
    tell_skipped(PRODUCT, report)
    models = sorted({folder.model_of(day, ACCOUNTS).version for day in report.built})
    print(f"{PRODUCT.name}: {len(report.built)} days built{' with ' if models else ''}{', '.join(models)}")


def build(snapshot: Snapshot, days: Sequence[date]) -> Mapping[str, pa.Table]:
    """The scores of some days, and what is told of their models."""
    told = [row for day in days for row in models_of(day, folder.model_of(day, ACCOUNTS), ACCOUNTS)]
    scored = pa.concat_tables([_scored(snapshot, day) for day in days])
    return {SCORES: scored, MODELS: pa.Table.from_pylist(told, arrow_schema(MODELS))}


def _scored(snapshot: Snapshot, day: date) -> pa.Table:
    model = folder.model_of(day, ACCOUNTS)
    wanted = [name for name in ACCOUNTS.columns() if name in {*model.columns, *FIRED}]
    rows = ACCOUNTS.rows(snapshot, day, wanted)
    known = pa.array(sorted(reported_on(snapshot, day)), pa.int64())
    return scores(rows.filter(pc.invert(pc.is_in(rows[KEY], known))), day, model)


def scores(rows: pa.Table, day: date, model: Model) -> pa.Table:
    """Probability and rank of each account; of the first, and of those on which a rule fires, why."""
    numbers = model.numbers(rows)
    probabilities = model.probabilities_of(numbers)
    ranks, fired = worst_rank(probabilities), matrix(rows, FIRED) > 0
    first = (ranks <= params("accounts")["explained_share"] * len(ranks)) | fired.any(axis=1)
    reasons, evidence = _reasons(model, numbers, first, day)
    columns = {
        KEY: rows[KEY],
        AS_OF: pa.repeat(pa.scalar(day, pa.date32()), rows.num_rows),
        "probability": probabilities,
        "rank": ranks,
        "rule_codes": _rule_codes(fired),
        "reasons": reasons,
        "evidence": evidence,
        "model_version": pa.repeat(model.version, rows.num_rows),
        "features_sha256": digests_of(numbers),
    }
    return pa.table(columns).cast(arrow_schema(SCORES))


def _rule_codes(fired: Flags) -> pa.Array:
    """The codes of the rules that fire on each row."""
    names = [";".join(code for n, code in enumerate(RULES) if mask >> n & 1) for mask in range(2 ** len(RULES))]
    masks = fired @ (2 ** np.arange(len(RULES)))
    return pa.array([name or None for name in names], pa.string()).take(pa.array(masks))


def _reasons(model: Model, numbers: Numbers, first: Flags, day: date) -> tuple[pa.Array, pa.Array]:
    """Reasons and evidence of some rows; none of the others."""
    knobs = params("accounts")
    added = model.core.contributions(numbers[first])
    told = [*explained(model.columns, numbers[first], added, day, knobs["reasons"], knobs["measures"]), (None, None)]
    places = pa.array(np.where(first, np.cumsum(first) - 1, len(told) - 1))
    codes, evidence = (pa.array([row[part] for row in told], pa.string()).take(places) for part in (0, 1))
    return codes, evidence


if __name__ == "__main__":
    arguments.days("score_accounts", main)
