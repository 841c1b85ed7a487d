"""/sign-in/code: after a right passphrase, the code from the app, or setting the app up where it is due."""

from __future__ import annotations

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import second_factor, throttle
from teamhub.actions import sign_in as verbs
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts import phone
from teamhub.blueprints.accounts.root import address, blueprint, device_name, hasher, seal
from teamhub.blueprints.accounts.setting_up import fresh_recovery_codes, key_page
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import fold_code
from teamhub.domain.errors import RuleBroken
from teamhub.forms.accounts import RecoveryStepForm, SecondStepForm
from teamhub.queries import second_factors
from teamhub.queries.second_factors import HalfRow
from teamhub.web import session as browser
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other
from teamhub.web.security_log import refused, source


@blueprint.get("/sign-in/code")
@public
def second_step() -> ResponseReturnValue:
    half = _half()
    if half is None:
        return _from_the_start()
    if not half.is_set_up:
        return page("accounts/second_factor_due.html", name=half.display_name)
    return page("accounts/second_step.html", form=SecondStepForm(), name=half.display_name)


@blueprint.post("/sign-in/code")
@public
def take_second_step() -> ResponseReturnValue:
    half, form = _half(), SecondStepForm()
    if half is None:
        return _from_the_start()
    if not form.validate_on_submit():
        return page("accounts/second_step.html", form=form, name=half.display_name, status=422)
    try:
        _count(half)
        with unit_of_work():
            second_factor.use_code(half.account_id, form.code.data or "", seal=seal(), at=now())
    except RuleBroken as error:
        return _refused("accounts/second_step.html", form, half, error)
    return _finish(half)


@blueprint.get("/sign-in/recovery")
@public
def recovery_step() -> ResponseReturnValue:
    half = _half()
    if half is None or not half.is_set_up:
        return _from_the_start()
    return page("accounts/recovery_step.html", form=RecoveryStepForm(), name=half.display_name)


@blueprint.post("/sign-in/recovery")
@public
def take_recovery_step() -> ResponseReturnValue:
    half, form = _half(), RecoveryStepForm()
    if half is None or not half.is_set_up:
        return _from_the_start()
    if not form.validate_on_submit():
        return page("accounts/recovery_step.html", form=form, name=half.display_name, status=422)
    try:
        typed = form.code.data or ""
        _count(half)
        stored = second_factors.recovery_hash(half.account_id, typed)
        if not hasher().verify(stored, fold_code(typed)):
            raise second_factor.CodeWrong("recovery_code_wrong")
        with unit_of_work():
            second_factor.use_recovery_code(half.account_id, typed, code_hash=stored or "", at=now())
    except RuleBroken as error:
        return _refused("accounts/recovery_step.html", form, half, error)
    return _finish(half)


@blueprint.post("/sign-in/set-up")
@public
def begin_due_set_up() -> ResponseReturnValue:
    """The time of grace is over: a key for the app, before anything else opens."""
    half = _half()
    if half is None or half.is_set_up:
        return _from_the_start()
    with unit_of_work():
        second_factor.begin_set_up(half.account_id, seal=seal(), by=_as(half), at=now())
    return see_other(url_for("accounts.due_set_up"))


@blueprint.get("/sign-in/set-up")
@public
def due_set_up() -> ResponseReturnValue:
    half = _half()
    if half is None or half.is_set_up:
        return _from_the_start()
    return _key_page(half, SecondStepForm(), 200)


@blueprint.post("/sign-in/set-up/confirm")
@public
def confirm_due_set_up() -> ResponseReturnValue:
    """Answers with the recovery codes: they are shown once and kept nowhere, so there is no address to go to."""
    half, form = _half(), SecondStepForm()
    if half is None or half.is_set_up:
        return _from_the_start()
    if not form.validate_on_submit():
        return _key_page(half, form, 422)
    codes, hashes = fresh_recovery_codes()
    try:
        _count(half)
        with unit_of_work():
            second_factor.confirm(
                half.account_id,
                form.code.data or "",
                seal=seal(),
                recovery_hashes=hashes,
                by=_as(half),
                at=now(),
            )
    except RuleBroken as error:
        _note(error)
        form.code.errors = [sentence(error)]
        return _key_page(half, form, _status(error))
    target = browser.half_target()
    return _finish(half, page("accounts/recovery_codes.html", codes=codes, target=target))


def _half() -> HalfRow | None:
    token = browser.half_token()
    return second_factors.half_of(browser.digest(token), now()) if token else None


def _from_the_start() -> ResponseReturnValue:
    """The ten minutes are over, or nobody gave a passphrase here."""
    return see_other(url_for("accounts.sign_in"))


def _as(half: HalfRow) -> Viewer:
    return Viewer(half.account_id, half.display_name, 0)


def _count(half: HalfRow) -> None:
    """Raises TooManyTries."""
    with unit_of_work():
        throttle.take(second_factor.counter(half.account_id, half.device_id), throttle.BY_LOGIN, now())


def _note(error: RuleBroken) -> None:
    if not isinstance(error, TooManyTries):
        with unit_of_work():
            verbs.note_failed_address(address(), at=now())


def _refused(
    template: str, form: SecondStepForm | RecoveryStepForm, half: HalfRow, error: RuleBroken
) -> ResponseReturnValue:
    _note(error)
    form.code.errors = [sentence(error)]
    return page(template, form=form, name=half.display_name, status=_status(error))


def _key_page(half: HalfRow, form: SecondStepForm, status: int) -> ResponseReturnValue:
    return key_page(
        half.account_id,
        half.login,
        form,
        begin_url=url_for("accounts.begin_due_set_up"),
        confirm_url=url_for("accounts.confirm_due_set_up"),
        back_url=url_for("accounts.sign_in"),
        status=status,
    )


def _finish(half: HalfRow, answer: Response | None = None) -> ResponseReturnValue:
    """Signs in; a browser that nobody enrolled becomes known."""
    token, fresh_device = browser.fresh_token(), None
    if half.device_id is None and not phone.owners():
        fresh_device = browser.fresh_token()
    target, moment = browser.half_target(), now()
    with unit_of_work():
        throttle.forget(second_factor.counter(half.account_id, half.device_id))
        row = verbs.complete_half(
            half.half_id,
            token_digest=browser.digest(token),
            new_device=(browser.digest(fresh_device), device_name()) if fresh_device else None,
            at=moment,
        )
    browser.open_session(row, token)
    response = answer or see_other(target)
    if fresh_device:
        browser.remember_device(response, fresh_device)
    return response


def _status(error: RuleBroken) -> int:
    refused("second_step.refused", code=error.code, source=source())
    return 429 if isinstance(error, TooManyTries) else 422
