"""/account/two-steps: setting up, replacing and renewing the second step of signing in, for who is signed in."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.actions import own_account, second_factor, throttle
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.proving import check_present
from teamhub.blueprints.accounts.root import blueprint, myself, seal
from teamhub.blueprints.accounts.setting_up import fresh_recovery_codes, key_page
from teamhub.domain.errors import RuleBroken
from teamhub.forms.accounts import ProveForm, SecondStepForm
from teamhub.queries import accounts, second_factors
from teamhub.web.access import signed_in
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other


@blueprint.get("/account/two-steps")
@signed_in
def two_steps() -> ResponseReturnValue:
    return _show(ProveForm(), 200)


@blueprint.post("/account/two-steps/begin")
@signed_in
def begin_two_steps() -> ResponseReturnValue:
    """A key for the app, for who knows the passphrase: a borrowed session is not enough."""
    form = ProveForm()
    refused = _not_proved(form)
    if refused is not None:
        return refused
    with unit_of_work():
        second_factor.begin_set_up(current_user.account_id, seal=seal(), by=myself(), at=now())
    return see_other(url_for("accounts.two_steps_key"))


@blueprint.get("/account/two-steps/key")
@signed_in
def two_steps_key() -> ResponseReturnValue:
    return _key_page(SecondStepForm(), 200)


@blueprint.post("/account/two-steps/confirm")
@signed_in
def confirm_two_steps() -> ResponseReturnValue:
    """Answers with the recovery codes: they are shown once and kept nowhere, so there is no address to go to. Other
    sessions end."""
    form = SecondStepForm()
    if not form.validate_on_submit():
        return _key_page(form, 422)
    codes, hashes = fresh_recovery_codes()
    account_id = current_user.account_id
    try:
        with unit_of_work():
            throttle.take(second_factor.counter(account_id, None), throttle.BY_LOGIN, now())
        with unit_of_work():
            second_factor.confirm(
                account_id,
                form.code.data or "",
                seal=seal(),
                recovery_hashes=hashes,
                by=myself(),
                at=now(),
            )
            own_account.sign_out_others(session_id=current_user.session_id, by=myself(), at=now())
    except RuleBroken as error:
        form.code.errors = [sentence(error)]
        return _key_page(form, _status(error))
    return page("accounts/recovery_codes.html", codes=codes, target=url_for("accounts.mine"))


@blueprint.post("/account/two-steps/recovery-codes")
@signed_in
def renew_recovery_codes() -> ResponseReturnValue:
    """Answers with the new codes, like `confirm_two_steps`."""
    form = ProveForm()
    refused = _not_proved(form)
    if refused is not None:
        return refused
    if not second_factors.is_set_up(current_user.account_id):
        return see_other(url_for("accounts.two_steps"))
    codes, hashes = fresh_recovery_codes()
    with unit_of_work():
        second_factor.renew_recovery_codes(current_user.account_id, hashes, by=myself(), at=now())
    return page("accounts/recovery_codes.html", codes=codes, target=url_for("accounts.mine"))


def _not_proved(form: ProveForm) -> ResponseReturnValue | None:
    """The answer to who does not know the present passphrase; None for who does."""
    if not form.validate_on_submit():
        return _show(form, 422)
    try:
        check_present(form.current.data or "")
    except RuleBroken as error:
        form.current.errors = [sentence(error)]
        return _show(form, _status(error))
    return None


def _show(form: ProveForm, status: int) -> ResponseReturnValue:
    return page(
        "accounts/two_steps.html",
        form=form,
        own=second_factors.own(current_user.account_id),
        proof=accounts.own(current_user.account_id).proof,
        status=status,
    )


def _key_page(form: SecondStepForm, status: int) -> ResponseReturnValue:
    return key_page(
        current_user.account_id,
        accounts.own(current_user.account_id).login,
        form,
        begin_url="",
        confirm_url=url_for("accounts.confirm_two_steps"),
        back_url=url_for("accounts.two_steps"),
        status=status,
    )


def _status(error: RuleBroken) -> int:
    return 429 if isinstance(error, TooManyTries) else 422
