"""Counting the team's own supplies: one number a thing, empty for what was not counted."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import Length, NumberRange, Optional

from teamhub.domain.stock import MOST, Level
from teamhub.queries.stock import Item
from teamhub.web import errors

errors.explain(
    {
        "stock_item_unknown": lazy_gettext("This thing is not on the list any more."),
        "stock_nothing_counted": lazy_gettext("Please write at least one number."),
        "stock_number_wrong": lazy_gettext("Please write a whole number from 0 up."),
    }
)
PREFIX = "stock_"


class StockForm(FlaskForm):
    """Its number fields are made from the list of the community by `stock_form`."""

    once = HiddenField(validators=[Length(max=64)])

    @property
    def counts(self) -> dict[str, int]:
        return {
            field.short_name.removeprefix(PREFIX): field.data
            for field in self
            if field.short_name.startswith(PREFIX) and field.data is not None
        }

    @property
    def numbers(self) -> list[IntegerField]:
        return [field for field in self if field.short_name.startswith(PREFIX)]


def stock_form(items: Iterable[Item], known: dict[str, Level]) -> type[StockForm]:
    """A form with a number for each item; the last count stands beside it."""
    fields = {PREFIX + item.code: _number(item, known.get(item.code)) for item in items}
    return type("CountForm", (StockForm,), fields)


def _number(item: Item, level: Level | None) -> IntegerField:
    hint = lazy_gettext("last time %(n)s", n=level.quantity) if level else lazy_gettext("not counted yet")
    return IntegerField(
        item.label,
        [Optional(), NumberRange(0, MOST - 1, lazy_gettext("Please write a whole number from 0 up."))],
        description=hint,
        render_kw={"inputmode": "numeric", "min": "0"},
    )
