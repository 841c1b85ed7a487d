"""Frozen dataclasses to canonical JSON and back, exactly.

Canonical: keys sorted, no spaces, UTF-8 characters as they are, dates in ISO 8601, no floats. The same value
always gives the same text, so its digest proves that nothing changed.
"""

from __future__ import annotations

import json
import types
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


def _typed(stored: Any, wanted: Any, where: str) -> object:
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        inner = [a for a in get_args(wanted) if a is not type(None)]
        return None if stored is None else _typed(stored, inner[0], where)
    if origin is tuple:
        return _typed_tuple(stored, wanted, where)
    if is_dataclass(wanted):
        return _typed_record(stored, wanted, where)
    if wanted in (date, datetime):
        return _typed_time(stored, wanted, where)
    if type(stored) is not wanted:
        raise ShapeChanged(f"{where}: {type(stored).__name__} where {wanted} was expected")
    return stored


def _typed_tuple(stored: Any, wanted: Any, where: str) -> tuple[object, ...]:
    if not isinstance(stored, list):
        raise ShapeChanged(f"{where}: no list")
    return tuple(_typed(v, get_args(wanted)[0], f"{where}[{i}]") for i, v in enumerate(stored))


def _typed_record(stored: Any, wanted: Any, where: str) -> object:
    if not isinstance(stored, dict):
        raise ShapeChanged(f"{where}: no record")
    hints = _hints(wanted)
    unknown = sorted(set(stored) - {f.name for f in fields(wanted)})
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
