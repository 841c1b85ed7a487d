"""Directives: issuing one."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import Length, Optional

from teamhub.forms.audiences import AudienceForm
from teamhub.forms.fields import line, trimmed
from teamhub.web.errors import explain

explain(
    {
        "notice_nobody": lazy_gettext("This reaches nobody: choose whom."),
        "notice_due_early": lazy_gettext("The time is over already."),
        "notice_withdrawn": lazy_gettext("This notice was withdrawn."),
    }
)


class NoticeForm(AudienceForm):
    title = line(lazy_gettext("Title"), most=200, required=True)
    issuer = line(lazy_gettext("Issued by"), required=True)
    body = TextAreaField(lazy_gettext("Text"), [Optional(), Length(max=5000)], filters=[trimmed])
    due = DateTimeLocalField(lazy_gettext("Acknowledge by"), [Optional()])
