"""Texts that should hold nobody's number: what may be one is found without its check digit, so that a mistyped one is
found too. Whatever `afdw scan` calls an ID number, a card or a phone number is among it."""

from pyspark.sql import Column
from pyspark.sql import functions as F

#: Digits of ID numbers and cards; cards in printed groups; mobiles; fixed lines. Numbers abroad (00…), of services and
#: of cases (behind a letter) are nobody's.
NUMBERS = (
    "[1-9][0-9]{12,18}[Xx]?",
    "[1-9][0-9]{5}[ -](?:18|19|20)[0-9]{6}[ -][0-9]{3}[0-9Xx]",
    "[0-9]{4}(?:[ -][0-9]{4}){2,3}(?:[ -]?[0-9]{1,4})?",
    "(?:(?:[+]|00)?86[ -]?|17951|12593|0)?1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4})",
    "(?:(?:[+]|00)86-?)?0(?:10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}",
)
FOUND = rf"(?:^|[^0-9A-Za-z]|\\[tnr])(?:{'|'.join(NUMBERS)})(?:[.]0+)?(?:$|[^0-9A-Za-z])"
#: Its digits are nobody's.
UUID = "(^|[^0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}($|[^0-9a-f])"


def may_hold_a_number(text: Column) -> Column:
    """Whether an ID number, a card or a phone number may stand in a text."""
    return F.coalesce(F.regexp_replace(text, UUID, "$1u$2").rlike(FOUND), F.lit(False))
