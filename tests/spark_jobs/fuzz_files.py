"""Broken files: clean lines of every feed's wire, and ways in which bytes go wrong on their way to us."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from case_wire import HEADER, line
from wires import alipay, bank1, bank2, holders, miniapp, mobile, officers, police, telecom, unicom, wechat
from wires.form import Form

#: The case wire in the form that the other feeds have.
CASES = Form(header=HEADER, sample=line().decode("gb18030"), encoding="gb18030")
#: feed → sender → how it writes; those of JSON have lines of their own.
FORMS: dict[str, dict[str, Form]] = {
    "transactions": {"bank1": bank1.FORM, "bank2": bank2.FORM, "wechat": wechat.FORM, "alipay": alipay.FORM},
    "call_records": {"mobile": mobile.FORM, "unicom": unicom.FORM, "telecom": telecom.FORM},
    "accounts": {"bank1": holders.FORM},
    "residents": {"police": police.FORM},
    "cases": {"police": CASES},
    "registrations": {"miniapp": miniapp.FORM},
    "decisions": {"officers": officers.FORM},
}
JSON_LINES = {"registrations": miniapp.line, "decisions": officers.line}
#: The column that tells a row from all others, as one of the feed's senders names it.
SERIALS = {
    "transactions": ("交易流水号",), "call_records": ("通信记录唯一标识", "业务流水号", "记录标识"),
    "cases": ("案件编号",), "accounts": ("交易账号",), "residents": ("证件号码",),
}  # fmt: skip
Way = Callable[[bytes, Random], bytes]


@dataclass(frozen=True)
class Wire:
    """One sender's wire as far as a breaker needs it: header with its mark, line end, and clean lines by number."""

    feed: str
    source: str
    head: bytes
    end: bytes
    line: Callable[[int], bytes]

    @property
    def suffix(self) -> str:
        """How its files are named at the end."""
        return "jsonl" if self.feed in JSON_LINES else "csv"


def wires(feed: str) -> list[Wire]:
    """The wires of a feed's senders."""
    if feed in JSON_LINES:
        (source,), line = FORMS[feed], JSON_LINES[feed]
        return [Wire(feed, source, b"", b"\n", lambda number: line(serial(feed, number)))]
    return [
        Wire(feed, name, form.mark + form.head(), form.end, _lines(feed, form)) for name, form in FORMS[feed].items()
    ]


def _lines(feed: str, form: Form) -> Callable[[int], bytes]:
    """Clean lines, each of another row than all others."""
    column = next(name for name in SERIALS[feed] if name in form.names)
    return lambda number: form.line(**{column: serial(feed, number)})


def serial(feed: str, number: int) -> str:
    """A serial that no single flipped byte turns into another line's."""
    text = hashlib.sha256(f"{feed} {number}".encode()).hexdigest()
    return f"33{int(text, 16) % 10**15:015d}" if feed == "accounts" else f"A{text[:15]}".upper()


def broken_file(of: Wire, start: int, rows: int, share: float, random: Random) -> tuple[bytes, dict[int, bytes]]:
    """A file, and its lines that nobody touched by their physical number; what is broken keeps to its own place.

    Lines are broken with a probability of `share`; a break may bring line ends of its own, which count as lines.
    """
    parts, untouched, number = ([of.head + of.end] if of.head else []), {}, 2 if of.head else 1
    for index in range(rows):
        clean = of.line(start + index)
        if random.random() < share:
            raw = _broken(clean, random) + of.end
        else:
            raw, untouched[number] = clean + of.end, clean
        parts.append(raw)
        number += raw.count(b"\n")
    return b"".join(parts), untouched


def rows_of(content: bytes, of: Wire) -> int:
    """Physical lines after the header; a last line may lack its end, the end mark of DOS is none, and `\\r` ends lines
    where nothing else does."""
    end = b"\r" if b"\n" not in content and b"\r" in content else b"\n"
    bare = content.rstrip(b"\r\n")
    content = bare.rstrip(b"\x1a") if bare.endswith(b"\x1a") else content
    lines = content.count(end) + (bool(content) and not content.endswith(end))
    return max(lines - bool(of.head), 0)


