"""The peer of account patterns: snapml's GraphFeaturePreprocessor, whose licence is not open, in the dev environment.

python -m benchmarks.peer_patterns IN.npz OUT.npz THREADS: IN has payer, payee (places), at (days), fen, accounts; OUT
gets `with_amounts` and `without_amounts`: of each account the mean and the most of every feature of the transfers that
it pays, and of those that it is paid. With "-" for OUT only the features of transfers are made, and the seconds told.
"""

import json
import sys
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from snapml import GraphFeaturePreprocessor

Numbers = npt.NDArray[np.float64]
DAYS, PATTERNS = 30, ("fan", "degree", "scatter-gather", "temp-cycle", "lc-cycle")
BINS = [1, 2, 3, 4, 5, 6, 8, 10]
#: Fan, degree, ratio; and average, sum, variance, skew, kurtosis of a column.
COUNTS, MOMENTS = [0, 1, 2], [3, 4, 8, 9, 10]


def settings(threads: int, has_amounts: bool) -> dict[str, Any]:
    """Vertex statistics and five patterns over 30 days; cycles of at most five accounts."""
    found: dict[str, Any] = {"num_threads": threads, "time_window": DAYS, "vertex_stats": True, "vertex_stats_tw": DAYS}
    found |= {"vertex_stats_cols": [4 if has_amounts else 3], "lc-cycle_len": 5}
    found["vertex_stats_feats"] = COUNTS + MOMENTS if has_amounts else COUNTS
    for name in PATTERNS:
        found |= {name: True, f"{name}_tw": DAYS, f"{name}_bins": BINS}
    return found


def transfer_features(edges: Numbers, threads: int) -> Numbers:
    """One row per transfer. `edges`: number, payer, payee, day and, where it counts, amount."""
    peer = GraphFeaturePreprocessor()
    peer.set_params(peer.get_params() | settings(threads, edges.shape[1] > 4))
    found: Numbers = peer.fit_transform(np.ascontiguousarray(edges))[:, 4:]
    return found


def per_account(features: Numbers, edges: Numbers, accounts: int) -> Numbers:
    """Mean and most of each feature, of the transfers of a side; empty where an account has none."""
    sides = [pd.DataFrame(features).groupby(edges[:, side].astype(np.int64)).agg(["mean", "max"]) for side in (1, 2)]
    return np.hstack([side.reindex(range(accounts)).to_numpy() for side in sides])


def main(source: str, target: str, threads: int) -> None:
    """Both sets of features, or the time of one."""
    held = np.load(source)
    order = np.argsort(held["at"], kind="stable")
    columns = [held[name][order] for name in ("payer", "payee", "at", "fen")]
    edges = np.column_stack([np.arange(len(order)), *columns]).astype(np.float64)
    if target == "-":
        began = perf_counter()
        transfer_features(edges, threads)
        print(json.dumps({"seconds": perf_counter() - began}))
        return
    found = {}
    for name, seen in (("with_amounts", edges), ("without_amounts", edges[:, :4])):
        found[name] = per_account(transfer_features(seen, threads), edges, int(held["accounts"]))
    np.savez(target, allow_pickle=False, **found)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
