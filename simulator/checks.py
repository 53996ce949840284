"""Checks of single values of a world file; WorldError names the key."""

from collections.abc import Iterable, Sized

from simulator.conversion import WorldError

LONGEST_TEXT = 40
DELIMITERS = frozenset(',;|"')  # of the wires: a name with one of them would need quotes that some wires do not have


def check_length(key: str, values: Sized, length: int) -> None:
    """So many items."""
    if len(values) != length:
        raise WorldError(f"key {key}: expected {length} items, found {len(values)}")


def check_range(key: str, value: float, lowest: float, highest: float) -> None:
    """A number within its bounds; no number at all (.nan) is outside."""
    if not lowest <= value <= highest:
        raise WorldError(f"key {key}: {value:g} is not between {lowest:g} and {highest:g}")


def check_weights(key: str, values: Iterable[float], length: int | None = None) -> None:
    """Weights by which something can be drawn."""
    weights = list(values)
    if length is not None:
        check_length(key, weights, length)
    if not (all(weight >= 0 for weight in weights) and 0 < sum(weights) < float("inf")):
        raise WorldError(f"key {key}: weights must not be negative, nor all zero")


def check_names(key: str, found: Iterable[str], known: tuple[str, ...], must: bool = False) -> None:
    """Only known names, and all of them if they `must` be there."""
    for name in found:
        if name not in known:
            raise WorldError(f"unknown key {key}.{name}")
    for name in known if must else ():
        if name not in found:
            raise WorldError(f"missing key {key}.{name}")


def check_text(key: str, text: str) -> None:
    """A name that stands between the delimiters of any wire as it is."""
    is_plain = text.isprintable() and text == text.strip() and not DELIMITERS & set(text)
    if not (is_plain and 0 < len(text) <= LONGEST_TEXT):
        signs = " ".join(sorted(DELIMITERS))
        raise WorldError(f"key {key}: {text!r} is not 1 to {LONGEST_TEXT} printable characters without {signs}")
