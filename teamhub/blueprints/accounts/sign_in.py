"""/sign-in and /sign-out."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.actions import sign_in as verbs
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.root import address, blueprint, device_name, hasher, myself
from teamhub.domain.credentials import Proof
from teamhub.domain.errors import RuleBroken
from teamhub.forms.accounts import PinForm, SignInForm
from teamhub.queries import accounts
from teamhub.web import session as browser
from teamhub.web.access import public, signed_in
from teamhub.web.clock import now
from teamhub.web.context import ROLE_LABELS
from teamhub.web.errors import sentence
from teamhub.web.page import page, safe_path, see_other


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """A PIN pad on an enrolled phone, else name and passphrase or an enrolment code."""
    target = safe_path(request.args.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(target)
    if not accounts.anybody_enrolled():
        return redirect(url_for("first_run.show"))
    owner = _owner()
    if owner is not None and owner.proof is Proof.PIN and "passphrase" not in request.args:
        return page("accounts/pin.html", form=PinForm(next=target), owner=owner)
    return _passphrase_page(SignInForm(next=target))


@blueprint.post("/sign-in")
@public
def sign_in_with_passphrase() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _passphrase_page(form, status=422)
    try:
        attempt = _count(form.login.data or "")
        _verify(attempt, form.passphrase.data or "")
        return _open(attempt, safe_path(form.next.data, "/"))
    except RuleBroken as error:
        form.form_errors.append(sentence(error))
        return _passphrase_page(form, status=_status(error))


@blueprint.post("/sign-in/pin")
@public
def sign_in_with_pin() -> ResponseReturnValue:
    form = PinForm()
    owner = _owner()
    token = browser.device_token()
    if owner is None or token is None:
        return see_other(url_for("accounts.sign_in", next=safe_path(form.next.data, "/")))
    if not form.validate_on_submit():
        return page("accounts/pin.html", form=form, owner=owner, status=422)
    try:
        with unit_of_work():
            attempt = verbs.begin_with_pin(browser.digest(token), at=now())
        _verify(attempt, form.digits)
        return _open(attempt, safe_path(form.next.data, "/"))
    except RuleBroken as error:
        form.pin.errors = [sentence(error)]
        return page("accounts/pin.html", form=form, owner=owner, status=_status(error))


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    with unit_of_work():
        verbs.close_session(current_user.session_id, by=myself(), at=now())
    browser.close_session()
    return see_other(url_for("accounts.sign_in"))


def _passphrase_page(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    """With the names of the example's accounts, where this installation shows an example to visitors."""
    shown = accounts.example_logins() if current_app.config["TEAMHUB_EXAMPLE_SIGN_IN"] else []
    return page(
        "accounts/sign_in.html",
        form=form,
        owner=_owner(),
        examples=[(login, ROLE_LABELS[role]) for login, role in shown],
        status=status,
    )


def _owner() -> accounts.DeviceOwner | None:
    token = browser.device_token()
    return accounts.owner_of_device(browser.digest(token)) if token else None


def _count(login: str) -> verbs.Attempt:
    token = browser.device_token()
    with unit_of_work():
        return verbs.begin_with_passphrase(
            login, device_digest=browser.digest(token) if token else None, address=address(), at=now()
        )


def _verify(attempt: verbs.Attempt, secret: str) -> None:
    """Raises SignInRefused. Stands between two units of work: hashing holds no lock."""
    if hasher().verify(attempt.stored_hash, secret):
        return
    with unit_of_work():
        verbs.note_failure(attempt, address=address(), at=now())
    raise verbs.SignInRefused("sign_in_refused")


def _open(attempt: verbs.Attempt, target: str) -> ResponseReturnValue:
    """Signs in and, after a passphrase in a browser nobody enrolled, makes the browser known."""
    token, fresh_device = browser.fresh_token(), None
    if attempt.device_id is None and _owner() is None:
        fresh_device = browser.fresh_token()
    moment = now()
    with unit_of_work():
        row = verbs.complete(
            attempt,
            token_digest=browser.digest(token),
            new_device=(browser.digest(fresh_device), device_name()) if fresh_device else None,
            at=moment,
        )
    browser.open_session(row, token)
    response = see_other(target)
    if fresh_device:
        browser.remember_device(response, fresh_device)
    return response


def _status(error: RuleBroken) -> int:
    return 429 if isinstance(error, TooManyTries) else 422
