"""Fields that offer choices. A form gives them as pairs of value and words, or by heading; WTForms has objects of its own for
that, and announces that from 3.4 on it takes nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import wtforms
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs describe 3.2

Pairs = Iterable[tuple[Any, Any]]
Offered = Pairs | Mapping[str, Pairs] | None

_held: property = vars(wtforms.SelectField)["choices"]


def as_choices(offered: Offered) -> list[SelectChoice] | None:
    """`offered`: (value, words), or heading -> such pairs. None stays None: not filled yet."""
    if offered is None:
        return None
    if isinstance(offered, Mapping):
        return [
            SelectChoice(value, words, optgroup=heading)
            for heading, pairs in offered.items()
            for value, words in pairs
        ]
    return [SelectChoice(value, words) for value, words in offered]


class SelectField(wtforms.SelectField):
    def __init__(
        self, label: Any = None, validators: Any = None, *, choices: Offered = None, **more: Any
    ) -> None:
        super().__init__(label, validators, choices=as_choices(choices), **more)

    @property
    def choices(self) -> list[SelectChoice] | None:
        held: list[SelectChoice] | None = _held.__get__(self)
        return held

    @choices.setter  # type: ignore[override]  # any iterable is taken, the field makes a list of it
    def choices(self, offered: Offered) -> None:
        _held.__set__(self, as_choices(offered))


class RadioField(SelectField, wtforms.RadioField):
    """One of several, each with a button."""


class SelectMultipleField(SelectField, wtforms.SelectMultipleField):
    """Any number of them."""
