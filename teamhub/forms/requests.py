"""Forms and words of residents' requests."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from teamhub.domain.deeds import RequestState
from teamhub.domain.requests import Likeness, RequestFacts
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import NEEDED, line, number_or_none, offer, trimmed
from teamhub.queries import deeds, terms
from teamhub.web import errors

errors.explain(
    {
        "request_category_unknown": lazy_gettext("Please choose what is needed."),
        "request_urgency_unknown": lazy_gettext("Please choose how urgent it is."),
        "request_channel_unknown": lazy_gettext("Please choose where the request comes from."),
        "request_way_unknown": lazy_gettext("Please choose one of the ways on the list."),
        "wish_needed": lazy_gettext("Please say what is needed."),
        "reveal_needs_reason": lazy_gettext("Please say why you need it."),
        "request_is_finished": lazy_gettext("This request is finished. Open it again to change it."),
        "consent_needed": lazy_gettext("Without your consent nothing is sent or kept."),
        "request_code_unknown": lazy_gettext(
            "There is no request with this code. Please look at it once more."
        ),
        "step_unknown": lazy_gettext("There is no such step."),
        "step_not_possible": lazy_gettext(
            "The request has moved on in the meantime. Look at the history below."
        ),
        "step_needs_approval": lazy_gettext("A leader has to approve this first."),
        "step_out_of_order": lazy_gettext("An earlier step is still missing."),
        "step_not_of_way": lazy_gettext("This step does not belong to this kind of request."),
        "step_taken_already": lazy_gettext("This step is on record already."),
        "step_still_missing": lazy_gettext("A step of the way is still missing. Record it first."),
        "reopening_needs_reason": lazy_gettext("Please say why it is opened again."),
        "withdrawing_needs_reason": lazy_gettext("Please say why it is withdrawn."),
        "confirmation_by_helper": lazy_gettext("Who helped cannot confirm it. Ask a second person."),
        "amount_unreadable": lazy_gettext("Please give the amount in yuan, for example 35.50."),
    }
)

STATES: dict[RequestState, tuple[LazyString, str]] = {
    RequestState.OPEN: (lazy_gettext("waits for a helper"), "soon"),
    RequestState.ASSIGNED: (lazy_gettext("assigned"), "going"),
    RequestState.IN_PROGRESS: (lazy_gettext("under way"), "going"),
    RequestState.DONE: (lazy_gettext("done, to be confirmed"), "soon"),
    RequestState.CONFIRMED: (lazy_gettext("confirmed, to be closed"), "soon"),
    RequestState.CLOSED: (lazy_gettext("closed and counted"), "done"),
    RequestState.WITHDRAWN: (lazy_gettext("withdrawn"), "void"),
}
"""State -> word and tone."""

RESIDENT_STATES: dict[RequestState, tuple[LazyString, str]] = {
    RequestState.OPEN: (lazy_gettext("We have it. Somebody will be sent."), "going"),
    RequestState.ASSIGNED: (lazy_gettext("Somebody has been asked to help you."), "going"),
    RequestState.IN_PROGRESS: (lazy_gettext("Somebody is seeing to it."), "going"),
    RequestState.DONE: (lazy_gettext("It is done. Is that right?"), "soon"),
    RequestState.CONFIRMED: (lazy_gettext("It is done."), "done"),
    RequestState.CLOSED: (lazy_gettext("It is done."), "done"),
    RequestState.WITHDRAWN: (lazy_gettext("It was set aside. Please call if you still need help."), "void"),
}
"""State -> what the resident reads, and its tone."""

VERBS: dict[str, LazyString] = {
    "assigned": lazy_gettext("Send a helper"),
    "accepted": lazy_gettext("Accept"),
    "approved": lazy_gettext("Approve"),
    "departed": lazy_gettext("Left through the gate"),
    "returned": lazy_gettext("Back at the gate"),
    "sent": lazy_gettext("Sent off"),
    "handed_over": lazy_gettext("Handed over"),
    "received": lazy_gettext("Received"),
    "done": lazy_gettext("It is done"),
    "confirmed": lazy_gettext("The resident confirms"),
    "closed": lazy_gettext("Close and count the deed"),
    "reopened": lazy_gettext("Open the request again"),
    "withdrawn": lazy_gettext("Withdraw"),
    "advanced": lazy_gettext("Note money advanced"),
    "repaid": lazy_gettext("Note money returned"),
    "note": lazy_gettext("Add a note"),
}
"""Step -> what its button says."""

NOTE_LABELS: dict[str, LazyString] = {
    "done": lazy_gettext("What was done, in a few words"),
    "confirmed": lazy_gettext("What the resident said"),
    "reopened": lazy_gettext("Why"),
    "withdrawn": lazy_gettext("Why"),
}
LIKENESS: dict[Likeness, LazyString] = {
    Likeness.SAME_PHONE: lazy_gettext("the same phone"),
    Likeness.SAME_DOOR: lazy_gettext("the same door"),
    Likeness.SAME_WORDS: lazy_gettext("nearly the same words, the same compound"),
}
AT_ONCE = frozenset({"accepted", "approved", "closed"})
"""One tap, nothing to fill in."""


class TakeForm(FlaskForm):
    """Kind and wish are enough; the rest helps to find the door."""

    once = HiddenField()
    category = RadioField(
        lazy_gettext("What is needed"), [InputRequired(lazy_gettext("Please choose what is needed."))]
    )
    wish = TextAreaField(
        lazy_gettext("In the resident's words"),
        [DataRequired(lazy_gettext("Please say what is needed.")), Length(max=600)],
        filters=[trimmed],
    )
    urgency = RadioField(lazy_gettext("Urgency"), [InputRequired(NEEDED)], default="normal")
    compound_id = SelectField(lazy_gettext("Compound"), [Optional()], coerce=number_or_none)
    door = line(lazy_gettext("Door"), description=lazy_gettext("As it is said: 2-1-301 or 2栋1单元301."))
    requested_by = line(lazy_gettext("Who asks"), description=lazy_gettext("Surname and form of address."))
    phone = line(lazy_gettext("Phone for calling back"), most=30)
    channel = SelectField(lazy_gettext("Where it comes from"), [InputRequired(NEEDED)], default="post")
    beneficiary = line(lazy_gettext("For whom, if for somebody else"))
    relation = line(lazy_gettext("How the two are related"))
    way = SelectField(lazy_gettext("Way"), [Optional()])
    advanced = line(lazy_gettext("Money laid out already, in yuan"), most=12)

    def prepare(self, community_id: int, language: str, first: str = "") -> TakeForm:
        """Fills the choices; `first`: the kind offered first."""
        kinds = terms.choices(community_id, "deed_category", language)
        kinds.sort(key=lambda kind: kind[0] != first)
        self.category.choices = kinds
        self.urgency.choices = terms.choices(community_id, "urgency", language)
        offer(self.channel, terms.choices(community_id, "request_channel", language))
        offer(self.way, ways(community_id, language))
        offer(self.compound_id, deeds.compounds(community_id), nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def facts(self) -> RequestFacts:
        return RequestFacts(
            category=self.category.data or "",
            wish=self.wish.data or "",
            urgency=self.urgency.data or "",
            channel=self.channel.data or "",
            way=self.way.data or "",
            requested_by=self.requested_by.data or "",
            beneficiary=self.beneficiary.data or "",
            relation=self.relation.data or "",
            phone=self.phone.data or "",
            compound_id=self.compound_id.data,
            door=self.door.data or "",
            advanced=self.advanced.data or "",
        )


def ways(community_id: int, language: str) -> list[tuple[str, str]]:
    """An errand first, then the ways with steps of their own."""
    return [
        ("", str(lazy_gettext("An errand, nothing special"))),
        *terms.choices(community_id, "request_way", language),
    ]


class SortForm(FlaskForm):
    version = IntegerField(widget=HiddenInput(), default=0)
    category = SelectField(lazy_gettext("What is needed"), [InputRequired(NEEDED)])
    urgency = RadioField(lazy_gettext("Urgency"), [InputRequired(NEEDED)])
    way = SelectField(lazy_gettext("Way"), [Optional()])

    def prepare(self, community_id: int, language: str) -> SortForm:
        offer(self.category, terms.choices(community_id, "deed_category", language))
        self.urgency.choices = terms.choices(community_id, "urgency", language)
        offer(self.way, ways(community_id, language))
        return self


class AssignForm(FlaskForm):
    version = IntegerField(widget=HiddenInput(), default=0)
    person_id = SelectField(lazy_gettext("From everybody"), [InputRequired(NEEDED)], coerce=number_or_none)

    def prepare(self, people: Iterable[tuple[int, str]]) -> AssignForm:
        offer(self.person_id, people, nothing=True)
        return self


class AskForm(FlaskForm):
    """What a resident sends without an account: as little as is needed to come and help."""

    once = HiddenField()
    category = RadioField(
        lazy_gettext("What do you need?"), [InputRequired(lazy_gettext("Please choose what you need."))]
    )
    wish = TextAreaField(
        lazy_gettext("In a few words"),
        [DataRequired(lazy_gettext("Please say what you need.")), Length(max=300)],
        filters=[trimmed],
    )
    compound_id = SelectField(
        lazy_gettext("Your compound"),
        [InputRequired(lazy_gettext("Please choose your compound."))],
        coerce=number_or_none,
    )
    door = line(
        lazy_gettext("Your door"), most=60, required=True, description=lazy_gettext("For example 2-1-301.")
    )
    requested_by = line(
        lazy_gettext("How shall we call you?"),
        most=20,
        required=True,
        description=lazy_gettext("Surname is enough."),
    )
    phone = line(lazy_gettext("Your phone"), most=30, required=True)
    consent = BooleanField(
        lazy_gettext("I agree"), [DataRequired(lazy_gettext("Without your consent nothing is sent or kept."))]
    )

    def prepare(self, community_id: int, language: str) -> AskForm:
        self.category.choices = terms.choices(community_id, "deed_category", language)
        offer(self.compound_id, deeds.compounds(community_id), nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def facts(self) -> RequestFacts:
        return RequestFacts(
            category=self.category.data or "",
            wish=self.wish.data or "",
            channel="public_page",
            requested_by=self.requested_by.data or "",
            phone=self.phone.data or "",
            compound_id=self.compound_id.data,
            door=self.door.data or "",
        )


def _visible(value: str | None) -> str:
    """Signs that no page may carry are no part of a code."""
    return "".join(sign for sign in value or "" if sign.isprintable()).strip()


class FollowForm(FlaskForm):
    code = StringField(
        lazy_gettext("Code of your request"), [DataRequired(NEEDED), Length(max=40)], filters=[_visible]
    )
