"""Forms of positive pools: report and follow."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teamhub.domain.pool_alerts import PoolCounts
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import needed, number_or_none, offer
from teamhub.forms.testing import STAMP

MOST = 100


class PoolForm(FlaskForm):
    once = HiddenField()
    tube = StringField(
        lazy_gettext("Tube"),
        [needed(), Length(max=40)],
        description=lazy_gettext("The number on the tube. Names stay in the registration system."),
    )
    persons = IntegerField(lazy_gettext("People in it"), [needed(), NumberRange(1, MOST)])
    session_id = SelectField(lazy_gettext("Site"), [Optional()], coerce=number_or_none)
    reported_at = DateTimeLocalField(
        lazy_gettext("When the laboratory told"),
        [Optional()],
        format=STAMP,
        description=lazy_gettext("Empty: now."),
    )

    def prepare(self, sessions: Sequence[tuple[int, str]]) -> PoolForm:
        offer(self.session_id, sessions, nothing=True)
        if not self.once.data:
            self.once.data = secrets.token_urlsafe(16)
        return self

    def moment(self, zone: str, at: datetime) -> datetime:
        said = self.reported_at.data
        return said.replace(tzinfo=ZoneInfo(zone)) if said else at


class FollowForm(FlaskForm):
    version = HiddenField()
    notified = IntegerField(
        lazy_gettext("Told, and staying where they are"), [InputRequired(), NumberRange(0, MOST)]
    )
    retested = IntegerField(
        lazy_gettext("Sampled again, one tube each"), [InputRequired(), NumberRange(0, MOST)]
    )
    cleared = IntegerField(lazy_gettext("Negative"), [InputRequired(), NumberRange(0, MOST)])
    transferred = IntegerField(
        lazy_gettext("Taken over by the health service"), [InputRequired(), NumberRange(0, MOST)]
    )

    def counts(self, persons: int) -> PoolCounts:
        return PoolCounts(
            persons,
            self.notified.data or 0,
            self.retested.data or 0,
            self.cleared.data or 0,
            self.transferred.data or 0,
        )

    @property
    def seen_version(self) -> int:
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
