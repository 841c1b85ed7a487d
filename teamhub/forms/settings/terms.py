"""Terms of vocabularies and standard texts."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teamhub.domain.vocabularies import BY_NAME
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import line, trimmed
from teamhub.forms.settings.words import FLAGS


class NewTermForm(FlaskForm):
    code = StringField(
        lazy_gettext("Code"),
        [InputRequired(lazy_gettext("This is needed.")), Length(max=40)],
        filters=[trimmed],
        description=lazy_gettext("Small letters, digits and underscores; records keep it for ever."),
    )
    label_zh = line(lazy_gettext("Chinese wording"), required=True)
    label_en = line(lazy_gettext("English wording"))


class TermForm(FlaskForm):
    label_zh = line(lazy_gettext("Chinese wording"), required=True)
    label_en = line(lazy_gettext("English wording"))
    active = BooleanField(lazy_gettext("Offered in forms"))

    @property
    def flag_fields(self) -> list[object]:
        return [field for field in self if field.name.startswith("flag_")]

    def flags(self) -> dict[str, bool | int | str]:
        return {
            field.name.removeprefix("flag_"): field.data for field in self if field.name.startswith("flag_")
        }


def term_form(vocabulary: str, options: Mapping[str, list[tuple[str, str]]]) -> type[TermForm]:
    """The form of one term, with a field for each flag that the vocabulary declares. `options`: the choices of
    flags that are words."""
    fields: dict[str, object] = {}
    for name, default in BY_NAME[vocabulary].flags.items():
        label = FLAGS.get(name, name)
        if isinstance(default, bool):
            fields[f"flag_{name}"] = BooleanField(label)
        elif isinstance(default, int):
            fields[f"flag_{name}"] = IntegerField(label, [InputRequired(), NumberRange(0, 365)])
        else:
            fields[f"flag_{name}"] = SelectField(
                label, choices=options.get(name, [(str(default), str(default))])
            )
    return type("OneTermForm", (TermForm,), fields)


class TextForm(FlaskForm):
    body_zh = TextAreaField(lazy_gettext("Chinese"), [Optional(), Length(max=10_000)])
    body_en = TextAreaField(lazy_gettext("English"), [Optional(), Length(max=10_000)])
