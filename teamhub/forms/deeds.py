"""Forms of the deeds log."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import line, number_or_none, offer, trimmed
from teamhub.queries import deeds, terms
from teamhub.web import errors

errors.explain(
    {
        "deed_category_unknown": lazy_gettext("Please choose what kind of deed it was."),
        "deed_in_future": lazy_gettext("This time has not come yet. A deed is noted when it is done."),
        "deed_voided": lazy_gettext("This deed was taken back; it cannot be changed any more."),
        "compound_unknown": lazy_gettext("This compound is not on record."),
        "helper_unknown": lazy_gettext("One of the helpers is not on the roster."),
    }
)


class DeedForm(FlaskForm):
    """One tap for the kind, one to save; everything else may stay as it is."""

    once = HiddenField()
    version = IntegerField(widget=HiddenInput(), default=0)
    category = RadioField(
        lazy_gettext("What was done"),
        [InputRequired(lazy_gettext("Please choose what kind of deed it was."))],
    )
    compound_id = SelectField(lazy_gettext("Compound"), [Optional()], coerce=number_or_none)
    summary = TextAreaField(
        lazy_gettext("In a few words"),
        [Optional(), Length(max=600)],
        filters=[trimmed],
        description=lazy_gettext("No full names, flats, phones or illnesses."),
    )
    beneficiary = line(lazy_gettext("For whom"), description=lazy_gettext("Surname and form of address."))
    done_at = DateTimeLocalField(
        lazy_gettext("When"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    minutes = IntegerField(lazy_gettext("Minutes it took"), [Optional(), NumberRange(0, 10_000)])
    thanks = TextAreaField(
        lazy_gettext("Thanks in the resident's words"), [Optional(), Length(max=600)], filters=[trimmed]
    )
    quote_consent = BooleanField(lazy_gettext("The resident agrees to be quoted"))
    story = TextAreaField(
        lazy_gettext("Story for the brief"),
        [Optional(), Length(max=1000)],
        filters=[trimmed],
        description=lazy_gettext("Surname and form of address only. Printed only with consent."),
    )

    def prepare(self, community_id: int, language: str, first: str) -> DeedForm:
        """Fills the choices; `first`: the category offered first."""
        kinds = terms.choices(community_id, "deed_category", language)
        kinds.sort(key=lambda kind: kind[0] != first)
        self.category.choices = kinds
        offer(self.compound_id, deeds.compounds(community_id), nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def moment(self, zone: str, otherwise: datetime) -> datetime:
        """When it was done: local time in the form, aware out; empty means now."""
        typed = self.done_at.data
        return typed.replace(tzinfo=ZoneInfo(zone)) if typed is not None else otherwise


class VoidForm(FlaskForm):
    reason = line(lazy_gettext("Why is it taken back"), most=200, required=True)
