"""Registering a sample at home, and giving it another time or other people."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField
from wtforms.validators import Optional

from teamhub.domain.testing_plans import SampleWish
from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import given, line, needed, number_or_none, offer
from teamhub.forms.privacy import consent_field, consent_said
from teamhub.forms.testing import STAMP


class AssignForm(FlaskForm):
    planned_at = DateTimeLocalField(lazy_gettext("Planned for"), [needed()], format=STAMP)
    medic_id = SelectField(lazy_gettext("Medic"), [Optional()], coerce=number_or_none)
    escort_id = SelectField(lazy_gettext("Leads the way"), [Optional()], coerce=number_or_none)

    def people(self, medics: Iterable[tuple[int, str]], others: Iterable[tuple[int, str]]) -> None:
        offer(self.medic_id, medics, nothing=True)
        offer(self.escort_id, others, nothing=True)

    def moment(self, zone: str) -> datetime:
        return given(self.planned_at.data).replace(tzinfo=ZoneInfo(zone))


class SampleForm(AssignForm):
    once = HiddenField()
    reason = RadioField(lazy_gettext("Why at home"), [needed()])
    compound_id = SelectField(lazy_gettext("Compound"), [needed()], coerce=number_or_none)
    door = line(
        lazy_gettext("Door"),
        most=40,
        description=lazy_gettext("Building, stairwell and flat, such as 2-1-301."),
    )
    name = line(lazy_gettext("Surname"), most=20, description=lazy_gettext("Only the surname is kept."))
    form_of_address = line(lazy_gettext("Form of address"), most=20)
    round_id = SelectField(lazy_gettext("Counts for"), [Optional()], coerce=number_or_none)
    consent = consent_field()

    def prepare(
        self,
        reasons: Iterable[tuple[str, str]],
        compounds: Iterable[tuple[int, str]],
        rounds: Iterable[tuple[int, str]],
    ) -> SampleForm:
        self.reason.choices = list(reasons)
        offer(self.compound_id, compounds)
        offer(self.round_id, rounds, nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def body(self) -> dict[str, object]:
        """What makes this submission the same when it comes again."""
        return {name: value for name, value in self.data.items() if name not in {"csrf_token", "once"}}

    def wish(self, zone: str) -> SampleWish:
        return SampleWish(
            reason=self.reason.data or "",
            compound_id=given(self.compound_id.data),
            door=self.door.data or "",
            planned_at=self.moment(zone),
            name=self.name.data or "",
            form_of_address=self.form_of_address.data or "",
            round_id=self.round_id.data,
            medic_id=self.medic_id.data,
            escort_id=self.escort_id.data,
            consent=consent_said(self),
        )


class TakenForm(FlaskForm):
    sampled_at = DateTimeLocalField(
        lazy_gettext("Sampled at"), [Optional()], format=STAMP, description=lazy_gettext("Empty: now.")
    )

    def moment(self, zone: str, otherwise: datetime) -> datetime:
        said = self.sampled_at.data
        return said.replace(tzinfo=ZoneInfo(zone)) if said else otherwise
