"""What senders' tools write and do not mean: TABs, blanks, marks that nobody sees, full-width forms, and what keeps a
spreadsheet from rounding a number. Empty text is NULL."""

import pyarrow as pa
import pyarrow.compute as pc

#: The last ones are direction marks and joiners.
BLANKS = " \t\r\u00a0\u3000\ufeff\u200b\u00ad" + "".join(
    map(chr, (*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)))
)
#: `="…"` and `'…`, which say to a spreadsheet that digits are text.
GUARDS, GUARDS_BEHIND = "='\"", "'\""
WIDE, WIDE_IN_TEXT = "[\uff01-\uff5e\u3000\u00a0]", "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
TO_ASCII = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}


def heal_name(name: str) -> str:
    """A column's name as it is compared."""
    return name.translate(TO_ASCII).strip(BLANKS)


def heal(text: pa.Array, is_free_text: bool) -> pa.Array:
    """Trimmed text; full-width punctuation is at home in free text: only digits and letters are a fault there."""
    before, behind = ("", "") if is_free_text else (GUARDS, GUARDS_BEHIND)
    if pc.all(pc.string_is_ascii(text)).as_py():
        text = pc.ascii_rtrim(pc.ascii_ltrim(text, " \t\r" + before), " \t\r" + behind)
    else:
        text = pc.utf8_rtrim(pc.utf8_ltrim(text, BLANKS + before), BLANKS + behind)
        text = _heal_wide(text, WIDE_IN_TEXT if is_free_text else WIDE)
    return pc.if_else(pc.equal(text, ""), None, text)


def _heal_wide(text: pa.Array, wide_signs: str) -> pa.Array:
    wide = pc.match_substring_regex(text, wide_signs)
    if not pc.any(wide).as_py():
        return text
    healed = [heal_name(value) for value in text.filter(wide).to_pylist()]
    return pc.replace_with_mask(text, wide, pa.array(healed, pa.string()))
