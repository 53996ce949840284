"""One person's code of a day, built again from the lake with the model of that day, beside what was published."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from expectations.failures import Failure
from lake.snapshot import Snapshot
from ml.codes.inputs import PRODUCT, REGISTRATIONS, SCORES, explain, known_day, policy
from ml.codes.known_day import KnownDay
from ml.codes.rows import CODES, decided, is_new, rows
from ml.codes.standing import POLICY, Standing
from ml.common.params import seed
from ml.common.rows import digests
from ml.in_use import folder
from ml.residents.subject import RESIDENTS

#: The row of the window of a resident as of a day, computed anew; no row where the person has no data.
Window = Callable[[int, date], pa.Table]
Row = dict[str, Any]


class NothingToReplay(Failure):
    """Nobody of that name has a code on that day; the message says why."""


def replay(snapshot: Snapshot, subscriber: str, day: date, window: Window) -> Row:
    """Everything about the code, and whether it is what was published."""
    coded = _coded(snapshot, subscriber, day)
    scored = _scored(snapshot, coded["resident_key"], day)
    told = _features(window(coded["resident_key"], day), scored)
    again = _code(snapshot, coded["resident_key"], day)
    differing = [name for name in ("features_sha256", "probability") if scored and told[name] != scored[name]]
    differing += [name for name in coded if again["row"].get(name) != coded[name]]
    differing += _reasons_differ(snapshot, coded)
    return {
        "subscriber": subscriber, "as_of_date": day.isoformat(), **told, "model_version": scored.get("model_version"),
        **_ranked(again), "policy_step": again["step"], "policy_version": coded["policy_version"],
        **{name: _plain(coded[name]) for name in (
            "code", "previous_code", "decided_by", "since_date", "effective_date", "expires_date", "low_days")},
        "code_model_version": coded["model_version"], "reasons": _in_words(coded, day),
        "evidence": json.loads(coded["evidence"] or "[]"), "published": published(snapshot, day),
        "equal": not differing, "differing": differing,
    }  # fmt: skip


def published(snapshot: Snapshot, day: date) -> list[Row]:
    """The sequences that carried the codes of a day, extra ones too: the lake keeps what the day knew, they what went
    out."""
    if "exports.risk_code_batch" not in snapshot.versions:
        return []
    found = snapshot.arrow("exports.risk_code_batch", [("as_of_date", "=", day)]).sort_by("sequence")
    names = [name for name in ("sequence", "version", "kind", "is_extra") if name in found.column_names]
    sequences: list[Row] = found.select(names).to_pylist()
    return sequences


def _coded(snapshot: Snapshot, subscriber: str, day: date) -> Row:
    """The published row."""
    days = snapshot.live(PRODUCT)
    if day not in days:
        there = f"coded are {len(days)} days, {days[0]} to {days[-1]}" if days else "no day is"
        raise NothingToReplay(f"{day} is not coded; {there}")
    found: list[Row] = snapshot.arrow(CODES, [("as_of_date", "=", day), ("subscriber_id", "=", subscriber)]).to_pylist()
    if found:
        return found[0]
    known = snapshot.arrow(
        REGISTRATIONS, [("subscriber_id", "=", subscriber), ("batch_date", "<=", day)], ("batch_date",)
    )
    why = (
        "has no code as of that day: unregistered, without consent, dead, or registered anew under another name"
        if known.num_rows
        else "is nobody that was known by then"
    )
    raise NothingToReplay(f"{day}: subscriber {subscriber} {why}")


def _scored(snapshot: Snapshot, key: int, day: date) -> Row:
    found = snapshot.arrow(SCORES, [("as_of_date", "=", day), ("resident_key", "=", key)]).to_pylist()
    return found[0] if found else {}


def _features(window: pa.Table, scored: Row) -> Row:
    """The features computed anew, and what the model of the day makes of them."""
    if not scored or not window.num_rows:
        return {"features": {}, "features_sha256": None, "probability": None}
    model = folder.load(scored["model_version"], RESIDENTS)
    return {
        "features": window.select(model.columns).to_pylist()[0],
        "features_sha256": digests(window, model.columns)[0],
        "probability": float(model.probabilities(window)[0]),
    }


def _code(snapshot: Snapshot, key: int, day: date) -> Row:
    """The policy of the day from the state of the day before: the person's row, its line in words, and its rank."""
    known = known_day(snapshot, day)
    reasons = explain(snapshot, day, known.model_version)
    of, told = decided(known, policy(), reasons)
    place = int(np.searchsorted(known.keys, key))
    if place >= len(known.keys) or known.keys[place] != key:
        return {"row": {}, "step": "no code: unregistered, without consent, or dead", "rank": 0, "of": 0}
    if is_new(of)[place] and key not in told["resident_key"].to_pylist():
        told = pa.concat_tables([told, reasons(pa.array([key]))])
    row = rows(known, of, told).slice(place, 1).to_pylist()[0]
    return {"row": row, "step": of.policy.in_words(str(of.line[place])), **_rank(known, of, place)}


def _rank(known: KnownDay, of: Standing, place: int) -> Row:
    return {"rank": int(of.rank[place]), "of": int(np.count_nonzero(of.rank))}


def _ranked(again: Row) -> Row:
    """Place among the users ranked that day; nothing for whom another line decided."""
    rank, total = again["rank"] or None, again["of"]
    return {"rank": rank, "ranked_users": total, "q": round(rank / total, 9) if rank else None}


def _reasons_differ(snapshot: Snapshot, coded: Row) -> list[str]:
    """Reasons that were kept come from the day of entry or renewal: they are told anew as of it."""
    if coded["decided_by"] != POLICY or coded["code"] not in "YR" or not coded["model_version"]:
        return []
    day = coded["expires_date"] - timedelta(days=policy().expiry_days)
    if day == coded["as_of_date"] or day not in snapshot.live(PRODUCT):
        return []
    told = explain(snapshot, day, coded["model_version"])(pa.array([coded["resident_key"]])).to_pylist()
    again = told[0] if told else {}
    return [name for name in ("reason_codes", "evidence") if told and again[name] != coded[name]]


def _in_words(coded: Row, day: date) -> list[Row]:
    texts = {row["reason_code"]: row for row in seed("reasons", day)[1]}
    codes = (coded["reason_codes"] or "").split(";") if coded["reason_codes"] else []
    return [{"code": code} | {n: texts[code][n] for n in ("citizen_text", "officer_text")} for code in codes]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
