"""The mini-program's events: UTF-8 JSON Lines."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.panel.numbers import id_numbers
from simulator.residents import Population, uniform
from simulator.wires.layout import Cells, JsonLines
from simulator.wires.residents import phone_texts
from simulator.wires.text import Integers, instants

COLUMNS = ("registration_id", "subscriber_id", "id_number", "phone", "event", "consent_version", "channel_code",
           "area_code", "at")  # fmt: skip
EVENTS = ("register", "consent", "withdraw", "unregister")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def layout() -> JsonLines:
    """The wire of the mini-program."""
    return JsonLines("registrations", "miniapp", "utf-8", tuple((name, name) for name in COLUMNS))


def cells(
    people: Population, who: Integers, towns: Integers, phone_changes: Integers, events: Integers, at: Integers
) -> Cells:  # fmt: skip
    """The texts of events, by their number in EVENTS; towns and numbers are those of the day."""
    rates = people.world.registrations
    area = pa.array([town.code for town in people.towns]).take(pa.array(towns))
    is_coarse = pa.array(uniform(people.seed, 41, who) < rates.county_only)
    edges = np.cumsum(list(rates.channels.values()))[:-1] / sum(rates.channels.values())
    channels = np.searchsorted(edges, uniform(people.seed, 42, who), side="right")
    has_version = pc.less(pa.array(events), 2)
    return {
        "registration_id": invented(people.seed, who, "R"), "subscriber_id": invented(people.seed + 1, who, "S"),
        "id_number": id_numbers(people, who), "phone": phone_texts(people, who, phone_changes),
        "event": pa.array(EVENTS).take(pa.array(events)), "consent_version": pc.if_else(has_version, "1.0", ""),
        "channel_code": pa.array(list(rates.channels)).take(pa.array(channels)),
        "area_code": pc.if_else(is_coarse, pc.utf8_slice_codeunits(area, 0, 6), area),
        "at": instants(at, "zoned"),
    }  # fmt: skip


def invented(seed: int, who: Integers, letter: str) -> pa.Array:
    """A different name for each index: letters and digits by turns, so that no run of digits looks like a number."""
    space = 260**5
    keys = (who * 618_033_989 + seed * 7_919_777) % space  # the factor shares no divisor with 260
    parts: list[object] = []
    table = pa.array([f"{sign}{digit}" for sign in LETTERS for digit in range(10)])
    for _ in range(5):
        keys, low = np.divmod(keys, 260)
        parts.append(table.take(pa.array(low)))
    return pc.binary_join_element_wise(letter, *parts, "")
