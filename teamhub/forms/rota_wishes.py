"""Wishes of one person for the roster."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from teamhub.forms.choosing import RadioField, SelectField
from teamhub.forms.fields import needed
from teamhub.web.errors import explain

explain(
    {
        "pair_with_oneself": lazy_gettext("Choose somebody else."),
        "pair_known": lazy_gettext("These two are a pair already. Remove that first."),
        "pair_nobody": lazy_gettext("Choose somebody of the team."),
    }
)

LIKES = {"nights": True, "days": False, "": None}


class WishForm(FlaskForm):
    likes = RadioField(
        lazy_gettext("Shifts"),
        choices=[
            ("", lazy_gettext("all the same")),
            ("days", lazy_gettext("rather by day")),
            ("nights", lazy_gettext("rather at night")),
        ],
        default="",
    )

    @property
    def likes_nights(self) -> bool | None:
        return LIKES[self.likes.data or ""]


class PairForm(FlaskForm):
    other = SelectField(lazy_gettext("Who"), [needed()], coerce=int, validate_choice=False)
    how = RadioField(
        lazy_gettext("On duty"),
        choices=[
            ("together", lazy_gettext("only together")),
            ("apart", lazy_gettext("never at the same time")),
        ],
        default="together",
    )
