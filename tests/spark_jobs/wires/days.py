"""Files of several days whose rows meet each other: repeats, contradictions, two legs, corrected files.

Each sender is one story and writes the feed's default wire, so that all of them load at once. A row is told by its
serial and, where it matters, what else it says.
"""

from collections.abc import Callable

from wires.feed_home import Account

ONE, TWO, THREE = "2021-10-22", "2021-10-23", "2021-10-24"
Line = Callable[..., bytes]
#: (batch, file) → the lines of the file
Story = dict[tuple[str, str], list[bytes]]


def story(line: Line) -> Story:
    """The files; `line(serial, what)` is a row of the feed, the same for the same two texts."""
    a, b, c, d = (line(name) for name in "ABCD")
    return {
        (ONE, "again_2021-10-22_1"): [a, line("A1"), line("again")],
        (TWO, "again_2021-10-23_1"): [a, line("A1"), line("again")],
        (ONE, "renamed_2021-10-21_1"): [a, line("renamed")],
        (ONE, "renamed_2021-10-22_1"): [a, line("renamed")],
        (ONE, "twice_2021-10-22_1"): [a, b, a, a],
        (ONE, "later_2021-10-22_1"): [a, b],
        (TWO, "later_2021-10-23_1"): [c, b, d],
        (THREE, "later_2021-10-21_1"): [a, line("E"), c],
        (ONE, "against_2021-10-22_1"): [a, line("A", "other"), b],
        (TWO, "against_2021-10-23_1"): [c, line("B", "other"), a],
        (ONE, "higher_2021-10-22_1"): [a, b, b"broken", d],
        (TWO, "higher_2021-10-22_2"): [a, line("B", "other"), c],
        (ONE, "same_2021-10-22_1"): [a, b, d],
        (ONE, "same_2021-10-22_2"): [a, line("B", "other")],
        (ONE, "lower_2021-10-22_2"): [a, b],
        (TWO, "lower_2021-10-22_1"): [line("A", "other"), line("lower")],
        (ONE, "number_2021-10-22_9"): [a],
        (ONE, "number_2021-10-22_10"): [b],
        (ONE, "resent_2021-10-22_1"): [a, b, line("resent")],
        (TWO, "resent_2021-10-22_2"): [a, b, line("resent")],
        (ONE, "chain_2021-10-22_1"): [a],
        (TWO, "chain_2021-10-22_2"): [a, b],
        (THREE, "chain_2021-10-22_3"): [b, c],
        (ONE, "otherday_2021-10-21_1"): [a],
        (TWO, "otherday_2021-10-22_2"): [b],
    }


#: rows, silver, duplicate, superseded, quarantine of every file.
ACCOUNTS: dict[tuple[str, str], Account] = {
    (ONE, "again_2021-10-22_1"): (3, 3, 0, 0, 0),
    (TWO, "again_2021-10-23_1"): (3, 0, 3, 0, 0),
    (ONE, "renamed_2021-10-21_1"): (2, 2, 0, 0, 0),
    (ONE, "renamed_2021-10-22_1"): (2, 0, 2, 0, 0),
    (ONE, "twice_2021-10-22_1"): (4, 2, 2, 0, 0),
    (ONE, "later_2021-10-22_1"): (2, 2, 0, 0, 0),
    (TWO, "later_2021-10-23_1"): (3, 2, 1, 0, 0),
    (THREE, "later_2021-10-21_1"): (3, 1, 2, 0, 0),
    (ONE, "against_2021-10-22_1"): (3, 2, 0, 0, 1),
    (TWO, "against_2021-10-23_1"): (3, 1, 1, 0, 1),
    (ONE, "higher_2021-10-22_1"): (4, 3, 0, 0, 1),
    (TWO, "higher_2021-10-22_2"): (3, 3, 0, 0, 0),
    (ONE, "same_2021-10-22_1"): (3, 0, 0, 3, 0),
    (ONE, "same_2021-10-22_2"): (2, 2, 0, 0, 0),
    (ONE, "lower_2021-10-22_2"): (2, 2, 0, 0, 0),
    (TWO, "lower_2021-10-22_1"): (2, 0, 0, 2, 0),
    (ONE, "number_2021-10-22_9"): (1, 0, 0, 1, 0),
    (ONE, "number_2021-10-22_10"): (1, 1, 0, 0, 0),
    (ONE, "resent_2021-10-22_1"): (3, 3, 0, 0, 0),
    (TWO, "resent_2021-10-22_2"): (3, 0, 3, 0, 0),
    (ONE, "chain_2021-10-22_1"): (1, 1, 0, 0, 0),
    (TWO, "chain_2021-10-22_2"): (2, 2, 0, 0, 0),
    (THREE, "chain_2021-10-22_3"): (2, 2, 0, 0, 0),
    (ONE, "otherday_2021-10-21_1"): (1, 1, 0, 0, 0),
    (TWO, "otherday_2021-10-22_2"): (1, 1, 0, 0, 0),
}
REJECTS = [
    ("against_2021-10-22_1.csv", 3, None, "contradicts_earlier"),
    ("against_2021-10-23_1.csv", 3, None, "contradicts_earlier"),
    ("higher_2021-10-22_1.csv", 4, None, "field_count"),
]
#: (batch, file, rows that were in silver) of files that a higher number withdrew.
WITHDRAWN = [
    (TWO, "chain_2021-10-22_1.csv", 1),
    (TWO, "higher_2021-10-22_1.csv", 3),
    (THREE, "chain_2021-10-22_2.csv", 2),
]
#: sender → as-of day → (file, line) of the rows that count.
COUNTING = {
    "higher": {ONE: [("1", 2), ("1", 3), ("1", 5)], TWO: [("2", 2), ("2", 3), ("2", 4)]},
    "chain": {ONE: [("1", 2)], TWO: [("2", 2), ("2", 3)], THREE: [("3", 2), ("3", 3)]},
    "same": {ONE: [("2", 2), ("2", 3)], THREE: [("2", 2), ("2", 3)]},
    "lower": {ONE: [("2", 2), ("2", 3)], TWO: [("2", 2), ("2", 3)]},
    "resent": {ONE: [("1", 2), ("1", 3), ("1", 4)], THREE: [("1", 2), ("1", 3), ("1", 4)]},
    "number": {ONE: [("10", 2)]},
}
