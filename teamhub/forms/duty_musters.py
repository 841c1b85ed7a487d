"""Musters: the call-out and the answer of somebody who is called."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from teamhub.forms.audiences import AudienceForm
from teamhub.forms.duty import OnceForm
from teamhub.forms.fields import line, needed, trimmed


class CallOutForm(AudienceForm):
    """Two moments on the community's clocks: when the order came in, and when all should be there."""

    place = line(lazy_gettext("Place"), required=True)
    issuer = line(lazy_gettext("By order of"))
    text = TextAreaField(
        lazy_gettext("What to bring or know"), [Optional(), Length(max=500)], filters=[trimmed]
    )
    ordered = DateTimeLocalField(lazy_gettext("Order received"), [needed()])
    due = DateTimeLocalField(lazy_gettext("All there by"), [needed()])


class MusterAnswerForm(OnceForm):
    """`answer`: coming | cannot; `note`: minutes, or the reason."""

    answer = HiddenField(validators=[needed()])
    note = line(lazy_gettext("Minutes, or the reason"), most=60)
