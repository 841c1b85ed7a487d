"""The form of the ways from one compound: a number field for each other one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

LONGEST = 240


class WaysForm(FlaskForm):
    """Made by `ways_form`."""

    others: tuple[int, ...] = ()

    def fill(self, minutes: Mapping[int, int]) -> WaysForm:
        for key in self.others:
            self[f"to_{key}"].data = minutes.get(key)
        return self

    def minutes(self) -> dict[int, int]:
        """What was told; an empty field is not known."""
        told = {key: self[f"to_{key}"].data for key in self.others}
        return {key: value for key, value in told.items() if value is not None}


def ways_form(others: Sequence[tuple[int, str]]) -> type[WaysForm]:
    fields = {f"to_{key}": IntegerField(name, [Optional(), NumberRange(0, LONGEST)]) for key, name in others}
    return type("MadeWaysForm", (WaysForm,), {**fields, "others": tuple(key for key, _ in others)})
