"""Call legs of one day as plain columns, and as the rows that carriers would write."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.panel.ledger import SECONDS, UNIX_DAY
from simulator.panel.numbers import VIRTUAL, Ints, carrier_codes, texts

CALL_KINDS = ("voice", "volte", "video", "sms", "mms")
VOICE, VOLTE, VIDEO, SMS, MMS = range(5)
DIRECTIONS = ("out", "in", "forward")
OUT, IN, FORWARD = range(3)
CARRIERS = ("mobile", "unicom", "telecom")
PREFIXES = ("", "0", "00")
PLAIN, FIXED, FOREIGN = range(3)
NO_AREA = -1
CALL_IDS = 10**8
MOBILE = 10**10  # mobile numbers have eleven digits, the first of them 1


@dataclass
class CallLegs:
    """Columns of equal length. `peer` is a number whose prefix (PREFIXES) says what leads it; `call` numbers the
    calls of the day from 0; `area` codes are -1 where not told; `forwarded` 0 where nobody was."""

    own: Ints
    peer: Ints
    prefix: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]
    direction: npt.NDArray[np.uint8]
    own_area: Ints
    peer_area: Ints
    forwarded: Ints
    second: Ints
    duration: Ints
    call: Ints
    part: Ints

    def __len__(self) -> int:
        return len(self.own)

    def where(self, mask: npt.NDArray[Any]) -> "CallLegs":
        """Some of the legs."""
        return CallLegs(**{f.name: getattr(self, f.name)[mask] for f in fields(self)})


def call_legs(own: Ints, peer: Ints, second: Ints, duration: Ints, call: Ints, **others: Any) -> CallLegs:
    """Legs with defaults: voice, out, at home; scalars stand for all rows."""
    given: dict[str, Any] = {"prefix": PLAIN, "kind": VOICE, "direction": OUT, "own_area": NO_AREA,
                             "peer_area": NO_AREA, "forwarded": 0, "part": 0, **others}  # fmt: skip
    small = {"prefix": np.uint8, "kind": np.uint8, "direction": np.uint8}
    columns = {k: np.broadcast_to(np.asarray(v, dtype=small.get(k, np.int64)), len(own)) for k, v in given.items()}
    return CallLegs(own=own, peer=peer, second=second, duration=duration, call=call, **columns)


def all_calls(parts: list[CallLegs]) -> CallLegs:
    """The legs of all parts."""
    return CallLegs(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(CallLegs)})


def cut_long(calls: CallLegs, longest: int) -> CallLegs:
    """Carriers write a call that lasts longer than `longest` seconds in several records."""
    is_long = calls.duration > longest
    if not is_long.any():
        return calls
    whole = calls.where(is_long)
    records = -(-whole.duration // longest)
    many = whole.where(np.repeat(np.arange(len(whole)), records))
    part = np.arange(len(many)) - np.repeat(np.cumsum(records) - records, records)
    many.second = many.second + part * longest
    many.duration = np.minimum(many.duration - part * longest, longest)
    many.part = part + 1
    return all_calls([calls.where(~is_long), many])


def call_table(calls: CallLegs, ordinal: int, carriers: dict[str, list[str]]) -> pa.Table:
    """The rows that the carriers would write; long calls may run past midnight."""
    prefix = pa.array(PREFIXES).take(pa.array(calls.prefix))
    plain = texts(calls.peer)
    peer = pc.binary_join_element_wise(prefix, plain, "") if calls.prefix.any() else plain
    forwarded = pa.array(calls.forwarded, mask=calls.forwarded == 0).cast(pa.string())
    return pa.table({
        "carrier": _words(carrier_codes(calls.own, carriers), CARRIERS),
        "call_id": pc.binary_join_element_wise(f"C{ordinal}N", texts(calls.call + CALL_IDS), ""),
        "part": pa.array(calls.part.astype(np.int16)), "kind": _words(calls.kind, CALL_KINDS),
        "direction": _words(calls.direction, DIRECTIONS), "own_number": texts(calls.own), "peer_number": peer,
        "peer_carrier": _peer_carriers(calls, carriers), "own_area": pa.array(calls.own_area.astype(np.int16)),
        "peer_area": pa.array(calls.peer_area.astype(np.int16), mask=calls.peer_area < 0),
        "forwarded_number": forwarded, "at": pa.array((ordinal - UNIX_DAY) * SECONDS + calls.second),
        "duration_s": pa.array(calls.duration.astype(np.int32)),
    })  # fmt: skip


def _peer_carriers(calls: CallLegs, carriers: dict[str, list[str]]) -> pa.DictionaryArray:
    """Null for what is no carrier's mobile number."""
    is_mobile = (calls.prefix == PLAIN) & (calls.peer // MOBILE == 1) & ~np.isin(calls.peer // 10**8, VIRTUAL)
    codes = carrier_codes(np.where(is_mobile, calls.peer, MOBILE), carriers)
    known = pa.array(codes.astype(np.int8), mask=~is_mobile)
    return pa.DictionaryArray.from_arrays(known, pa.array(CARRIERS))


def _words(codes: npt.NDArray[np.uint8], known: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(known))
