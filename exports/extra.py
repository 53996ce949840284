"""Extra sequences of the newest published as-of date: urgent decisions, and the way back to earlier codes.

The lake keeps what its days knew: decisions reach it with their own batch, and codes with the next as-of date.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.failures import Failure
from exports import files, manifests, states
from exports.daily import CODED, told
from exports.manifests import Sequence, file_of
from exports.sequences import Draft, Publisher
from lake.snapshot import Snapshot

APPEAL, MANUAL = "appeal_open", "code"
#: The reason of every code by hand; why they decided stays with those who did.
BY_HAND = "R09"


class NotPossible(Failure):
    """What was asked cannot be published; the message says why."""


def urgent(publisher: Publisher, lines: str) -> None:
    """Publishes decisions on top of the newest published state: a code until its expiry, an open appeal as S."""
    last = _last(publisher)
    decisions = sorted((json.loads(line) for line in lines.splitlines() if line.strip()), key=_order)
    rows = {
        row["subscriber_id"]: row for row in publisher.state.to_pylist() if row["subscriber_id"] in _whom(decisions)
    }
    for decision in decisions:
        rows |= _decided(rows, decision, last.as_of)
    _publish_changed(publisher, "urgent", states.replaced(publisher.state, rows.values()), last.model_version)


def rollback(publisher: Publisher, snapshot: Snapshot, number: int) -> None:
    """Publishes the codes of an earlier sequence for those who consent today."""
    last = _last(publisher)
    target = next((sequence for sequence in publisher.all if sequence.sequence == number), None)
    if target is None:
        raise NotPossible(f"there is no sequence {number}; there are 1 to {last.sequence}")
    old = files.read_full(file_of(publisher.root, manifests.verified(target, publisher.keys), "full.parquet"))
    state = rolled_back(old, publisher.state, consenting(snapshot), last.as_of)
    _publish_changed(publisher, "rollback", state, target.model_version, number)


def consenting(snapshot: Snapshot) -> pa.Array:
    """Who has a code as of the newest date in the lake, published or not: registered, consenting, living."""
    newest = max(snapshot.live(CODED), default=None)
    if newest is None:
        raise NotPossible("the lake has no codes: nobody knows who consents today")
    return snapshot.arrow("scores.resident_code", [("as_of_date", "=", newest)], ["subscriber_id"])[0].combine_chunks()


def rolled_back(old: pa.Table, now: pa.Table, consent: pa.Array, as_of: date) -> pa.Table:
    """The old codes of those who consent: what has expired by the as-of date is U; an appeal that is open now stays S;
    who had no code then has none that could come back, and is U."""
    kept = old.filter(pc.is_in(old["subscriber_id"], consent))
    is_over = pc.fill_null(pc.less_equal(kept["expires_date"], pa.scalar(as_of)), False)
    fresh = now.filter(
        pc.and_(
            pc.is_in(now["subscriber_id"], consent),
            pc.invert(pc.is_in(now["subscriber_id"], kept["subscriber_id"].combine_chunks())),
        )
    )
    appealed = now.filter(pc.and_(pc.equal(now["code"], "S"), pc.is_in(now["subscriber_id"], consent)))
    unknown = pa.concat_tables([kept.filter(is_over), fresh])["subscriber_id"].to_pylist()
    blank: dict[str, object] = {"code": "U", "effective_date": as_of + timedelta(days=1)}
    state = states.in_order(pa.concat_tables([kept.filter(pc.invert(is_over)), _bare(unknown, blank)]))
    return states.replaced(state, appealed.to_pylist())


def _bare(subscribers: list[str], values: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([{"subscriber_id": who} | values for who in subscribers], states.STATE)


def _publish_changed(
    publisher: Publisher, kind: str, state: pa.Table, model_version: str, refers_to: int | None = None
) -> None:
    """As an extra sequence of the newest published date; a state that is out already is told, not published again."""
    last = _last(publisher)
    if state.equals(publisher.state):
        print(f"sequence {last.sequence} says all this already, nothing new")
        return
    told(publisher, Draft(last.as_of, kind, state, model_version, last.as_of_digest, refers_to))


def _decided(rows: dict[str, dict[str, Any]], decision: dict[str, Any], as_of: date) -> dict[str, dict[str, Any]]:
    """The row of the person after a decision."""
    name, who = decision["decision_id"], decision.get("subscriber_id")
    if decision["kind"] not in (APPEAL, MANUAL):
        raise NotPossible(
            f"decision {name} of kind {decision['kind']} cannot be urgent: it takes effect with its batch"
        )
    if who not in rows:
        raise NotPossible(f"decision {name} is about nobody who has a published code")
    row = rows[who]
    if decision["kind"] == APPEAL:
        changed = {"code": "S", "reasons": None, "expires_date": None, "model_version": None}
    elif row["code"] == "S" and row["reasons"] != BY_HAND:
        print(f"warning: decision {name} waits: the person's appeal is open, and S until it is closed")
        return {}
    else:
        changed = _by_hand(decision, as_of)
    if all(row[column] == value for column, value in changed.items()):
        return {}
    begins = row["effective_date"] if row["code"] == changed["code"] else as_of + timedelta(days=1)
    return {who: row | changed | {"effective_date": begins}}


def _by_hand(decision: dict[str, Any], as_of: date) -> dict[str, Any]:
    expires = date.fromisoformat(decision["expires_date"])
    if expires <= as_of:
        raise NotPossible(f"decision {decision['decision_id']} has expired on {expires}")
    until = expires if decision["code"] in ("R", "Y") else None
    return {"code": decision["code"], "reasons": BY_HAND, "expires_date": until, "model_version": None}


def _order(decision: dict[str, Any]) -> tuple[bool, str, str]:
    """Codes before appeals, which win; later ones last."""
    return decision["kind"] == APPEAL, str(decision.get("decided_at")), str(decision["decision_id"])


def _whom(decisions: Iterable[dict[str, Any]]) -> set[object]:
    return {decision.get("subscriber_id") for decision in decisions}


def _last(publisher: Publisher) -> Sequence:
    if publisher.last is None:
        raise NotPossible("nothing has been published yet: there is no newest as-of date to add to")
    return publisher.last
