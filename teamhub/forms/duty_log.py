"""The log of a post: a sentence, and counts."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import IntegerField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from teamhub.forms.duty import OnceForm
from teamhub.forms.fields import needed, trimmed
from teamhub.queries.duty_log import Traffic
from teamhub.web.errors import explain

explain(
    {
        "log_empty": lazy_gettext("Write in a few words what happened."),
        "count_empty": lazy_gettext("Count at least one."),
        "count_too_large": lazy_gettext("At most %(most)s at a time."),
        "no_shift_runs": lazy_gettext("No shift ran then: traffic is counted shift by shift."),
    }
)
MOST = 999


class LogForm(OnceForm):
    text = TextAreaField(lazy_gettext("What happened"), [needed(), Length(max=500)], filters=[trimmed])


class TrafficForm(OnceForm):
    vehicles = IntegerField(lazy_gettext("Vehicles"), [Optional(), NumberRange(0, MOST)], default=0)
    people_in = IntegerField(lazy_gettext("People in"), [Optional(), NumberRange(0, MOST)], default=0)
    people_out = IntegerField(lazy_gettext("People out"), [Optional(), NumberRange(0, MOST)], default=0)
    refused = IntegerField(lazy_gettext("Turned away"), [Optional(), NumberRange(0, MOST)], default=0)

    @property
    def traffic(self) -> Traffic:
        return Traffic(
            self.vehicles.data or 0,
            self.people_in.data or 0,
            self.people_out.data or 0,
            self.refused.data or 0,
        )
