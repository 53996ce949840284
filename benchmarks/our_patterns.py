"""Our patterns of accounts in a process of its own: python -m benchmarks.our_patterns IN.npz tells the seconds."""

import json
import sys
from time import perf_counter

import numpy as np

from spark_jobs.patterns.patterns import account_patterns
from spark_jobs.patterns.transfer_list import Transfers


def main(source: str) -> None:
    """Every measure of every account, in windows of 30 days like the peer's."""
    held = np.load(source)
    payer, payee, at, fen = (held[name].astype(np.int64) for name in ("payer", "payee", "at", "fen"))
    transfers = Transfers(payer, payee, at, fen, accounts=int(held["accounts"]), day=1)
    began = perf_counter()
    found = account_patterns(transfers, windows=(30,))
    print(json.dumps({"seconds": perf_counter() - began, "measures": len(found)}))


if __name__ == "__main__":
    main(sys.argv[1])
