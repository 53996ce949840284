"""Writes the golden batches anew: python -m exports.golden.make [FOLDER], by default this folder.

Everything is invented. The keys are made from a text, so that anybody can make these batches; nobody may trust them for
anything else.
"""

import json
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa

from exports import states
from exports.extra import rolled_back
from exports.golden.spoil import NEW, OLD, SPOILT
from exports.root import Root
from exports.sequences import Draft, Publisher
from exports.signing import Keys, keys_document

HERE = Path(__file__).parent
FIRST = date(2021, 9, 1)
#: The codes of four days: S-0003 leaves and comes back, S-0005 joins, S-0004 appeals; then an urgent decision.
DAYS: tuple[dict[str, str], ...] = (
    {"S-0001": "R", "S-0002": "G", "S-0003": "Y", "S-0004": "U"},
    {"S-0001": "R", "S-0002": "Y", "S-0004": "S", "S-0005": "G"},
    {"S-0001": "R", "S-0002": "Y", "S-0004": "S", "S-0005": "G"},
    {"S-0001": "Y", "S-0002": "G", "S-0003": "U", "S-0004": "G", "S-0005": "R"},
)
MODELS = ("2021-08-01-m0-00000000", "2021-09-03-xgboost-00000000")


#: case → (keys, batches one after the other, the outcome of each)
CASES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "good": ("keys", ("1", "2", "3", "4", "5"), ("full", "delta", "delta", "delta", "delta")),
    "again": ("keys", ("1", "1", "2", "2"), ("full", "already", "delta", "already")),
    "gap": ("keys", ("1", "4"), ("full", "full")),
    "late start": ("keys", ("3",), ("full",)),
    "replay": ("keys", ("1", "2", "1"), ("full", "delta", "replay")),
    "tampered": ("keys", ("1", "2_tampered", "2"), ("full", "file_sha256", "delta")),
    "truncated": ("keys", ("1", "2_truncated"), ("full", "file_size")),
    "manifest changed": ("keys", ("1", "2_retold"), ("full", "signature")),
    "wrong key": ("keys", ("1", "2_wrong_key"), ("full", "unknown_key")),
    "wrong key, borrowed name": ("keys", ("1", "2_borrowed_name"), ("full", "signature")),
    "file missing": ("keys", ("1", "2_without_a_file"), ("full", "file_missing")),
    "wrong state": ("keys", ("1", "2_wrong_state", "2"), ("full", "state_digest", "delta")),
    "rotated key": ("keys_rotated", ("1", "2", "3", "4_rotated_key"), ("full", "delta", "delta", "delta")),
    "rotated key, not told": ("keys", ("1", "2", "3", "4_rotated_key"), ("full", "delta", "delta", "unknown_key")),
}


def main(folder: Path) -> None:
    """Writes batches, keys and what is expected."""
    batches, work = folder / "batches", folder / "work"
    for place in (batches, work):
        shutil.rmtree(place, ignore_errors=True)
    good = _published(work / "old", Keys((OLD,)))
    rotated = _published(work / "new", Keys((NEW, OLD)))
    for number, place in enumerate(good, 1):
        shutil.copytree(place, batches / f"{number}")
    shutil.copytree(rotated[3], batches / "4_rotated_key")
    for name, spoil in SPOILT.items():
        spoil(Path(shutil.copytree(batches / "2", batches / name)))
    shutil.rmtree(work)
    _write(folder / "keys.json", keys_document(Keys((OLD,)).public()))
    _write(folder / "keys_rotated.json", keys_document(Keys((NEW, OLD)).public()))
    _write(folder / "expected.json", expected(batches))


def _published(place: Path, keys: Keys) -> list[Path]:
    """Five sequences: four days, then the codes of the second again for those of the fourth."""
    run = Publisher(Root(*fsspec.url_to_fs(str(place))), keys)
    made = [run.publish(_draft(number, codes)) for number, codes in enumerate(DAYS)]
    old, now = _draft(1, DAYS[1]).state, run.state
    back = rolled_back(old, now, now["subscriber_id"].combine_chunks(), made[3].as_of)
    made.append(run.publish(Draft(made[3].as_of, "rollback", back, MODELS[0], made[3].as_of_digest, 2)))
    return [place / sequence.folder for sequence in made]


def _draft(number: int, codes: dict[str, str]) -> Draft:
    day, model = FIRST + timedelta(days=number), MODELS[number // 3]
    rows = [_row(who, code, model, _since(who, number)) for who, code in codes.items()]
    state = states.in_order(pa.Table.from_pylist(rows, states.STATE))
    return Draft(day, "daily", state, model, states.digest(state))


def _row(who: str, code: str, model: str, since: date) -> dict[str, Any]:
    row = {"subscriber_id": who, "code": code, "effective_date": since + timedelta(days=1), "model_version": model}
    return row | ({"reasons": "R01;R05", "expires_date": since + timedelta(days=30)} if code in "RY" else {})


def _since(who: str, number: int) -> date:
    """The first day of the code that somebody has."""
    since = number
    while since and DAYS[since - 1].get(who) == DAYS[number][who]:
        since -= 1
    return FIRST + timedelta(days=since)


def expected(batches: Path) -> dict[str, Any]:
    """Each case with the exit code and outcome of each batch, and the state in which it leaves the store."""
    found = {}
    for case, (keys, names, outcomes) in CASES.items():
        taken = [name for name, outcome in zip(names, outcomes, strict=True) if outcome in ("full", "delta")]
        told = json.loads((batches / taken[-1] / "manifest.json").read_bytes())
        steps = [
            {"batch": name, "exit": 0 if outcome in ("full", "delta", "already") else 1, "outcome": outcome}
            for name, outcome in zip(names, outcomes, strict=True)
        ]
        state = {name: told[name] for name in ("sequence", "rows", "codes", "state_digest")}
        found[case] = {"keys": f"{keys}.json", "steps": steps, "state": state}
    return found


def _write(place: Path, document: dict[str, Any]) -> None:
    place.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else HERE)
