"""Identities as senders write them: normalised text, or NULL where it is none, not whole, or more than one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.typed import cards, phones, tokens
from spark_jobs.typed.field import Field
from spark_jobs.typed.items import BETWEEN_NUMBERS, items, urls
from spark_jobs.typed.nothing import is_no_key

SCIENTIFIC = r"^[0-9]([.][0-9]*)?[eE][+]?[0-9]{1,3}$"
DIGITS = "^[1-9][0-9]{5,31}$"
BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
IPV4 = f"^{BYTE}([.]{BYTE}){{3}}$"
HIDDEN = "[*•●○×]"
#: More digits or groups than one number has, or two whole cards with a mark between.
GLUED = "[0-9]{33,}|^[0-9]{3,8}([ -]+[0-9]{1,8}){6,}$|[0-9]{15,}[_-]+[0-9]{15,}"
#: Nothing but digits and X: what is left is the same for many numbers.
HIDDEN_DIGITS = "^[0-9 _-]*[Xx]{{{},}}[0-9Xx _-]*$"


@dataclass(frozen=True)
class Kind:
    """One kind of identity: how it is normalised, what it must look like then, and what says that signs are hidden.

    `group`: the longest group in which such a number is written; of two longer ones each is a number. `plain`: the form
    of nearly all cells, in which nothing can be hidden or stand for nothing: it is normalised by `quick`, and one look
    suffices. `needs`: a sign that no word has. `none`: the form of what people and machines put in for none: one digit
    again and again, an address of the machine itself.
    """

    normal: Callable[[Column], Column]
    pattern: str
    masked: str = HIDDEN
    group: int = 7
    plain: str = ""
    quick: Callable[[Column], Column] = lambda text: text
    needs: str = ""
    none: str = ""


def _bare(normal: Callable[[Column], Column]) -> Callable[[Column], Column]:
    """Without the `.0` that spreadsheets append, and a separator with nothing on its other side."""
    return lambda text: normal(F.regexp_replace(text, f"{tokens.LONE_SEPARATOR}|[.]0+$", ""))


def _one_digit(least: int, digits: str = "123456789") -> str:
    """The form of a number of so many digits that are all the same."""
    return "|".join(f"^{digit}{{{least},}}$" for digit in digits)


KINDS = {
    "id_key": Kind(
        tokens.normal_id_number, "^[A-Z()]{0,5}[0-9][0-9A-Z()]{4,19}$", f"{HIDDEN}|[Xx]{{2}}|^[0-9]+[Xx][0-9]", group=8,
        plain="^[1-9][0-9]{5}(18|19|20)[0-9]{9}[0-9X]$", none=_one_digit(6),
    ),
    "msisdn_key": Kind(
        _bare(phones.normal_msisdn), phones.KNOWN, f"{HIDDEN}|[Xx]{{2}}|[0-9][Xx]|-{{2}}", group=6,
        plain="^([+0]{0,2}86)?1[3-9][0-9]{9}$", quick=lambda text: F.substring(text, -11, 11), none=_one_digit(9),
    ),
    "card_key": Kind(
        _bare(cards.normal_card), "^[0-9][0-9A-Za-z]{5,39}$|^[A-Za-z][0-9A-Za-z_-]{5,63}$",
        f"{HIDDEN}|{HIDDEN_DIGITS.format(1)}|[_.-]{{2}}", plain=DIGITS, needs="[0-9]", none=_one_digit(6),
    ),
    "wallet_key": Kind(
        _bare(cards.normal_wallet), "^[0-9A-Za-z_@.-]{4,64}$",
        f"{HIDDEN}|{HIDDEN_DIGITS.format(3)}|^[0-9 ]*[_-]{{2}}[0-9 _-]*$", plain=DIGITS, none=_one_digit(9),
    ),
    "ip_key": Kind(
        cards.normal_ip, f"{IPV4}|^([0-9a-f]{{1,4}}:){{7}}[0-9a-f]{{1,4}}$|^[0-9a-f:.]*::[0-9a-f:.]*$",
        none="^(0|127)[.]|^255[.]255[.]255[.]255$|^::1?$", plain=IPV4,
    ),
    "mac_key": Kind(
        cards.normal_mac, "^[0-9A-F]{12}$", none=f"^020000000000$|{_one_digit(12, '0123456789ABCDEF')}",
        plain="^[0-9A-F]{2}([-:][0-9A-F]{2}){5}$", quick=lambda text: F.translate(text, "-:", ""),
    ),
    "merchant_key": Kind(
        _bare(cards.normal_merchant), "^[0-9A-Za-z_-]{1,40}$", plain=DIGITS, none=_one_digit(6)
    ),
}  # fmt: skip


#: What the entities of a case are, beside addresses of the web.
ENTITIES = {"account": "card_key", "msisdn": "msisdn_key", "victim": "id_key"}
ANY = Field("", (), None, "text")


def is_plain(kind: str, item: Field, text: Column) -> Column:
    """Whether a cell has the plain form of its kind, and is no word of its sender's for nothing."""
    found = text.rlike(KINDS[kind].plain)
    return found & ~text.isin(*item.nothing) if item.nothing else found


