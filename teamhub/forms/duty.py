"""Duty: what the buttons and forms of check-in, handover and roster send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import given, line, needed, trimmed
from teamhub.models.duty import Shift


def instant(local: datetime, zone: str) -> datetime:
    """What a date and time field says on the community's clocks, as an instant."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def prose(label: Any, description: Any = "") -> TextAreaField:
    return TextAreaField(label, [Optional(), Length(max=2000)], filters=[trimmed], description=description)


class OnceForm(FlaskForm):
    """A button. `once`: the key of this very page, so that a second press changes nothing."""

    once = HiddenField(validators=[Length(max=64)])


class CheckInForm(OnceForm):
    """`post` and `token` come from the poster; without them it is a tap on the own day."""

    seat = HiddenField(validators=[needed()])
    post = HiddenField()
    token = HiddenField(validators=[Length(max=120)])

    @property
    def seat_id(self) -> int:
        return whole(self.seat.data)

    @property
    def post_id(self) -> int:
        return whole(self.post.data)


class TakeOverForm(OnceForm):
    """`scan`: the proof that the code on the outgoing person's phone was scanned; empty without."""

    scan = HiddenField(validators=[Length(max=120)])


class SeatForm(OnceForm):
    """A change of a seat that the reader saw at `version`."""

    version = HiddenField(validators=[needed()])
    reason = line(lazy_gettext("Reason"), most=120)

    @property
    def seen_version(self) -> int:
        return whole(self.version.data)


class AssignForm(OnceForm):
    person = HiddenField(validators=[needed()])
    override_reason = line(lazy_gettext("Reason"), most=120)

    @property
    def person_id(self) -> int:
        return whole(self.person.data)


class SubstituteForm(AssignForm):
    version = HiddenField(validators=[needed()])

    @property
    def seen_version(self) -> int:
        return whole(self.version.data)


class LetGoForm(OnceForm):
    reason = line(lazy_gettext("Reason"), most=120, required=True)


class PaperForm(OnceForm):
    arrived = TimeField(lazy_gettext("Time of arrival on the sheet"), [needed()])

    def arrived_at(self, shift: Shift, zone: str) -> datetime:
        """The time on the sheet, on the day on which it lies in the shift; a little before its start is before it."""
        clock = given(self.arrived.data)
        begins = shift.starts_at.astimezone(ZoneInfo(zone))
        moments = [
            instant(datetime.combine(day, clock), zone)
            for day in {begins.date(), shift.ends_at.astimezone(ZoneInfo(zone)).date()}
        ]
        return min(moments, key=lambda m: max(shift.starts_at - m, m - shift.ends_at))


class HandoverForm(OnceForm):
    incidents = prose(lazy_gettext("What happened"))
    orders = prose(lazy_gettext("Orders received"))
    supplies = prose(
        lazy_gettext("Supplies and keys"), lazy_gettext("Masks, gowns, disinfectant, radios, keys")
    )
    remarks = prose(lazy_gettext("To do next, residents to watch"))


class ShiftsForm(FlaskForm):
    first = DateField(lazy_gettext("First day"), [needed()])
    last = DateField(lazy_gettext("Last day"), [needed()])


class SurgeForm(FlaskForm):
    kind = SelectField(lazy_gettext("Shift"), [needed()])
    starts = DateTimeLocalField(lazy_gettext("Begins"), [needed()])
    ends = DateTimeLocalField(lazy_gettext("Ends"), [needed()])


class OfficerForm(FlaskForm):
    person = SelectField(lazy_gettext("Duty officer"), [Optional()])


class SpotCheckForm(OnceForm):
    post = SelectField(lazy_gettext("Post"), [needed()], coerce=int)
    expected = IntegerField(lazy_gettext("Expected"), [InputRequired(), NumberRange(0, 99)])
    present = IntegerField(lazy_gettext("Present"), [InputRequired(), NumberRange(0, 99)])
    gear = BooleanField(lazy_gettext("Protective gear worn"), default=True)
    log = BooleanField(lazy_gettext("Activity log kept"), default=True)
    remark = line(lazy_gettext("Remark"), most=200)


def whole(text: str | None) -> int:
    """A positive whole number from a hidden field; 0 when it is none: nothing has that id."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def many(values: list[str]) -> list[int]:
    """The numbers of a list of checked boxes, in their order."""
    return [number for value in values if (number := whole(value))]
