"""Signing in, enrolling, and the own account."""

from __future__ import annotations

import unicodedata

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from teamhub.web.errors import explain

explain(
    {
        "sign_in_refused": lazy_gettext("The name or the secret is not right."),
        "too_many_tries": lazy_gettext(
            "Too many tries. Please wait %(minutes)s minutes, or ask your team leader."
        ),
        "code_refused": lazy_gettext(
            "This code is not valid: used, withdrawn or too old. Ask for a new one."
        ),
        "login_malformed": lazy_gettext("Please give 3 to 60 letters or digits, or a phone number."),
        "login_taken": lazy_gettext("Somebody signs in with this name already."),
        "passphrase_short": lazy_gettext("Please use at least %(least)s characters."),
        "passphrase_long": lazy_gettext("Please use at most %(most)s characters."),
        "passphrase_simple": lazy_gettext("This is too easy to guess. Four unrelated words are good."),
        "pin_malformed": lazy_gettext("Please choose %(digits)s digits."),
        "pin_simple": lazy_gettext(
            "This is too easy to guess. Avoid runs, repetitions and your phone number."
        ),
        "code_wrong": lazy_gettext(
            "This code is not right, or it was used before. Wait for the next one and try again."
        ),
        "recovery_code_wrong": lazy_gettext("This recovery code is not right, or it was used before."),
        "set_up_over": lazy_gettext("Setting up took too long. Begin again with a new key."),
        "secrets_differ": lazy_gettext("The two entries differ."),
    }
)

Needed = InputRequired(lazy_gettext("This is needed."))


class SignInForm(FlaskForm):
    login = StringField(lazy_gettext("Phone number or name"), [Needed, Length(max=120)])
    passphrase = PasswordField(lazy_gettext("Passphrase"), [Needed, Length(max=200)])
    next = HiddenField()


class PinForm(FlaskForm):
    pin = PasswordField(lazy_gettext("PIN"), [Needed, Length(max=12)])
    who = HiddenField()
    next = HiddenField()

    @property
    def digits(self) -> str:
        return unicodedata.normalize("NFKC", self.pin.data or "").strip()


class CodeForm(FlaskForm):
    code = StringField(lazy_gettext("Enrolment code"), [Needed, Length(max=40)])


class ChoosePinForm(FlaskForm):
    pin = PasswordField(lazy_gettext("New PIN"), [Needed, Length(max=12)])
    again = PasswordField(lazy_gettext("New PIN once more"), [Needed, Length(max=12)])


class ChoosePassphraseForm(FlaskForm):
    passphrase = PasswordField(lazy_gettext("New passphrase"), [Needed, Length(max=200)])
    again = PasswordField(lazy_gettext("New passphrase once more"), [Needed, Length(max=200)])


class ChangePinForm(ChoosePinForm):
    current = PasswordField(lazy_gettext("Present PIN"), [Needed, Length(max=12)])


class ChangePassphraseForm(ChoosePassphraseForm):
    current = PasswordField(lazy_gettext("Present passphrase"), [Needed, Length(max=200)])


class SecondStepForm(FlaskForm):
    code = StringField(lazy_gettext("Six-digit code"), [Needed, Length(max=20)])


class RecoveryStepForm(FlaskForm):
    code = StringField(lazy_gettext("Recovery code"), [Needed, Length(max=40)])


class ProveForm(FlaskForm):
    current = PasswordField(lazy_gettext("Present passphrase"), [Needed, Length(max=200)])
