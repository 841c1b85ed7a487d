"""The forms around a workbook: the file, and who takes the first account."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField
from wtforms.validators import Length

from teamhub.forms.fields import line, needed
from teamhub.web.errors import explain

explain(
    {
        "upload_not_ready": lazy_gettext("This workbook is not ready to be stored: check it again."),
        "upload_stored": lazy_gettext("This workbook is stored already."),
        "upload_broken_off": lazy_gettext(
            "The work broke off because of an error on our side. Nothing was changed; try again."
        ),
    }
)


class WorkbookForm(FlaskForm):
    workbook = FileField(
        lazy_gettext("Workbook"), [FileRequired(lazy_gettext("Please choose a file first."))]
    )


class FirstLeaderForm(FlaskForm):
    leader = line(lazy_gettext("Your name"), required=True)
    login = line(
        lazy_gettext("Phone number or sign-in name"),
        required=True,
        description=lazy_gettext("With this you sign in from now on."),
    )
    passphrase = PasswordField(
        lazy_gettext("Passphrase"),
        [needed(), Length(max=200)],
        description=lazy_gettext("At least 12 characters; four unrelated words are good."),
    )
    again = PasswordField(lazy_gettext("Passphrase once more"), [needed(), Length(max=200)])
