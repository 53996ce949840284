"""One field of a source mapping: where a target column comes from and what text is accepted."""

from dataclasses import dataclass
from typing import Any

from expectations.failures import Failure


class MappingError(Failure):
    """A mapping that cannot be used; the message names file, field and reason."""


#: (wire column, texts) pairs.
Texts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Field:
    """One target column.

    `wires`: the wire columns it reads; of several the `first` that is filled, or all with a `blank` between.
    `codes`: pairs of wire text and code. `when`: (wire column, text) without which the field is empty; `unless`: (wire
    column, texts) with one of which it is; `required_unless`: with one of which it may be; `only`: with one of which it
    must be filled, and else may not. `within`: first and last day behind its batch on which a date may lie. `refuses`:
    whether a value that cannot be read costs the line; else the field is empty. `nothing`: the sender's own words for
    that there is none. `limits`: lowest and highest value that the contract of the table admits, each None where it
    has no say. `has_currency`: whether rows name that of their amounts; else it is the yuan. `read_as`: the field
    before it that reads the same text in the same way, or itself. `is_news`: whether another value makes another row.
    """

    name: str
    wires: tuple[str, ...]
    constant: str | None
    type: str
    join: str = "first"
    format: str = "datetime"
    utc_offset_hours: int = 0
    pattern: str | None = None
    required: str = "never"
    required_unless: Texts = ()
    only: Texts = ()
    within: tuple[int, int] | None = None
    refuses: bool = True
    nothing: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, str], ...] = ()
    unless: Texts = ()
    keep: bool = True
    limits: tuple[Any, Any] = (None, None)
    has_currency: bool = False
    read_as: str = ""
    is_news: bool = True
