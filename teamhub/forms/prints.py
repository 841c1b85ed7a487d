"""What to print in one go."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField
from wtforms.validators import InputRequired

from teamhub.domain.prints import PrintKind
from teamhub.forms.choosing import SelectField

SIZES = (("a4", "A4"), ("a3", "A3"))
ALL = "0"


class BinderForm(FlaskForm):
    day = DateField(lazy_gettext("Day"), [InputRequired(lazy_gettext("Which day?"))])
    once = HiddenField()

    def wish(self) -> dict[str, Any]:
        assert self.day.data is not None
        return {"day": self.day.data.isoformat()}


class SweepForm(FlaskForm):
    """`compound` 0: all of the sweep."""

    sweep = SelectField(lazy_gettext("Sweep"), coerce=int)
    compound = SelectField(lazy_gettext("Compound"))
    once = HiddenField()

    def wish(self) -> dict[str, Any]:
        chosen = str(self.compound.data or ALL)
        return {"sweep": self.sweep.data, "compound": None if chosen == ALL else int(chosen)}


class PosterForm(FlaskForm):
    size = SelectField(lazy_gettext("Paper"), choices=SIZES)
    once = HiddenField()

    def wish(self) -> dict[str, Any]:
        return {"size": self.size.data}


FORMS: dict[PrintKind, type[BinderForm] | type[SweepForm] | type[PosterForm]] = {
    PrintKind.BINDER: BinderForm,
    PrintKind.SWEEP_SHEETS: SweepForm,
    PrintKind.LETTERS: SweepForm,
    PrintKind.POSTERS: PosterForm,
    PrintKind.SITE_POSTERS: PosterForm,
}
"""The form of each kind; several stand on one page, so each carries its kind before the names of its fields."""
