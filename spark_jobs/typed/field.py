"""One field of a source mapping: where a target column comes from and what text is accepted."""

from dataclasses import dataclass


class MappingError(ValueError):
    """A mapping that cannot be used; the message names file, field and reason."""


@dataclass(frozen=True)
class Field:
    """One target column.

    `wires`: the wire columns it reads; of several the `first` that is filled, or all with a `blank` between.
    `codes`: pairs of wire text and code. `when`: (wire column, text) without which the field is empty; `unless`: (wire
    column, texts) with one of which it is. `limits`: lowest and highest value that the contract of the table admits.
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
    codes: tuple[tuple[str, str], ...] = ()
    otherwise: str | None = None
    shorten: tuple[tuple[int, int], ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, str], ...] = ()
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    keep: bool = True
    limits: tuple[int, int] | None = None
