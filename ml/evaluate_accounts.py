"""Are accounts that are reported told from others? Models by turns on known labels, beside a peer on the same folds.

Five stratified folds over accounts in order of id; each account is foretold by trees that have not seen it. What is
known of reported accounts comes from the training folds alone, and there each account is measured as if it and its
inner fold were not reported yet: its own label never reaches its own row.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import xgboost as xgb
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import KFold, StratifiedKFold

from ml.common.params import params
from ml.common.rows import Numbers

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
#: What is measured of all accounts when these are reported: accounts × columns.
Near = Callable[[Flags], Numbers]
#: Where F1 is looked at.
THRESHOLDS = np.linspace(0.1, 0.9, 33)
FOLDS, SEED = 5, 0
#: Accounts × drawings at a time.
CELLS = 4_000_000


def foretold(is_reported: Flags, own: Numbers, near: Near | None = None) -> Numbers:
    """The chance of each account to be a reported one, by a model of the other folds. `own`: accounts × columns."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(own, is_reported)
    chances = np.empty(len(is_reported))

    def fold(parts: tuple[Places, Places]) -> None:
        train, test = parts
        seen = np.hstack([own, _near(near, is_reported, train)]) if near else own
        chances[test] = _fit(seen[train], is_reported[train]).inplace_predict(seen[test])

    with ThreadPoolExecutor(params("evaluation")["folds_at_a_time"]) as pool:
        list(pool.map(fold, folds))
    return chances


def _near(near: Near, is_reported: Flags, train: Places) -> Numbers:
    """What the reports of the training folds say: of other accounts all of them, of their own all but an inner fold."""
    known = np.zeros_like(is_reported)
    known[train] = is_reported[train]
    found = near(known)
    inner = KFold(params("evaluation")["inner_folds"], shuffle=True, random_state=SEED)
    for _, held in inner.split(train):
        without = known.copy()
        without[train[held]] = False
        found[train[held]] = near(without)[train[held]]
    return found


def _fit(numbers: Numbers, is_reported: Flags) -> xgb.Booster:
    """Trees with the knobs that ours and the peer share; one thread, so that equal inputs give an equal model."""
    options = params("evaluation")["xgboost"] | {"objective": "binary:logistic", "tree_method": "hist", "nthread": 1}
    rounds = options.pop("rounds")
    data = xgb.DMatrix(numbers.astype(np.float32), label=is_reported.astype(np.float32), nthread=1)
    return xgb.train(options, data, num_boost_round=rounds)


def metrics(is_reported: Flags, chances: Numbers) -> dict[str, float]:
    """Area under the ROC curve, average precision, and F1 at the best of the thresholds."""
    auc, ap = roc_auc_score(is_reported, chances), average_precision_score(is_reported, chances)
    f1 = _f1(is_reported, chances, np.ones((len(chances), 1)))[0]
    return {name: round(float(value), 9) for name, value in (("auc", auc), ("ap", ap), ("f1", f1))}


def intervals(is_reported: Flags, chances: dict[str, Numbers]) -> dict[str, dict[str, list[float]]]:
    """name → measure → the ends that hold 95 of 100 drawings of accounts, the same drawings for each name; of ours and
    the peer's also the difference."""
    parts: dict[str, list[dict[str, Numbers]]] = {name: [] for name in chances}
    for weights in _drawings(len(is_reported)):
        for name, of in chances.items():
            parts[name].append(_drawn(is_reported, of, weights))
    drawn = {name: {m: np.concatenate([part[m] for part in of]) for m in of[0]} for name, of in parts.items()}
    if "peer" in drawn:
        drawn["ahead"] = {measure: drawn["ours"][measure] - peer for measure, peer in drawn["peer"].items()}
    return {name: {m: _ends(values) for m, values in of.items()} for name, of in drawn.items()}


def _drawings(size: int) -> Iterator[Numbers]:
    """How often each account is drawn, accounts × some drawings at a time, so that memory is bounded."""
    rng, left = np.random.default_rng(SEED), params("evaluation")["drawings"]
    while left > 0:
        now = min(left, max(CELLS // size, 1))
        yield rng.multinomial(size, np.full(size, 1 / size), now).T.astype(np.float64)
        left -= now


def _drawn(is_reported: Flags, chances: Numbers, weights: Numbers) -> dict[str, Numbers]:
    """Each measure per drawing. `weights`: accounts × drawings, how often each account was drawn."""
    order = np.argsort(-chances, kind="stable")
    _, last = np.unique(-chances[order], return_index=True)
    ends = np.append(last[1:], len(order)) - 1  # equal chances stand or fall together
    hits = np.cumsum(weights[order] * is_reported[order, None], axis=0)[ends]
    told = np.cumsum(weights[order], axis=0)[ends]
    gained = np.diff(hits, axis=0, prepend=0)
    misses = np.diff(told - hits, axis=0, prepend=0)
    ap = (gained * hits / np.maximum(told, 1)).sum(axis=0) / hits[-1]
    auc = (misses * (hits - gained / 2)).sum(axis=0) / (hits[-1] * (told - hits)[-1])
    return {"auc": auc, "ap": ap, "f1": _f1(is_reported, chances, weights)}


def _f1(is_reported: Flags, chances: Numbers, weights: Numbers) -> Numbers:
    """The best F1 of the thresholds, per column of weights."""
    told = (chances >= THRESHOLDS[:, None]).astype(np.float64)
    hits = (told * is_reported) @ weights
    both = told @ weights + (is_reported @ weights)
    best: Numbers = (2 * hits / np.maximum(both, 1)).max(axis=0)
    return best


def _ends(values: Numbers) -> list[float]:
    return [round(float(end), 6) for end in np.quantile(values, (0.025, 0.975))]
