"""One form with a field for every threshold, made from the specification."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from teamhub.domain.settings import SPECS, SettingSpec
from teamhub.forms.settings.words import THRESHOLDS
from teamhub.queries.settings import ThresholdRow


class ThresholdsForm(FlaskForm):
    def show(self, rows: Sequence[ThresholdRow]) -> ThresholdsForm:
        for row in rows:
            self[row.spec.name].data = row.value
        return self

    def values(self) -> dict[str, object]:
        """An emptied number goes back to its default (None)."""
        return {spec.name: self[spec.name].data for spec in SPECS}


def _field(spec: SettingSpec) -> BooleanField | IntegerField:
    label = THRESHOLDS.get(spec.name, spec.meaning)
    if isinstance(spec.default, bool):
        return BooleanField(label)
    message = lazy_gettext("Please give a value from %(min)s to %(max)s.")
    return IntegerField(label, [Optional(), NumberRange(spec.least, spec.most, message)])


_Fields = type("_Fields", (ThresholdsForm,), {spec.name: _field(spec) for spec in SPECS})


def thresholds_form() -> ThresholdsForm:
    """The form of this request."""
    form: ThresholdsForm = _Fields()
    return form
