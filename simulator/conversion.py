"""From the plain values of a YAML file to dataclasses, with errors that name the key."""

from dataclasses import MISSING, fields
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

LARGEST = 10**18  # a whole number beyond it is a mistake


class WorldError(ValueError):
    """The world file lacks a key, has one too many, or holds a wrong value."""


def convert(wanted: Any, value: Any, key: str) -> Any:
    """The value as the wanted type: a dataclass, list, dict or scalar; whole numbers may stand for decimals."""
    if hasattr(wanted, "__dataclass_fields__"):
        return _build(wanted, value, key)
    if get_origin(wanted) is list:
        return _list(wanted, value, key)
    if get_origin(wanted) is dict:
        return _dict(wanted, value, key)
    if get_origin(wanted) is UnionType:
        (inner,) = (part for part in get_args(wanted) if part is not NoneType)
        return convert(inner, value, key)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool) and abs(value) < LARGEST:
        return float(value)
    if type(value) is not wanted:  # truth values are numbers to Python, and instants are dates
        raise WorldError(f"key {key}: expected {wanted.__name__}, found {value!r}")
    return value


def _build(cls: Any, value: Any, key: str) -> Any:
    if not isinstance(value, dict):
        raise WorldError(f"key {key or '(top)'}: expected a mapping, found {value!r}")
    dot = f"{key}." if key else ""
    names = [field.name for field in fields(cls)]
    for name in value:
        if name not in names:
            raise WorldError(f"unknown key {dot}{name}")
    for field in fields(cls):
        if field.name not in value and field.default is MISSING:
            raise WorldError(f"missing key {dot}{field.name}")
    hints = get_type_hints(cls)
    return cls(**{name: convert(hints[name], value[name], dot + name) for name in names if name in value})


def _list(wanted: Any, value: Any, key: str) -> list[Any]:
    may_be_empty = hasattr(get_args(wanted)[0], "__dataclass_fields__")
    if not isinstance(value, list) or not (value or may_be_empty):
        raise WorldError(f"key {key}: expected a list, found {value!r}")
    return [convert(get_args(wanted)[0], item, f"{key}[{i}]") for i, item in enumerate(value)]


def _dict(wanted: Any, value: Any, key: str) -> dict[Any, Any]:
    if not isinstance(value, dict) or not value:
        raise WorldError(f"key {key}: expected a mapping, found {value!r}")
    of_key, of_value = get_args(wanted)
    return {
        convert(of_key, name, f"{key}.{name}"): convert(of_value, item, f"{key}.{name}") for name, item in value.items()
    }
