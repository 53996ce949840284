"""The codes of an as-of date as the next sequence: which dates, from which rows, and what of urgent decisions stays."""

from collections.abc import Sequence as Several
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from exports import breaker, files, states
from exports.breaker import CODES, RISKS, Day, Held
from exports.manifests import file_of
from exports.params import PARAMS
from exports.sequences import Draft, Publisher
from lake.snapshot import Snapshot, distinct

CODED = "resident_codes"
COLUMNS = ("subscriber_id", "code", "reason_codes", "effective_date", "expires_date", "model_version")


def publish_days(publisher: Publisher, snapshot: Snapshot, asked: Several[date]) -> None:
    """Publishes the asked as-of dates in order, if they reach the newest that has codes. One that the breaker holds is
    told; the newest one held is a failure."""
    coded = snapshot.live(CODED)
    held: Held | None = None
    for day in due(publisher, coded, asked):
        try:
            publish_day(publisher, snapshot, day)
            held = None
        except Held as error:
            print(f"warning: {error}")
            held = error
    if held:
        raise held


def due(publisher: Publisher, coded: Several[date], asked: Several[date]) -> list[date]:
    """The asked dates that are to be published; of the others it is told why they are not."""
    newest, last = max(coded, default=None), publisher.last.as_of if publisher.last else date.min
    found = []
    for day in asked:
        if day not in coded:
            print(f"warning: {day} is not exported: it has no codes")
        elif newest not in asked:
            print(f"{day} is not exported: codes of {newest} are there, only the newest are exported")
        elif day < last:
            print(f"{day} is not exported: {last} is published already, and there is no way back")
        else:
            found.append(day)
    return found


def publish_day(publisher: Publisher, snapshot: Snapshot, day: date) -> None:
    """Publishes the codes of one date, unless exactly these have been published."""
    own = states.from_lake(snapshot.arrow(CODES, [("as_of_date", "=", day)], COLUMNS))
    of_day, digest = publisher.of(day), states.digest(own)
    if of_day and of_day[-1].as_of_digest == digest:
        print(f"{day} is published already: sequence {of_day[-1].sequence}, nothing new")
        return
    state = states.replaced(own, _urgent_rows(publisher, day)) if of_day else own
    states.check(state)
    _judge(publisher, snapshot, day, state)
    kind = "corrected" if of_day else "daily"
    told(publisher, Draft(day, kind, state, model_of(snapshot, day), digest))


def told(publisher: Publisher, draft: Draft) -> None:
    """Publishes and says what went out."""
    made = publisher.publish(draft)
    codes = " ".join(f"{code} {number}" for code, number in made.codes.items())
    changes = f"{made.delta['rows']} changes"
    print(
        f"sequence {made.sequence} ({made.kind}) of {made.as_of}: {made.rows} rows, {codes}, {changes}; {made.folder}"
    )


def model_of(snapshot: Snapshot, day: date) -> str:
    """The model that scored an as-of date; several are told together."""
    found = snapshot.arrow(RISKS, [("as_of_date", "=", day)], ["model_version"])
    return "+".join(sorted(distinct(found["model_version"])))


def _judge(publisher: Publisher, snapshot: Snapshot, day: date, state: pa.Table) -> None:
    earlier = [sequence.as_of for sequence in publisher.all if sequence.as_of < day]
    before = Day.of(snapshot, max(earlier)) if earlier else None
    there = publisher.state
    left = len(there) - (pc.sum(pc.is_in(there["subscriber_id"], state["subscriber_id"].combine_chunks())).as_py() or 0)
    reasons = list(breaker.breaches(Day.of(snapshot, day), before, left, len(there), PARAMS["breaker"]))
    breaker.judge(snapshot, day, reasons)


def _urgent_rows(publisher: Publisher, day: date) -> list[dict[str, object]]:
    """What urgent decisions changed of a date that is published again: they were decided on top of it."""
    urgent = [sequence for sequence in publisher.of(day) if sequence.kind == "urgent"]
    tables = [files.read_delta(file_of(publisher.root, sequence, "delta.parquet")) for sequence in urgent]
    rows = {row["subscriber_id"]: row for table in tables for row in table.select(states.STATE.names).to_pylist()}
    return list(rows.values())
