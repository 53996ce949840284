"""The published state: one row per subscriber, as Arrow tables; what two states differ in; their digest and counts."""

import hashlib
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from expectations.failures import Failure

STATE = pa.schema(
    [("subscriber_id", pa.string()), ("code", pa.string()), ("reasons", pa.string()),
     ("effective_date", pa.date32()), ("expires_date", pa.date32()), ("model_version", pa.string())]
)  # fmt: skip
DELTA = pa.schema([("op", pa.string()), ("previous_code", pa.string()), *STATE])
COLOURS = ("G", "Y", "R", "U", "S")
NOBODY = STATE.empty_table()
#: What would break a line of the CSV; no value of ours holds it.
NO_TEXT = '[",\r\n]'


class StateBroken(Failure):
    """Rows that may not leave the house: the message says what is wrong and how often, never whose row it is."""


def from_lake(rows: pa.Table) -> pa.Table:
    """The rows of scores.resident_code in the columns of the export; a blank text is no text."""
    named = rows.select(["subscriber_id", "code", "reason_codes", "effective_date", "expires_date", "model_version"])
    return in_order(named.rename_columns(STATE.names).cast(STATE))


def in_order(state: pa.Table) -> pa.Table:
    """A state with blanks for empty texts, by subscriber."""
    for at, column in enumerate(state.schema):
        if column.type == pa.string():
            values = state[column.name]
            state = state.set_column(at, column, pc.if_else(pc.equal(values, ""), None, values))
    return state.sort_by("subscriber_id").combine_chunks()


def lines(rows: pa.Table) -> pa.Array:
    """Each row as its line of CSV, without the line's end."""
    texts = [pc.cast(rows[name], pa.string()).combine_chunks() for name in rows.schema.names]
    return pc.binary_join_element_wise(*texts, ",", null_handling="replace", null_replacement="")


def digest(state: pa.Table) -> str:
    """The order-free digest of a state: of each line of full.csv the first eight bytes of its SHA-256 as an unsigned
    number, summed modulo 2^64; printed as h and 16 hex digits."""
    total = 0
    for line in lines(state).to_pylist():
        total += int.from_bytes(hashlib.sha256(line.encode()).digest()[:8], "big")
    return f"h{total % 2**64:016x}"


def counts(state: pa.Table) -> dict[str, int]:
    """How many have which code."""
    found = {row["values"]: row["counts"] for row in pc.value_counts(state["code"]).to_pylist()}
    return {colour: int(found.get(colour, 0)) for colour in COLOURS}


def delta(before: pa.Table, after: pa.Table) -> pa.Table:
    """What leads from one state to the next: I and U with the new row, D with blanks for those who have left."""
    at = pc.index_in(after["subscriber_id"], before["subscriber_id"].combine_chunks())
    old_lines = lines(before).take(at.combine_chunks() if isinstance(at, pa.ChunkedArray) else at)
    is_new = pc.is_null(at)
    differs = pc.fill_null(pc.not_equal(lines(after), old_lines), True)
    changed = _told(pc.if_else(is_new, "I", "U"), before["code"].take(at), after).filter(differs)
    left = before.filter(pc.invert(pc.is_in(before["subscriber_id"], after["subscriber_id"].combine_chunks())))
    blank = pa.table(
        {n.name: left[n.name] if n.name == "subscriber_id" else pa.nulls(len(left), n.type) for n in STATE}
    )
    gone = _told(pa.array(["D"] * len(left), pa.string()), left["code"], blank)
    return pa.concat_tables([changed, gone]).sort_by("subscriber_id").combine_chunks()


def applied(before: pa.Table, changes: pa.Table) -> pa.Table:
    """The state after a delta."""
    kept = before.filter(pc.invert(pc.is_in(before["subscriber_id"], changes["subscriber_id"].combine_chunks())))
    came = changes.filter(pc.not_equal(changes["op"], "D")).select(STATE.names)
    return pa.concat_tables([kept, came]).sort_by("subscriber_id").combine_chunks()


def replaced(state: pa.Table, rows: Iterable[dict[str, object]]) -> pa.Table:
    """A state in which these rows stand for those of the same subscribers; nobody joins by it."""
    others = in_order(pa.Table.from_pylist(list(rows), STATE))
    there = others.filter(pc.is_in(others["subscriber_id"], state["subscriber_id"].combine_chunks()))
    kept = state.filter(pc.invert(pc.is_in(state["subscriber_id"], there["subscriber_id"].combine_chunks())))
    return in_order(pa.concat_tables([kept, there]))


def check(state: pa.Table) -> None:
    """Raises where a state may not be exported at all, whoever would release it."""
    if faults := list(_faults(state)):
        raise StateBroken("; ".join(faults))


def _faults(state: pa.Table) -> Iterable[str]:
    for name in ("subscriber_id", "code", "effective_date"):
        if empty := state[name].null_count:
            yield f"{empty} rows without {name}"
    if unknown := len(state) - sum(counts(state).values()) - state["code"].null_count:
        yield f"{unknown} rows with an unknown code"
    if twice := len(state) - len(pc.unique(state["subscriber_id"])):
        yield f"{twice} rows of a subscriber that has another one"
    is_coloured = pc.is_in(state["code"], pa.array(["R", "Y"]))
    if wrong := pc.sum(pc.xor(pc.is_valid(state["expires_date"]), is_coloured)).as_py():
        yield f"{wrong} rows whose expiry does not suit their code (R and Y expire, others do not)"
    for name in ("subscriber_id", "reasons", "model_version"):
        if odd := pc.sum(pc.match_substring_regex(state[name], NO_TEXT)).as_py():
            yield f"{odd} rows whose {name} would break a line"


def _told(op: pa.Array, previous: pa.ChunkedArray, rows: pa.Table) -> pa.Table:
    return pa.table([op, previous, *rows.columns], schema=DELTA)