def normal_text(kind: str, item: Field, text: Column, plain: Column) -> Column:
    """The normalised text of a cell, NULL where it says nothing, or not all of one number."""
    own = KINDS[kind]
    is_one = text.isNotNull() & ~is_no_key(item, text) & why_not(kind, text).isNull()
    return F.when(plain, own.quick(text)).when(is_one, own.normal(text))


def key_text(kind: str, normal: Column, plain: Column) -> Column:
    """The normalised text where it has the form of its kind, as what is plain has."""
    own = KINDS[kind]
    has_form = normal.rlike(own.pattern) & normal.rlike(own.needs) if own.needs else normal.rlike(own.pattern)
    found = F.when(plain, normal).when(has_form, normal)
    return F.when(~normal.rlike(own.none), found) if own.none else found


def _whole(kind: str, text: Column) -> Column:
    plain = is_plain(kind, ANY, text)
    return key_text(kind, normal_text(kind, ANY, text, plain), plain)


def why_not(kind: str, text: Column) -> Column:
    """The reason why a text is not one whole number: signs of it are hidden or rounded away, or it is several."""
    own = KINDS[kind]
    long = f"[0-9A-Za-z]{{{own.group + 1},}}"
    several = f"{long}[ {BETWEEN_NUMBERS}]+{long}|{GLUED}"
    return (
        F.when(text.rlike(own.masked), "masked_number")
        .when(text.rlike(SCIENTIFIC), "scientific_notation")
        .when(text.rlike(several), "several_numbers")
    )


def named_persons(item: Field, text: Column) -> Column:
    """The whole ID numbers of a cell, normalised; NULL for each item that says something and cannot be read."""
    return F.transform(_named_ids(item, text), partial(_whole, "id_key"))


def item_count(item: Field, persons: Column) -> Column:
    """How many persons a cell names: each whole number once, and each that cannot be read; nobody known is one."""
    whole = F.filter(persons, lambda one: one.isNotNull())
    unread = F.size(persons) - F.size(whole)
    return F.greatest(F.coalesce(F.size(F.array_distinct(whole)) + unread, F.lit(0)), F.lit(1))


def names_nobody(item: Field, text: Column) -> Column:
    """Whether all items of a cell say that there is nothing."""
    return F.size(_named_ids(item, text)) == 0


def first_id_number(item: Field, persons: Column) -> Column:
    """The first whole ID number of a cell."""
    return F.try_element_at(F.filter(persons, lambda one: one.isNotNull()), F.lit(1))


def _named_ids(item: Field, text: Column) -> Column:
    return F.filter(items(text, KINDS["id_key"].group), lambda one: ~is_no_key(item, one))


def entities(name: str, text: Column) -> Column:
    """The accounts, phone numbers, addresses or ID numbers of a cell, normalised by the rules of ledgers and registers;
    NULL for what is no number, hidden or rounded."""
    return F.transform(_named(name, text), partial(_entity, name))


def _named(name: str, text: Column) -> Column:
    """The items of a cell that say something."""
    parts = urls(text) if name == "url" else items(text, KINDS[ENTITIES[name]].group)
    return F.filter(parts, lambda one: ~is_no_key(ANY, one))


def _entity(name: str, text: Column) -> Column:
    """An item normalised; an account is a card or, where it is none, a wallet."""
    if name == "url":
        return F.when(text.rlike(tokens.URL), tokens.normal_url(text))
    found = _whole(ENTITIES[name], text)
    if name == "account":
        wallet = F.when(why_not("card_key", text).isNull(), _whole("wallet_key", text))
        found = F.coalesce(found, wallet)
    return found


def id_check(item: Field, text: Column) -> Column:
    """Whether a normalised ID number passes its check digit."""
    return tokens.is_id_check_ok(text)


def class_of_number(item: Field, text: Column) -> Column:
    """The class of a normalised phone number."""
    return phones.number_class(text)
