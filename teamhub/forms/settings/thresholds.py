"""One form with a field for every threshold, made from the specification."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from teamhub.domain.settings import SPECS, SettingSpec
from teamhub.forms.settings.plans import clock_of
from teamhub.forms.settings.words import THRESHOLDS
from teamhub.queries.settings import ThresholdRow

MINUTES_OF_DAY = frozenset({"brief_as_of_minute"})
"""Shown as a time of day; midnight means the end of the day."""


class ThresholdsForm(FlaskForm):
    def show(self, rows: Sequence[ThresholdRow]) -> ThresholdsForm:
        for row in rows:
            of_day = row.spec.name in MINUTES_OF_DAY
            self[row.spec.name].data = clock_of(row.value) if of_day else row.value
        return self

    def values(self) -> dict[str, object]:
        """An emptied number goes back to its default (None)."""
        return {spec.name: self._value(spec.name) for spec in SPECS}

    def _value(self, name: str) -> object:
        typed = self[name].data
        if name in MINUTES_OF_DAY and typed is not None:
            return typed.hour * 60 + typed.minute or 24 * 60
        return typed


def _field(spec: SettingSpec) -> BooleanField | IntegerField | TimeField:
    label = THRESHOLDS.get(spec.name, spec.meaning)
    if isinstance(spec.default, bool):
        return BooleanField(label)
    if spec.name in MINUTES_OF_DAY:
        return TimeField(label, [Optional()])
    message = lazy_gettext("Please give a value from %(min)s to %(max)s.")
    return IntegerField(label, [Optional(), NumberRange(spec.least, spec.most, message)])


_Fields = type("_Fields", (ThresholdsForm,), {spec.name: _field(spec) for spec in SPECS})


def thresholds_form() -> ThresholdsForm:
    """The form of this request."""
    form: ThresholdsForm = _Fields()
    return form
