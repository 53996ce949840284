"""A stranger breaks delivered files in place; lines keep their numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from stranger_ways import NOT_FOR, QUOTED, WAYS, Line

#: Who writes UTF-8; all others write GB18030.
UTF_8 = {
    ("call_records", "mobile"), ("call_records", "telecom"), ("transactions", "wechat"), ("residents", "police"),
    ("registrations", "miniapp"),
}  # fmt: skip


@dataclass
class Broken:
    """What was done to a file: line → (way, what must become of it)."""

    lines: dict[int, tuple[str, str]] = field(default_factory=dict)


def lines_of(path: Path, feed: str) -> tuple[bytes, list[bytes], list[str], str, bytes]:
    """Header bytes, lines, names, encoding and delimiter of a delivered file."""
    encoding = "utf-8" if (feed, path.name.split("_")[0]) in UTF_8 else "gb18030"
    delimiter = b"|" if feed == "residents" else b","
    lines = path.read_bytes().split(b"\n")
    header = b"" if feed == "registrations" else lines.pop(0)
    names = header.decode(encoding).lstrip("\ufeff").rstrip("\r").split(delimiter.decode()) if header else []
    return header, lines[:-1], [name.strip("\t") for name in names], encoding, delimiter


def break_file(rng: Random, path: Path, feed: str, share: float, usable: Callable[[bytes], bool]) -> Broken:
    """Spoils lines of a file in place, one way each; lines keep their numbers."""
    header, lines, names, encoding, delimiter = lines_of(path, feed)
    first, done = (2 if header else 1), Broken()
    for number, raw in enumerate(lines):
        if rng.random() >= share or not usable(raw):
            continue
        end = raw[len(raw.rstrip(b"\r")) :]
        known = QUOTED if names and b'"' in raw else set(WAYS) - NOT_FOR.get(feed, set())
        way = rng.choice(sorted(known))
        spoilt = WAYS[way](rng, Line(names, raw.rstrip(b"\r"), encoding, delimiter))
        if spoilt is not None:
            lines[number] = spoilt[0] + end
            done.lines[first + number] = (way, spoilt[1])
    path.write_bytes(b"\n".join([*([header] if header else []), *lines, b""]))
    return done
