"""Fields and checks that forms of several subjects use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from teamhub.domain.errors import RuleBroken
from teamhub.forms.choosing import SelectField, SelectMultipleField
from teamhub.web.errors import sentence

Given = TypeVar("Given")

NEEDED = lazy_gettext("This is needed.")
NOTHING = "—"


def needed() -> InputRequired:
    return InputRequired(NEEDED)


def trimmed(value: str | None) -> str:
    """A WTForms filter: without blanks around; never None."""
    return (value or "").strip()


def line(label: Any, *, most: int = 120, required: bool = False, description: Any = "") -> StringField:
    """A text field of one line, trimmed."""
    checks: list[Any] = [DataRequired(NEEDED) if required else Optional(), Length(max=most)]
    return StringField(label, checks, filters=[trimmed], description=description)


def number_or_none(value: Any) -> int | None:
    """For a select whose empty choice means: none."""
    return int(value) if value not in (None, "", "None") else None


def offer(field: SelectField, options: Iterable[tuple[Any, str]], *, nothing: bool = False) -> None:
    """Fills a select; `nothing` puts an empty choice first."""
    field.choices = [*([("", NOTHING)] if nothing else []), *options]


def several(label: Any, *checks: Any) -> SelectMultipleField:
    """Any number of rows by their ids; what is not offered is refused."""
    words: dict[str, Any] = {"invalid_choice_message": lazy_gettext("Not offered: %(value)s")}
    return SelectMultipleField(label, list(checks), coerce=int, **words)


def note_fault(form: FlaskForm, error: RuleBroken, places: Mapping[str, str]) -> None:
    """Shows the broken rule at its field (`places`: code of the rule -> field), else at the head of the form."""
    name = places.get(error.code, "")
    if name in form:
        form[name].errors = [sentence(error)]
    else:
        form.form_errors.append(sentence(error))


def given(value: Given | None) -> Given:
    """The value of a field that a validated form needs."""
    assert value is not None
    return value