def whole_file_ways() -> dict[str, Callable[[bytes, Random], bytes]]:
    """What befalls a file as a whole: then no line is known to be untouched."""
    return {
        "header_gone": lambda content, random: content.split(b"\n", 1)[1],
        "cut": lambda content, random: content[: random.randrange(len(content))],
        "no_end": lambda content, random: content.rstrip(b"\r\n"),
        "utf_16": lambda content, random: content.decode("utf-8", "replace").encode("utf-16"),
        "returns_only": lambda content, random: content.replace(b"\n", b"\r"),
        "noise": lambda content, random: random.randbytes(len(content) // 2),
        "flips": _flips,
        "empty": lambda content, random: b"",
        "nul_bytes": lambda content, random: b"\0" * len(content),
        "header_twice": lambda content, random: content.split(b"\n", 1)[0] + b"\n" + content,
        "zip_begin": lambda content, random: b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + content,
        "quote_before_all": lambda content, random: b'"' + content,
        "marks": lambda content, random: b"\xef\xbb\xbf" * 3 + content,
    }


def _flips(content: bytes, random: Random) -> bytes:
    found = bytearray(content)
    for _ in range(max(1, len(found) // 50)):
        found[random.randrange(len(found))] = random.randrange(256)
    return bytes(found)


def _broken(raw: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        raw = WAYS[random.choice(sorted(WAYS))](raw, random)
    return raw


def _at(raw: bytes, random: Random, piece: bytes, over: int = 0) -> bytes:
    """The piece set in at any byte, over some bytes that are there."""
    at = random.randrange(len(raw) + 1)
    return raw[:at] + piece + raw[at + over :]


WAYS: dict[str, Way] = {
    "flip": lambda raw, random: _at(raw, random, random.randbytes(1), 1),
    "flips": lambda raw, random: _flips(raw, random) if raw else raw,
    "gone": lambda raw, random: _at(raw, random, b"", random.randint(1, 9)),
    "cut": lambda raw, random: raw[: random.randrange(len(raw) + 1)],
    "begin_gone": lambda raw, random: raw[random.randrange(len(raw) + 1) :],
    "nul": lambda raw, random: _at(raw, random, b"\0" * random.randint(1, 3)),
    "bad_bytes": lambda raw, random: _at(raw, random, random.choice((b"\xff", b"\xff\xfe", b"\x80", b"\xed\xa0\x80"))),
    "half_character": lambda raw, random: _at(
        raw, random, random.choice((b"\xb0", b"\xe4\xbd", b"\x81\x30", b"\xf0\x9f"))
    ),
    "other_encoding": lambda raw, random: _at(
        raw, random, "浙江湖州".encode(random.choice(("gb18030", "utf-8", "big5", "utf-16")))
    ),
    "delimiter": lambda raw, random: _at(raw, random, random.choice((b",", b"|", b"\t", b";", b",,,,"))),
    "quote": lambda raw, random: _at(raw, random, random.choice((b'"', b'""', b'"""', b'",', b',"', b"'"))),
    "return": lambda raw, random: _at(
        raw, random, random.choice((b"\r", b"\r\r", b"\x0b", b"\x0c", b"\x1a", b"\xe2\x80\xa8"))
    ),
    "line_end": lambda raw, random: _at(raw, random, random.choice((b"\n", b"\r\n", b"\n\n", b"\n\r"))),
    "gigantic": lambda raw, random: _at(
        raw, random, random.choice((b"7", b",", b'"', b"\xb0\xa1")) * random.choice((5_000, 131_072, 200_000))
    ),
    "empty": lambda raw, random: b"",
    "blank": lambda raw, random: (
        random.choice((b" ", b"\t", b"\xa1\xa1", b"\xe3\x80\x80", b"\xef\xbb\xbf")) * random.randint(1, 3)
    ),
    "twice": lambda raw, random: raw + raw,
    "reversed": lambda raw, random: raw[::-1],
    "formula": lambda raw, random: _at(raw, random, b"=CMD()", 4),
    "json_depth": lambda raw, random: _at(raw, random, b"[" * random.choice((3, 2_000, 50_000))),
    "json_number": lambda raw, random: _at(
        raw, random, random.choice((b"1e999", b"9" * 5_000, b"NaN", b"\\ud800", b"\\u0000"))
    ),
}
