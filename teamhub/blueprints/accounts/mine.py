"""/account: what somebody may see and change of the own account."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from teamhub.actions import own_account
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.proving import check_present
from teamhub.blueprints.accounts.root import blueprint, hasher, myself
from teamhub.domain.credentials import Proof, check_passphrase, check_pin
from teamhub.domain.errors import RuleBroken
from teamhub.forms.accounts import ChangePassphraseForm, ChangePinForm
from teamhub.queries import accounts, second_factors
from teamhub.web import session as browser
from teamhub.web.access import signed_in
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other


@blueprint.get("/account")
@signed_in
def mine() -> ResponseReturnValue:
    return _show(_form(), status=200)


@blueprint.post("/account/secret")
@signed_in
def change_secret() -> ResponseReturnValue:
    """A new passphrase or PIN, for who knows the present one. Other sessions end."""
    form = _form()
    if not form.validate_on_submit():
        return _show(form, status=422)
    try:
        secret = _chosen(form)
        check_present(form.current.data or "")
        hashed = hasher().hash(secret)
        with unit_of_work():
            own_account.change_secret(hashed, session_id=current_user.session_id, by=myself(), at=now())
    except RuleBroken as error:
        field = form.current if error.code in {"sign_in_refused", "too_many_tries"} else _new_field(form)
        field.errors = [sentence(error)]
        return _show(form, status=429 if isinstance(error, TooManyTries) else 422)
    return see_other(url_for("accounts.mine", changed=1))


@blueprint.post("/account/devices/<int:device_id>/revoke")
@signed_in
def revoke_device(device_id: int) -> ResponseReturnValue:
    with unit_of_work():
        own_account.revoke_device(device_id, by=myself(), at=now())
    return see_other(url_for("accounts.mine"))


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    with unit_of_work():
        own_account.sign_out_everywhere(by=myself(), at=now())
    browser.close_session()
    return see_other(url_for("accounts.sign_in"))


def _form() -> ChangePinForm | ChangePassphraseForm:
    own = accounts.own(current_user.account_id)
    return ChangePassphraseForm() if own.proof is Proof.PASSPHRASE else ChangePinForm()


def _new_field(form: ChangePinForm | ChangePassphraseForm) -> PasswordField:
    return form.pin if isinstance(form, ChangePinForm) else form.passphrase


def _chosen(form: ChangePinForm | ChangePassphraseForm) -> str:
    """Raises WeakSecret, RuleBroken(secrets_differ)."""
    login = accounts.own(current_user.account_id).login
    typed = _new_field(form).data or ""
    if typed != form.again.data:
        raise RuleBroken("secrets_differ")
    return check_pin(typed, login) if isinstance(form, ChangePinForm) else check_passphrase(typed, login)


def _show(form: ChangePinForm | ChangePassphraseForm, *, status: int) -> ResponseReturnValue:
    me = accounts.own(current_user.account_id)
    return page(
        "accounts/mine.html",
        me=me,
        proof=me.proof,
        form=form,
        two_steps=second_factors.own(current_user.account_id) if me.proof is Proof.PASSPHRASE else None,
        devices=accounts.devices_of(current_user.account_id, current_user.device_id),
        changed="changed" in request.args,
        status=status,
    )
