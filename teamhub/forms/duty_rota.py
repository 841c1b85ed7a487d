"""The wishes for a proposed roster, and what of it is taken over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from teamhub.domain.rota import ObstacleKind
from teamhub.domain.rota_plan import MAY_NOT_LEAD, PAIR_APART, PAIR_KEPT, WEEK_FULL, WRONG_KIND, Place
from teamhub.forms.audiences import Ticks
from teamhub.forms.choosing import SelectMultipleField
from teamhub.forms.duty import whole
from teamhub.forms.fields import NEEDED, needed

MOST_DAYS = 14


def _weight(label: Any) -> IntegerField:
    return IntegerField(label, [InputRequired(), NumberRange(0, 9)])


def _one_at_least(form: FlaskForm, field: SelectMultipleField) -> None:
    """Not InputRequired: the browser would ask for every single box."""
    if not field.data:
        raise ValidationError(str(NEEDED))


class WishForm(FlaskForm):
    """Sent as an address, not as a change: nothing is stored."""

    class Meta:
        csrf = False

    day = DateField(lazy_gettext("First day"), [needed()])
    days = IntegerField(lazy_gettext("Number of days"), [InputRequired(), NumberRange(1, MOST_DAYS)])
    most = IntegerField(
        lazy_gettext("Shifts a person in 7 days, at most"), [InputRequired(), NumberRange(1, 14)]
    )
    kind = Ticks(lazy_gettext("Who may be asked"), [_one_at_least])
    totals = _weight(lazy_gettext("Everybody the same number of shifts"))
    nights = _weight(lazy_gettext("Everybody the same number of nights"))
    same_post = _weight(lazy_gettext("Back to the same post"))
    rotate = _weight(lazy_gettext("Another post each time"))
    mixed = _weight(lazy_gettext("People of several organisations together"))


def places(values: Iterable[str]) -> list[Place]:
    """Ticked rows: shift-post-person-seat-version, the last two 0 for an empty seat. What is none is left out."""
    found = []
    for value in values:
        numbers = [whole(part) for part in value.split("-")]
        if len(numbers) == 5 and all(numbers[:3]):
            found.append(Place(*numbers))
    return found


def why_empty(reasons: Iterable[tuple[ObstacleKind | str, int]]) -> str:
    """What keeps everybody from a seat, in one line."""
    parts = [_against(kind, people) for kind, people in reasons]
    return gettext("; ").join(parts) or gettext("nobody may be asked")


def _against(kind: ObstacleKind | str, people: int) -> str:
    words = {
        ObstacleKind.DOUBLE_BOOKING: ngettext(
            "one has a seat at the same time", "%(num)s have a seat at the same time", people
        ),
        ObstacleKind.SUCCESSIVE_SHIFTS: ngettext(
            "one has the shift right before or after", "%(num)s have the shift right before or after", people
        ),
        ObstacleKind.TOO_LITTLE_REST: ngettext(
            "one would rest too little", "%(num)s would rest too little", people
        ),
        ObstacleKind.NOT_YET_DEPLOYED: ngettext("one comes only later", "%(num)s come only later", people),
        ObstacleKind.DEPLOYMENT_OVER: ngettext("one has left", "%(num)s have left", people),
        ObstacleKind.ON_LEAVE: ngettext("one is on leave", "%(num)s are on leave", people),
        ObstacleKind.INACTIVE: ngettext("one is no longer active", "%(num)s are no longer active", people),
        ObstacleKind.POST_NOT_OPEN: gettext("the post is not open yet"),
        ObstacleKind.POST_CLOSED: gettext("the post is closed"),
        WRONG_KIND: ngettext("one is of another member type", "%(num)s are of another member type", people),
        MAY_NOT_LEAD: ngettext("one may not lead", "%(num)s may not lead", people),
        PAIR_KEPT: ngettext(
            "one comes only with a partner who cannot", "%(num)s come only with a partner who cannot", people
        ),
        PAIR_APART: ngettext(
            "one is kept apart from somebody on duty then",
            "%(num)s are kept apart from somebody on duty then",
            people,
        ),
        WEEK_FULL: ngettext("one has a full week", "%(num)s have a full week", people),
    }
    return words[kind]
