"""Every kind of document there is, found by itself: what a module of teamhub/documents prints, with facts made up from
its types. A test that goes through `KINDS` holds for a kind that is added tomorrow as well."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from teamhub import documents
from teamhub.documents.brief import print_brief
from teamhub.documents.care_card import CareCardFacts, care_card_sheet
from teamhub.documents.clearance import ClearanceFacts
from teamhub.documents.paper import Sheet
from teamhub.domain.briefs import compose
from tests.domain.briefs.days import april_fourth, april_texts

NAME = "欧阳建国"
PLAIN: dict[Any, Any] = {
    int: 1,
    bool: True,
    float: 1.0,
    date: date(2022, 4, 4),
    datetime: datetime.fromisoformat("2022-04-04T20:00:00+08:00"),
    time: time(20),
    timedelta: timedelta(hours=1),
    type(None): None,
}


def made_up(hint: Any, text: str) -> Any:
    """A value of the type: `text` for every word, two of everything that there may be several of."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is str:
        return text
    if hint is Sheet:
        return care_card_sheet(made_up(CareCardFacts, text), language="zh_Hans_CN")
    if hint in PLAIN:
        return PLAIN[hint]
    if origin is tuple and arguments[-1] is not Ellipsis:
        return tuple(made_up(one, text) for one in arguments)
    if origin in (tuple, list, Sequence):
        several = [made_up(arguments[0], text) for _ in range(2)]
        return tuple(several) if origin is tuple else several
    if origin in (typing.Union, types.UnionType, typing.Literal):
        return arguments[0] if origin is typing.Literal else made_up(arguments[0], text)
    if is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        whole = hint(**{one.name: made_up(hints[one.name], text) for one in fields(hint) if one.init})  # type: ignore[operator]
        return replace(whole, doors=2) if isinstance(whole, ClearanceFacts) else whole
    if hasattr(hint, "__members__"):
        return next(iter(hint))
    raise TypeError(f"tests/documents/kinds.py knows nothing of {hint}")


@dataclass(frozen=True)
class Kind:
    """`print_it(language, text)`: the PDF with `text` wherever words may stand."""

    name: str
    print_it: Callable[[str, str], bytes]


def found() -> Iterator[Kind]:
    for module in pkgutil.iter_modules(documents.__path__, f"{documents.__name__}."):
        if module.name.rpartition(".")[2] in ("brief", "paper", "press", "press_worker"):
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if (
                name.startswith("print_")
                and inspect.isfunction(function)
                and function.__module__ == module.name
            ):
                yield Kind(name.removeprefix("print_"), printer(function))


def printer(function: Callable[..., bytes]) -> Callable[[str, str], bytes]:
    hints = typing.get_type_hints(function)
    asked = [
        name
        for name, one in inspect.signature(function).parameters.items()
        if one.default is inspect.Parameter.empty and name != "language"
    ]

    def print_it(language: str, text: str = NAME) -> bytes:
        return function(**{name: made_up(hints[name], text) for name in asked}, language=language)

    return print_it


CODES = ("key", "kind", "code")
"""Fields whose words choose, and are never printed."""


def renamed(value: Any, text: str) -> Any:
    """The same with `text` for every name, label and sentence."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(renamed(one, text) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = [one.name for one in fields(value) if one.init and one.name not in CODES]
        return replace(value, **{name: renamed(getattr(value, name), text) for name in changed})
    return value


def brief(language: str, text: str = "") -> bytes:
    """The fourth of April; with `text` in place of everything that somebody called something."""
    day, texts = april_fourth(), april_texts()
    if text:
        day, texts = renamed(day, text), renamed(texts, text)
    return print_brief(compose(day, texts, language), draft=bool(text), language=language)


KINDS: dict[str, Kind] = {kind.name: kind for kind in (Kind("brief", brief), *found())}
