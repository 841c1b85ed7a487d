"""Forms of testing: a round, counts and queue at a site."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from teamhub.forms.fields import needed, number_or_none
from teamhub.web import errors

errors.explain(
    {
        "round_without_sites": lazy_gettext("There is no sampling site yet. Add sites under Places first."),
        "round_ends_early": lazy_gettext("The end is before the start."),
        "session_closed": lazy_gettext("This session is closed. Open it again to go on counting."),
        "already_corrected": lazy_gettext("This entry was taken back before."),
        "count_not_positive": lazy_gettext("Please count at least one person."),
        "tubes_too_few": lazy_gettext("For so many people at least %(least)s tubes are needed."),
        "tubes_too_many": lazy_gettext("There cannot be more tubes than people (%(most)s)."),
    }
)
STAMP = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


class RoundForm(FlaskForm):
    starts_at = DateTimeLocalField(lazy_gettext("Starts"), [needed()], format=STAMP)
    ends_at = DateTimeLocalField(lazy_gettext("Ends"), [needed()], format=STAMP)
    pool_size = IntegerField(lazy_gettext("People per tube"), [Optional(), NumberRange(1, 100)])


class OnceForm(FlaskForm):
    """Any button of the console: the key keeps a second press from counting twice."""

    once = HiddenField()

    def keyed(self) -> OnceForm:
        self.once.data = secrets.token_urlsafe(16)
        return self


class CountForm(OnceForm):
    persons = IntegerField(lazy_gettext("People tested"), [InputRequired(), NumberRange(1, 500)], default=10)
    tubes = IntegerField(
        lazy_gettext("Tubes"),
        [Optional(), NumberRange(0, 500)],
        description=lazy_gettext("Empty: as the pool needs."),
    )
    compound_id = SelectField(lazy_gettext("Compound"), [Optional()], coerce=number_or_none)


class QueueForm(OnceForm):
    waiting_people = IntegerField(
        lazy_gettext("People waiting"), [InputRequired(), NumberRange(0, 5000)], default=0
    )
    wait_minutes = IntegerField(
        lazy_gettext("Minutes waited by the last person served"),
        [InputRequired(), NumberRange(0, 600)],
        default=0,
    )


class CloseForm(OnceForm):
    tubes_in_system = IntegerField(
        lazy_gettext("Tubes in the provincial system"), [Optional(), NumberRange(0, 5000)]
    )
