"""Forms with which leaders open accounts and hand out codes."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from teamhub.domain.access import Role
from teamhub.domain.credentials import CARD_CODE, SHORT_CODE
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import needed, several

VALIDITY: dict[str, timedelta] = {"short": SHORT_CODE, "card": CARD_CODE, "week": timedelta(days=7)}
VALIDITY_LABELS = [
    ("short", lazy_gettext("10 minutes: for somebody who stands beside me")),
    ("card", lazy_gettext("24 hours: for a printed card")),
    ("week", lazy_gettext("7 days: for cards that are handed out later")),
]


class RoleForm(FlaskForm):
    role = SelectField(lazy_gettext("Role"), [needed()])

    def chosen(self) -> Role:
        return Role(self.role.data)


class CodeLengthForm(FlaskForm):
    validity = RadioField(lazy_gettext("The code is valid for"), choices=VALIDITY_LABELS, default="short")

    def valid_for(self) -> timedelta:
        return VALIDITY[self.validity.data or "short"]


class NewAccountForm(RoleForm, CodeLengthForm):
    """A role, and how long the first code opens the way in."""


class CardsForm(FlaskForm):
    people = several(lazy_gettext("People"), needed())
    validity = RadioField(lazy_gettext("The code is valid for"), choices=VALIDITY_LABELS, default="card")

    def valid_for(self) -> timedelta:
        return VALIDITY[self.validity.data or "card"]
