"""What a volunteer says at the poster."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, InputRequired, Length

from teamhub.domain.walk_ups import WalkUpFacts
from teamhub.forms.choosing import RadioField
from teamhub.forms.fields import line
from teamhub.queries import walk_ups
from teamhub.web.errors import explain

explain(
    {
        "walk_up_rules_needed": lazy_gettext(
            "Please confirm the rules; without that nothing is sent or kept."
        ),
        "walk_up_phone_needed": lazy_gettext("Please give a mobile number with 11 digits."),
        "walk_up_name_needed": lazy_gettext("Please give your name."),
        "walk_up_type_unknown": lazy_gettext("Please choose who you are."),
        "walk_up_decided": lazy_gettext("Somebody has decided on this offer already."),
        "walk_up_listed": lazy_gettext(
            "Somebody with this number is on the roster already. Decline the offer and give that person a code."
        ),
        "walk_up_not_admitted": lazy_gettext("A leader has to admit you first. Please ask at the post."),
    }
)


class OfferForm(FlaskForm):
    once = HiddenField(validators=[Length(max=64)])
    name = line(lazy_gettext("Your name"), most=20, required=True)
    phone = line(lazy_gettext("Your mobile number"), most=30, required=True)
    member_type = RadioField(
        lazy_gettext("You are"), [InputRequired(lazy_gettext("Please choose who you are."))]
    )
    confirms = BooleanField(
        lazy_gettext("I have read the rules and will keep them"),
        [DataRequired(lazy_gettext("Please confirm the rules; without that nothing is sent or kept."))],
    )

    def prepare(self, community_id: int, language: str) -> OfferForm:
        self.member_type.choices = walk_ups.offered_types(community_id, language)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def facts(self) -> WalkUpFacts:
        return WalkUpFacts(self.name.data or "", self.phone.data or "", self.member_type.data or "")
