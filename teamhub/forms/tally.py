"""Forms of the tally: a link for somebody without an account."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from teamhub.domain.tally_links import DAYS
from teamhub.forms.choosing import SelectField
from teamhub.forms.fields import NEEDED, line
from teamhub.web import errors

errors.explain(
    {
        "tally_link_needs_label": lazy_gettext("Please write whom the link is for."),
        "tally_link_days": lazy_gettext("Please choose how long the link stands."),
    }
)


class LinkForm(FlaskForm):
    label = line(
        lazy_gettext("Whom it is for"), most=60, required=True, description=lazy_gettext("Only you see this.")
    )
    days = SelectField(lazy_gettext("It opens the tally for"), [InputRequired(NEEDED)], coerce=int, default=7)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.days.choices = [(days, ngettext("%(num)d day", "%(num)d days", days)) for days in DAYS]
