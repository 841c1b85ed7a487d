"""Forms about legal basis, consent, erasure and opening."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.privacy import LEAST_RETENTION, MOST_RETENTION, Basis, BasisFacts
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import given, line, needed, offer, trimmed
from teamhub.queries import privacy
from teamhub.queries.privacy import BasisRow
from teamhub.web.clock import now
from teamhub.web.errors import explain

explain(
    {
        "basis_unknown": lazy_gettext("Please choose the legal basis."),
        "purpose_needed": lazy_gettext("Please say what the data is needed for."),
        "document_needed": lazy_gettext("Please name the order, notice or law that this rests on."),
        "notice_needed": lazy_gettext("Please give the version of the notice that residents agree to."),
        "retention_out_of_range": lazy_gettext("Please give a number of days from %(least)s to %(most)s."),
        "consent_needed": lazy_gettext(
            "This community asks residents for consent. Please say how this one agreed."
        ),
        "consent_method_unknown": lazy_gettext("Please choose how the resident agreed."),
        "consent_in_future": lazy_gettext("This time has not come yet."),
        "resident_erased": lazy_gettext("The data of this resident was erased; nothing is added to it."),
        "erasure_reason_unknown": lazy_gettext("Please choose why it is erased."),
        "erasure_person_active": lazy_gettext(
            "This person still belongs to the team. Deactivate them first, then erase."
        ),
    }
)

BASES: dict[str, LazyString] = {
    Basis.CONSENT: lazy_gettext("Consent of the person"),
    Basis.STATUTORY_DUTY: lazy_gettext("A duty or power by law"),
    Basis.HEALTH_EMERGENCY: lazy_gettext("Response to a public health emergency"),
    Basis.LIFE_AND_PROPERTY: lazy_gettext("Protection of life, health and property in an emergency"),
    Basis.OTHER: lazy_gettext("Another basis that a law or regulation names"),
}
METHODS: dict[str, LazyString] = {
    "signed": lazy_gettext("Signed on paper"),
    "spoken": lazy_gettext("Spoken, before a witness"),
    "online": lazy_gettext("Online"),
    "guardian_signed": lazy_gettext("Signed by the guardian"),
}
GIVERS: dict[str, LazyString] = {
    "resident": lazy_gettext("The resident"),
    "guardian": lazy_gettext("The guardian, of a child under 14"),
    "household": lazy_gettext("The household, for all who live there"),
}
REASONS: dict[str, LazyString] = {
    "asked": lazy_gettext("The person asked for it"),
    "entered_by_mistake": lazy_gettext("It was entered by mistake"),
    "retention_over": lazy_gettext("It is no longer needed"),
    "consent_withdrawn": lazy_gettext("Consent was withdrawn"),
}
BASIS_FAULTS = {
    "basis_unknown": "basis",
    "purpose_needed": "purpose",
    "document_needed": "document",
    "notice_needed": "notice_version",
    "retention_out_of_range": "retention_days",
}


class BasisForm(FlaskForm):
    """The legal basis of the campaign that runs."""

    basis = RadioField(lazy_gettext("Legal basis"), [needed()], choices=list(BASES.items()))
    document = line(
        lazy_gettext("Order, notice or law"),
        most=240,
        description=lazy_gettext("Title, number and date of what it rests on."),
    )
    purpose = TextAreaField(
        lazy_gettext("Purpose"),
        [InputRequired(), Length(max=2000)],
        filters=[trimmed],
        description=lazy_gettext("What the data is needed for, in a sentence that a resident understands."),
    )
    retention_days = IntegerField(
        lazy_gettext("Erase so many days after the campaign"),
        [InputRequired(), NumberRange(LEAST_RETENTION, MOST_RETENTION)],
    )
    consent_needed = BooleanField(
        lazy_gettext("Residents are asked for consent before health data is taken in")
    )
    notice_version = line(
        lazy_gettext("Version of the notice"),
        most=40,
        description=lazy_gettext(
            "Of the sheet that tells residents what is kept and why, such as 2022-04-01."
        ),
    )

    def show(self, last: BasisRow | None, days: int) -> BasisForm:
        """Fills in what was stated last."""
        self.retention_days.data = last.retention_days if last else days
        if last is not None:
            self.basis.data, self.document.data = last.basis or None, last.document
            self.purpose.data, self.consent_needed.data = last.purpose, last.consent_needed
            self.notice_version.data = last.notice_version
        return self

    def facts(self) -> BasisFacts:
        return BasisFacts(
            self.basis.data or "",
            self.document.data or "",
            self.purpose.data or "",
            given(self.retention_days.data),
            bool(self.consent_needed.data),
            self.notice_version.data or "",
        )


class ConsentForm(FlaskForm):
    method = SelectField(lazy_gettext("How"), [needed()], choices=list(METHODS.items()))
    given_by = SelectField(lazy_gettext("Given by"), [needed()], choices=list(GIVERS.items()))


class EraseForm(FlaskForm):
    reason = RadioField(
        lazy_gettext("Why is it erased?"),
        [needed()],
        choices=[(code, words) for code, words in REASONS.items() if code != "consent_withdrawn"],
        id="erase-reason",
    )


def consent_field() -> SelectField:
    """In a form that takes in health data; `ask_consent` takes it out where nobody has to be asked."""
    return SelectField(
        lazy_gettext("The resident agreed"),
        [Optional()],
        description=lazy_gettext("Show the notice first. Empty: agreed before."),
    )


def ask_consent(form: FlaskForm, viewer: Viewer) -> None:
    """Offers the ways to agree where this community asks for consent, else removes the question."""
    if "consent" not in form:
        return
    try:
        asks = privacy.standing(viewer.community_id, now()).consent_needed
    except NotFound:
        asks = False
    if asks:
        offer(form["consent"], METHODS.items(), nothing=True)
    else:
        del form["consent"]


def consent_said(form: FlaskForm) -> str:
    """How the resident agreed, as the form says; empty where it was not asked."""
    return (form["consent"].data or "") if "consent" in form else ""
