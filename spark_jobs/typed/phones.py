"""Phone numbers as senders write them."""

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed.cards import DASHES

#: Services that carry a call or a message cheaper, or under a second number, and stand in front of the number.
SERVICES = "179[0-9]{2}|12593|12583[1-3]?|1252[0-9]|10193|11808"
COUNTRY = "[+0]{0,2}86"
PREFIX = rf"^(?:{COUNTRY})?(?:{SERVICES})?(?:{COUNTRY})?"
#: Exchanges write a mobile from elsewhere with 0 in front; no area begins with 01[3-9].
MOBILE = PREFIX + "0?(1[3-9][0-9]{9})$"
#: What else may stand behind a prefix as it is: abroad, 400 and 800, services, ports of text messages.
PREFIXED = (
    rf"^(?:\+?86|0086|{SERVICES})"
    "(00[1-9][0-9]{4,17}|[48]00[0-9]{7}|1[0-2][0-9]|1[0-2][0-9]{3}|9[56][0-9]{3}|9[56][0-9]{6,18}|106[0-9]{5}"
    "|106[0-9]{8,17})$"
)
#: A fixed number with its area, which is written with a 0 in front.
PREFIXED_FIXED = rf"^(?:\+?86|0086|{SERVICES})0?(10[2-9][0-9]{{7}}|[2-9][0-9]{{8,10}})$"
#: What is asked for once the number has answered: in words, or behind the hyphen after a number that is whole.
EXTENSION = "^(.*[0-9])[ (-]*(?:转?分机|转|[eE][xX][tT][.]?|#)[ :]*[0-9]{1,6}[)]?$"
WHOLE = (
    rf"(?:(?:{COUNTRY}[- ]?[1-9][0-9]{{1,2}}|[(]?0[1-9][0-9]{{1,2}})[)]?[- ]?)?[2-8][0-9]{{6,7}}"
    rf"|(?:{COUNTRY}[- ]?)?(?:[48]00[- ]?[0-9]{{3}}[- ]?[0-9]{{4}}|1[3-9][0-9]{{9}})"
)
HYPHENED = f"^({WHOLE})-[0-9]{{1,6}}$"
#: The ranges of operators that have no network of their own.
VIRTUAL = ("162", "165", "167", "170", "171")
NUMBER_CLASSES = (
    ("foreign", "^00[1-9][0-9]{4,17}$"), ("service", "^[48]00[0-9]{7}$"),
    ("fixed", "^(0(10|2[0-9]|[3-9][0-9]{2})[0-9]{7,8}|[2-8][0-9]{6,7})$"),
    ("short", "^(1[0-2468][0-9]{1,18}|9[56][0-9]{3,18}|[0-9]{3,6})$"),
)  # fmt: skip
#: Any of these, and mobiles.
KNOWN = "|".join(("^1[3-9][0-9]{9}$", *(form for _, form in NUMBER_CLASSES)))


def normal_msisdn(text: Column) -> Column:
    """A phone number without extension, blanks, hyphens and the prefixes of mainland numbers; `+` abroad is 00.
    Whatever else stands behind the mainland's prefix is no number abroad."""
    main = F.regexp_replace(F.regexp_replace(text, EXTENSION, "$1"), HYPHENED, "$1")
    bare = F.when(text.rlike("^[+]?[0-9]+$"), text).otherwise(F.regexp_replace(main, f"[ (){DASHES}-]", ""))
    fixed = F.when(bare.rlike(PREFIXED_FIXED), F.concat(F.lit("0"), F.regexp_extract(bare, PREFIXED_FIXED, 1)))
    return F.coalesce(
        *[F.when(bare.rlike(form), F.regexp_extract(bare, form, 1)) for form in (MOBILE, PREFIXED)],
        fixed,
        F.when(~bare.rlike("^([+]|00)86|^0?86$"), F.regexp_replace(bare, "^[+]", "00")),
    )


def number_class(number: Column) -> Column:
    """Class of a normalised phone number: mobile, virtual (of a virtual operator), foreign, service (400 and 800),
    fixed or short; else NULL."""
    mobile = F.when(F.substring(number, 1, 3).isin(*VIRTUAL), "virtual").otherwise("mobile")
    found: Column = F.when(number.rlike("^1[3-9][0-9]{9}$"), mobile)
    for name, pattern in NUMBER_CLASSES:
        found = found.when(number.rlike(pattern), name)
    return found
