"""Forms of a site's console: count, queue, close."""

from __future__ import annotations

import secrets
from typing import Self

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import number_or_none, offer
from teamhub.queries.testing_console import Console

MOST = 500
"""People in one entry: a slip of the finger is not ten thousand people."""


class OnceForm(FlaskForm):
    """Any button of the console: the key keeps a second press from counting twice."""

    once = HiddenField()

    def keyed(self) -> Self:
        self.once.data = secrets.token_urlsafe(16)
        return self


class CountForm(OnceForm):
    persons = IntegerField(lazy_gettext("People tested"), [Optional(), NumberRange(1, MOST)], default=10)
    quick = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    tubes = IntegerField(
        lazy_gettext("Tubes"),
        [Optional(), NumberRange(0, MOST)],
        description=lazy_gettext("Empty: as the pool needs."),
    )
    compound_id = SelectField(lazy_gettext("They live in"), [Optional()], coerce=number_or_none)

    house = SelectField(
        lazy_gettext("Building"),
        [Optional()],
        description=lazy_gettext("If houses are called in turn: whose turn it is."),
    )

    def prepare(self, found: Console) -> CountForm:
        """The site's compounds first, then those whose people only walk in; the last one counted is chosen."""
        homes = [(str(key), name) for key, name in found.homes]
        elsewhere = [(str(key), name) for key, name in found.elsewhere]
        self.compound_id.choices = homes
        if elsewhere:
            self.compound_id.choices = {
                gettext("Compounds of this site"): homes,
                gettext("Walk-ins from elsewhere"): elsewhere,
            }
        known = {key for key, _ in found.homes} | {key for key, _ in found.elsewhere}
        offer(self.house, [(one.token, one.words) for one in found.houses], nothing=True)
        if self.house.data is None and found.last_house in {one.token for one in found.houses}:
            self.house.data = found.last_house
        if self.compound_id.data is None and found.last_compound_id in known:
            self.compound_id.data = found.last_compound_id
        return self

    @property
    def people(self) -> int:
        """One of the large taps, or the number that was typed."""
        return self.quick.data or self.persons.data or 0

    @property
    def home(self) -> tuple[int | None, str]:
        """(compound, building or empty); the building says which compound."""
        compound, _, building = (self.house.data or "").partition(":")
        return (int(compound), building) if building else (self.compound_id.data, "")

    @property
    def begun_tubes(self) -> int | None:
        """None with a large tap: as the pool needs."""
        return None if self.quick.data else self.tubes.data


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
