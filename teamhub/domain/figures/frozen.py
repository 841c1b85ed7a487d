"""Frozen dataclasses to canonical JSON and back, exactly.

Canonical: keys sorted, no spaces, UTF-8 characters as they are, dates in ISO 8601, no floats. The same value
always gives the same text, so its digest proves that nothing changed.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class ShapeChanged(ValueError):
    """The stored text does not have the shape of the wanted type."""


def freeze_value(value: object) -> str:
    return json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def thaw_value(text: str, wanted: type[T]) -> T:
    """Raises ShapeChanged where a field is missing without a default, unknown, or of another type."""
    try:
        stored = json.loads(text)
    except ValueError as fault:
        raise ShapeChanged("not JSON") from fault
    thawed = _typed(stored, wanted, wanted.__name__)
    assert isinstance(thawed, wanted)
    return thawed


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be frozen exactly")


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)


@cache
def _names(wanted: Any) -> frozenset[str]:
    return frozenset(f.name for f in fields(wanted))


def _typed(stored: Any, wanted: Any, where: str) -> object:
    reader, inner = _reader(wanted)
    return reader(stored, inner, where)


@cache
def _reader(wanted: Any) -> tuple[Callable[[Any, Any, str], object], Any]:
    """How a value of this type is read, and the type it is read with: the inner one of a tuple or of `X | None`."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return _typed_or_none, next(a for a in get_args(wanted) if a is not type(None))
    if origin is tuple:
        return _typed_tuple, get_args(wanted)[0]
    if is_dataclass(wanted):
        return _typed_record, wanted
    return (_typed_time if wanted in (date, datetime) else _typed_plain), wanted


def _typed_or_none(stored: Any, inner: Any, where: str) -> object:
    return None if stored is None else _typed(stored, inner, where)


def _typed_plain(stored: Any, wanted: Any, where: str) -> object:
    if type(stored) is not wanted:
        raise ShapeChanged(f"{where}: {type(stored).__name__} where {wanted} was expected")
    return stored


def _typed_tuple(stored: Any, inner: Any, where: str) -> tuple[object, ...]:
    if not isinstance(stored, list):
        raise ShapeChanged(f"{where}: no list")
    return tuple(_typed(v, inner, f"{where}[{i}]") for i, v in enumerate(stored))


def _typed_record(stored: Any, wanted: Any, where: str) -> object:
    if not isinstance(stored, dict):
        raise ShapeChanged(f"{where}: no record")
    hints = _hints(wanted)
    unknown = sorted(stored.keys() - _names(wanted))
    if unknown:
        raise ShapeChanged(f"{where}: unknown field {unknown[0]}")
    values = {name: _typed(v, hints[name], f"{where}.{name}") for name, v in stored.items()}
    try:
        return wanted(**values)
    except TypeError as fault:
        raise ShapeChanged(f"{where}: {fault}") from fault


def _typed_time(stored: Any, wanted: Any, where: str) -> object:
    try:
        return wanted.fromisoformat(stored)
    except (TypeError, ValueError) as fault:
        raise ShapeChanged(f"{where}: no {wanted.__name__}") from fault
