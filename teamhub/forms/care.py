"""Forms of the care register."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from teamhub.domain.access import Viewer
from teamhub.domain.care import CareFacts, ContactState
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import NEEDED, given, line, needed, number_or_none, offer, trimmed
from teamhub.forms.privacy import ask_consent, consent_field, consent_said
from teamhub.models.care import VulnerableResident
from teamhub.queries import care_doors, places, terms
from teamhub.queries.care import CareFilter
from teamhub.web.errors import explain

explain(
    {
        "resident_erased": lazy_gettext("The data of this resident was erased; nothing is added to it."),
        "already_on_register": lazy_gettext("This resident is on the register already."),
        "care_category_unknown": lazy_gettext("Please choose the group."),
        "carer_unknown": lazy_gettext("This person is not on the roster any more. Please choose another."),
        "deputy_is_carer": lazy_gettext("The deputy has to be somebody else than the carer."),
        "card_without_carer": lazy_gettext("Please name a carer first, then print the card."),
        "deputy_without_carer": lazy_gettext("Please choose the carer first, then the deputy."),
        "door_unknown": lazy_gettext(
            "There is no such door in %(compound)s. Write building, stairwell and flat, such as 2-1-301."
        ),
        "door_ambiguous": lazy_gettext(
            "Several doors have this number. Please add the stairwell, such as 2-1-301."
        ),
        "registered_in_future": lazy_gettext("This day has not come yet."),
        "not_on_register": lazy_gettext("This resident is not on the register any more."),
        "contact_in_future": lazy_gettext("This time has not come yet."),
        "outcome_unknown": lazy_gettext("Please choose how the contact went."),
        "channel_unknown": lazy_gettext("Please choose how you tried."),
        "not_your_contact": lazy_gettext(
            "Only the one who noted it takes it back, and only for half an hour."
        ),
        "days_backwards": lazy_gettext("The last day is before the first."),
        "nobody_to_move": lazy_gettext("Nobody is in the care of this person on these days."),
        "deputy_missing": lazy_gettext(
            "%(count)s of the residents have no other deputy. Please choose who takes them."
        ),
        "medicine_unknown": lazy_gettext("This medicine is not on record."),
        "need_category_unknown": lazy_gettext("Please choose kind and urgency."),
        "wish_needed": lazy_gettext("Please say in a few words what is needed."),
    }
)

PLACE_OF_FAULT = {
    "name_needed": "name",
    "phone_unreadable": "phone",
    "phone_rounded": "phone",
    "compound_unknown": "compound_id",
    "door_unknown": "door",
    "door_ambiguous": "door",
    "care_category_unknown": "category",
    "registered_in_future": "registered_on",
    "carer_unknown": "carer_id",
    "deputy_is_carer": "deputy_id",
    "deputy_without_carer": "carer_id",
    "consent_needed": "consent",
    "consent_method_unknown": "consent",
}
"""Broken rule -> the field that it is shown at."""


class CareForm(FlaskForm):
    """One resident on the register."""

    once = HiddenField()
    version = IntegerField(widget=HiddenInput(), default=0)
    category = SelectField(lazy_gettext("Care group"), [needed()])
    name = line(lazy_gettext("Name"), required=True)
    form_of_address = line(lazy_gettext("Form of address"), most=40)
    phone = line(lazy_gettext("Phone"), most=20)
    compound_id = SelectField(lazy_gettext("Compound"), [needed()], coerce=number_or_none)
    door = line(
        lazy_gettext("Door"), most=60, description=lazy_gettext("Building, stairwell, flat, such as 2-1-301.")
    )
    needs = TextAreaField(
        lazy_gettext("Needs"),
        [Optional(), Length(max=2000)],
        filters=[trimmed],
        description=lazy_gettext("Dialysis on which days, meals, who of the family to call."),
    )
    interval_days = IntegerField(
        lazy_gettext("Contact every so many days"),
        [Optional(), NumberRange(1, 60)],
        description=lazy_gettext("Left empty: as often as the group asks."),
    )
    registered_on = DateField(lazy_gettext("On the register from"), [needed()])
    carer_id = SelectField(lazy_gettext("Carer"), [Optional()], coerce=number_or_none)
    deputy_id = SelectField(lazy_gettext("Deputy"), [Optional()], coerce=number_or_none)
    consent = consent_field()

    def prepare(self, viewer: Viewer, language: str) -> CareForm:
        """Fills the choices."""
        offer(self.category, terms.choices(viewer.community_id, "vulnerable_category", language))
        offer(self.compound_id, places.compound_choices(viewer), nothing=True)
        people = care_doors.carer_choices(viewer)
        offer(self.carer_id, people, nothing=True)
        offer(self.deputy_id, people, nothing=True)
        ask_consent(self, viewer)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def show(self, entry: VulnerableResident, carer_id: int | None, deputy_id: int | None) -> CareForm:
        """Fills in what is stored."""
        resident = entry.resident
        self.version.data = entry.version
        self.category.data = entry.category
        self.name.data, self.form_of_address.data = resident.name, resident.form_of_address
        self.phone.data, self.compound_id.data = resident.phone, resident.compound_id
        self.door.data = care_doors.address_of(resident)
        self.needs.data, self.interval_days.data = entry.needs, entry.interval_days
        self.registered_on.data = entry.registered_on
        self.carer_id.data, self.deputy_id.data = carer_id, deputy_id
        return self

    def facts(self) -> CareFacts:
        return CareFacts(
            name=self.name.data or "",
            compound_id=given(self.compound_id.data),
            category=self.category.data or "",
            registered_on=given(self.registered_on.data),
            door=self.door.data or "",
            form_of_address=self.form_of_address.data or "",
            phone=self.phone.data or "",
            interval_days=self.interval_days.data,
            needs=self.needs.data or "",
            carer_id=self.carer_id.data,
            deputy_id=self.deputy_id.data,
            consent=consent_said(self),
        )


class EndForm(FlaskForm):
    reason = StringField(
        lazy_gettext("Why does care end?"),
        [DataRequired(NEEDED), Length(max=200)],
        filters=[trimmed],
        id="end-reason",
    )


class ContactForm(FlaskForm):
    """How was tried, a note; the outcome is the button that is pressed."""

    once = HiddenField()
    channel = RadioField(lazy_gettext("How"), [InputRequired(lazy_gettext("Please choose how you tried."))])
    note = TextAreaField(
        lazy_gettext("Note"), [Optional(), Length(max=1000)], filters=[trimmed], id="contact-note"
    )
    outcome = HiddenField()

    def prepare(self, viewer: Viewer, language: str, usual: str = "") -> ContactForm:
        """`usual`: the channel offered as chosen."""
        ways = terms.choices(viewer.community_id, "contact_channel", language)
        self.channel.choices = ways
        codes = [code for code, _ in ways]
        if not self.channel.data and codes:
            self.channel.data = usual if usual in codes else codes[0]
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self


class MedicineForm(FlaskForm):
    name = StringField(
        lazy_gettext("Medicine"),
        [DataRequired(NEEDED), Length(max=120)],
        filters=[trimmed],
        id="medicine-name",
    )
    days = IntegerField(lazy_gettext("Days it lasts"), [needed(), NumberRange(0, 400)], id="medicine-days")


class SubstituteForm(FlaskForm):
    """All residents of one carer to others for some days."""

    carer_id = SelectField(lazy_gettext("Who cannot come"), [needed()], coerce=number_or_none)
    starts_on = DateField(lazy_gettext("From"), [needed()])
    ends_on = DateField(
        lazy_gettext("Until"), [Optional()], description=lazy_gettext("Left empty: until you say so.")
    )
    to_id = SelectField(
        lazy_gettext("Who takes over"),
        [Optional()],
        coerce=number_or_none,
        description=lazy_gettext("Left empty: the deputy of each resident."),
    )

    def prepare(self, viewer: Viewer, carers: list[tuple[int, str]], day: date) -> SubstituteForm:
        offer(self.carer_id, carers, nothing=True)
        offer(self.to_id, care_doors.carer_choices(viewer), nothing=True)
        if self.starts_on.data is None and not self.is_submitted():
            self.starts_on.data = day
        return self


class NeedForm(FlaskForm):
    """A need of a resident as a request."""

    once = HiddenField()
    category = SelectField(lazy_gettext("Kind"), [needed()])
    urgency = RadioField(lazy_gettext("Urgency"), [needed()], default="normal")
    wish = TextAreaField(lazy_gettext("What is needed"), [needed(), Length(max=600)], filters=[trimmed])

    def prepare(self, viewer: Viewer, language: str) -> NeedForm:
        offer(self.category, terms.choices(viewer.community_id, "deed_category", language))
        self.urgency.choices = terms.choices(viewer.community_id, "urgency", language)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self


STATES = frozenset({*ContactState, "uncovered"})


def filter_from(args: Mapping[str, str]) -> CareFilter:
    """The list that an address asks for; what makes no sense is left out."""
    state = args.get("state", "")
    return CareFilter(
        category=args.get("category", "")[:40],
        state=state if state in STATES else "",
        mine=args.get("mine") == "1",
    )
