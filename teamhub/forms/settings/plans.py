"""Shift patterns, staffing templates, rules of timed cases, campaigns, the community itself. Rows left empty are
left out, so that rows are added and removed without a script."""

from __future__ import annotations

from datetime import time

from flask_babel import lazy_gettext, lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import DateField, FieldList, Form, FormField, IntegerField, TimeField
from wtforms.validators import NumberRange, Optional

from teamhub.domain.plans import PatternPart, PlanRefused, Seat
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import line, needed, offer
from teamhub.models.campaigns import ShiftPattern, StaffingTemplate

Choices = list[tuple[str, str]]
SPARE_ROWS = 3


def clock_of(minute: int) -> time:
    """Minutes after midnight as a time of day; past midnight it starts again."""
    hours, minutes = divmod(minute % (24 * 60), 60)
    return time(hours, minutes)


class PartForm(Form):
    kind = SelectField(lazy_gettext("Shift"), [Optional()])
    starts = TimeField(lazy_gettext("From"), [Optional()])
    ends = TimeField(lazy_gettext("Until"), [Optional()])


class PatternForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    campaign_id = SelectField(lazy_gettext("Campaign"), [needed()], coerce=int)
    starts_on = DateField(lazy_gettext("In force from"), [needed()])
    parts = FieldList(FormField(PartForm), min_entries=5, max_entries=8)

    def offer(self, kinds: Choices, campaigns: list[tuple[int, str]]) -> PatternForm:
        offer(self.campaign_id, campaigns)
        for entry in self.parts:
            offer(entry.form.kind, kinds, nothing=True)
        return self

    def show(self, pattern: ShiftPattern) -> PatternForm:
        self.name.data, self.starts_on.data = pattern.name, pattern.starts_on
        self.campaign_id.data = pattern.campaign_id
        for entry, part in zip(self.parts, pattern.parts, strict=False):
            entry.form.kind.data = part.kind
            entry.form.starts.data = clock_of(part.starts_minute)
            entry.form.ends.data = clock_of(part.starts_minute + part.length_minutes)
        return self

    def chosen(self) -> list[PatternPart]:
        """Raises PlanRefused(row_incomplete)."""
        parts = []
        for row in (entry.form for entry in self.parts):
            kind, starts, ends = row.kind.data, row.starts.data, row.ends.data
            if kind and starts is not None and ends is not None:
                parts.append(PatternPart.between(kind, starts, ends))
            elif kind or starts is not None or ends is not None:
                raise PlanRefused("row_incomplete")
        return parts


class SeatForm(Form):
    member_type = SelectField(lazy_gettext("Member type"), [Optional()])
    task = SelectField(lazy_gettext("Task"), [Optional()])
    count = IntegerField(lazy_gettext("People"), [Optional(), NumberRange(0, 999)])


class TemplateForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    seats = FieldList(FormField(SeatForm), min_entries=6, max_entries=20)

    def offer(self, types: Choices, tasks: Choices) -> TemplateForm:
        for entry in self.seats:
            offer(entry.form.member_type, types, nothing=True)
            offer(entry.form.task, tasks, nothing=True)
        return self

    def show(self, template: StaffingTemplate) -> TemplateForm:
        self.name.data = template.name
        while len(self.seats) < len(template.seats) + SPARE_ROWS and len(self.seats) < 20:
            self.seats.append_entry()
        for entry, seat in zip(self.seats, template.seats, strict=False):
            entry.form.member_type.data = seat.member_type
            entry.form.task.data, entry.form.count.data = seat.task, seat.count
        return self

    def chosen(self) -> list[Seat]:
        """Raises PlanRefused(row_incomplete). A row with 0 people is left out."""
        seats = []
        for row in (entry.form for entry in self.seats):
            if row.member_type.data and row.count.data:
                seats.append(Seat(row.member_type.data, row.task.data or "", row.count.data))
            elif row.count.data or (row.member_type.data and row.count.data is None):
                raise PlanRefused("row_incomplete")
        return seats


class RuleSetForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    days = IntegerField(lazy_gettext("Days at home"), [needed(), NumberRange(1, 365)])
    tests = IntegerField(lazy_gettext("Tests"), [needed(), NumberRange(1, 50)])
    min_interval_hours = IntegerField(
        lazy_gettext("Least hours between two tests"), [needed(), NumberRange(0, 720)]
    )
    mode = SelectField(
        lazy_gettext("Sampling"),
        choices=[("single", lazy_gettext("single")), ("pooled", lazy_gettext("pooled"))],
    )


class CampaignForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    name_en = line(lazy_gettext("English name"))
    kind = SelectField(lazy_gettext("Kind"), [needed()])
    starts_on = DateField(lazy_gettext("First day"), [needed()])
    ends_on = DateField(
        lazy_gettext("Last day"), [Optional()], description=lazy_gettext("Empty while the campaign goes on.")
    )


class CommunityForm(FlaskForm):
    name = line(lazy_pgettext("of a thing", "Name"), required=True)
    name_en = line(lazy_gettext("English name"))
    subdistrict = line(lazy_gettext("Subdistrict"))
    zone = line(lazy_gettext("Time zone"), most=40, required=True)
