"""Forms of deliveries and walks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from teamhub.domain.supplies import DeliveryState
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import NEEDED, line, number_or_none, offer, several
from teamhub.web import errors

errors.explain(
    {
        "pieces_not_positive": lazy_gettext("At least one piece, please."),
        "already_delivered": lazy_gettext("This was at the door already; nothing was changed."),
        "nothing_to_receive": lazy_gettext("Please write one line a delivery."),
        "line_unreadable": lazy_gettext("Some lines could not be read; nothing was stored."),
        "nothing_to_carry": lazy_gettext("Please choose the pieces of this walk."),
        "pieces_of_two_gates": lazy_gettext("One walk starts at one gate: choose pieces of one gate."),
        "pieces_on_the_way": lazy_gettext("Somebody is on the way with one of these pieces already."),
        "already_at_the_door": lazy_gettext("One of these pieces is at the door already."),
        "pending_reason_unknown": lazy_gettext("Please choose why it could not be delivered."),
    }
)

LINE_FAULTS: dict[str, LazyString] = {
    "line_without_compound": lazy_gettext("no compound of this community at the beginning"),
    "line_pieces_unreadable": lazy_gettext("the number of pieces at the end cannot be read"),
    "line_pieces_too_many": lazy_gettext("from 1 to 500 pieces in a line"),
}
STATES: dict[DeliveryState, tuple[LazyString, str]] = {
    DeliveryState.AT_GATE: (lazy_gettext("at the gate"), "soon"),
    DeliveryState.PENDING: (lazy_gettext("not delivered"), "gap"),
    DeliveryState.ON_THE_WAY: (lazy_gettext("on the way"), "going"),
    DeliveryState.DELIVERED: (lazy_gettext("at the door"), "done"),
    DeliveryState.RECEIVED: (lazy_gettext("received"), "done"),
}


class ReceiveForm(FlaskForm):
    once = HiddenField()
    gate_id = SelectField(lazy_gettext("Gate"), [InputRequired(NEEDED)], coerce=number_or_none)
    compound_id = SelectField(
        lazy_gettext("Compound"),
        [Optional()],
        coerce=number_or_none,
        description=lazy_gettext("For lines that name none."),
    )
    lines = TextAreaField(
        lazy_gettext("Deliveries"),
        [DataRequired(lazy_gettext("Please write one line a delivery.")), Length(max=20_000)],
        description=lazy_gettext("One line each: compound, door, pieces. Typed or pasted."),
    )

    def prepare(self, gates: Iterable[tuple[int, str]], compounds: Iterable[tuple[int, str]]) -> ReceiveForm:
        offer(self.gate_id, gates)
        offer(self.compound_id, compounds, nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self


class RunForm(FlaskForm):
    once = HiddenField()
    carriers = line(lazy_gettext("Who carries"), most=120)
    pieces = several(lazy_gettext("Pieces"))

    def prepare(self, pieces: Iterable[tuple[int, str]], carriers: str) -> RunForm:
        self.pieces.choices = list(pieces)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        if not self.carriers.data and not self.is_submitted():
            self.carriers.data = carriers
        return self
