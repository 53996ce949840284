"""evaluate: are the reported accounts of others' files told from the rest by the measures that the city uses?"""

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import yaml

from cli.context import CommandFailed, WrongUse
from expectations.settings import REPO

MAPPING = REPO / "ml" / "sources" / "amlsim.yaml"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command."""
    evaluate = commands.add_parser(
        "evaluate", help="tell reported accounts of an AMLSim folder or tgz from others; JSON"
    )
    evaluate.add_argument("data", type=Path, metavar="DATA")
    evaluate.add_argument("--mapping", type=Path, default=MAPPING, help="what its columns are; default AMLSim's")
    evaluate.add_argument("--shuffle", type=int, metavar="SEED", help="deal the labels anew: nothing may be found then")
    evaluate.add_argument("--no-peer", action="store_true", help="ours alone: `peer` is null")
    evaluate.set_defaults(run=run_evaluate)


def run_evaluate(given: argparse.Namespace) -> int:
    """Prints one JSON object."""
    from cli.evaluate_file import read

    began = perf_counter()
    for place in (given.data, given.mapping):
        if not place.exists():
            raise WrongUse(f"{place} does not exist")
    known = read(given.data, yaml.safe_load(given.mapping.read_text(encoding="utf-8")))
    if given.shuffle is not None:
        known = known.shuffled(given.shuffle)
    found = evaluated(known, not given.no_peer)
    print(json.dumps(found | {"seconds": round(perf_counter() - began, 1)}))
    return 0


def evaluated(known: Any, has_peer: bool) -> dict[str, Any]:
    """Ours and the peer's chances, with and without amounts, and what they are worth."""
    from cli.evaluate_features import own, peer
    from ml.evaluate_accounts import FOLDS, foretold, intervals, metrics

    reported = known.is_reported
    if min(reported.sum(), (~reported).sum()) < FOLDS:
        raise CommandFailed(
            f"{reported.sum()} of {len(reported)} accounts are reported: too few of a kind for {FOLDS} folds"
        )
    peers = peer(known.transfers) if has_peer else None
    numbers, near = own(known.transfers)
    chances = {"ours": foretold(reported, numbers, near)}
    chances["without_amounts"] = foretold(reported, own(known.transfers.of_one_sum())[0], near)
    if peers:
        chances["peer"] = foretold(reported, peers["with_amounts"])
        chances["peer_without_amounts"] = foretold(reported, peers["without_amounts"])
    told = {name: metrics(reported, of) for name, of in chances.items()}
    for name, of in told.items():
        print(f"{name}: {of}", file=sys.stderr)
    return {
        "metrics": told["ours"],
        "without_amounts": {
            "ap": told["without_amounts"]["ap"],
            "peer_ap": told["peer_without_amounts"]["ap"] if peers else None,
        },
        "intervals": intervals(reported, chances),
        "peer": told.get("peer"),
        "rows": len(known.transfers.at),
        "accounts": len(reported),
        "positives": int(np.sum(reported)),
    }
