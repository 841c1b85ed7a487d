"""/sign-in and /sign-out."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.actions import second_factor
from teamhub.actions import sign_in as verbs
from teamhub.actions.throttle import TooManyTries
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts import phone
from teamhub.blueprints.accounts.root import address, blueprint, code_rules, device_name, hasher, myself
from teamhub.domain.credentials import Proof
from teamhub.domain.errors import RuleBroken
from teamhub.domain.second_factor import Step
from teamhub.forms.accounts import PinForm, SignInForm
from teamhub.queries import accounts
from teamhub.web import session as browser
from teamhub.web.access import public, signed_in
from teamhub.web.clock import now
from teamhub.web.context import ROLE_LABELS
from teamhub.web.errors import sentence
from teamhub.web.page import page, safe_path, see_other
from teamhub.web.security_log import refused, source


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """A PIN pad on an enrolled phone, a choice of people on one that several share, else name and passphrase or an
    enrolment code."""
    target = safe_path(request.args.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(target)
    if not accounts.anybody_enrolled():
        return redirect(url_for("first_run.show"))
    if "passphrase" in request.args:
        return _passphrase_page(SignInForm(next=target))
    people = phone.owners()
    owner = phone.chosen(request.args.get("who"))
    if people and (owner is None or "people" in request.args):
        return page("accounts/people_of_phone.html", people=people, next=target)
    if owner is not None and owner.proof is Proof.PIN:
        return page("accounts/pin.html", form=PinForm(next=target, who=str(owner.device_id)), owner=owner)
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
    owner = phone.chosen(form.who.data)
    if owner is None:
        return see_other(url_for("accounts.sign_in", next=safe_path(form.next.data, "/")))
    if not form.validate_on_submit():
        return page("accounts/pin.html", form=form, owner=owner, status=422)
    try:
        verbs.refuse_spent_pin(owner.token_digest, at=now())
        with unit_of_work():
            attempt = verbs.begin_with_pin(owner.token_digest, at=now())
        _verify(attempt, form.digits)
        return _open(attempt, safe_path(form.next.data, "/"), owner)
    except RuleBroken as error:
        form.pin.errors = [sentence(error)]
        return page("accounts/pin.html", form=form, owner=owner, status=_status(error))


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    _close()
    return see_other(url_for("accounts.sign_in"))


@blueprint.post("/pass-on")
@signed_in
def pass_on() -> ResponseReturnValue:
    """Signs out for the next person of a shared phone. What was not sent yet stays on it for its author."""
    _close()
    return see_other(url_for("accounts.sign_in", people=1))


def _close() -> None:
    with unit_of_work():
        verbs.close_session(current_user.session_id, by=myself(), at=now())
    browser.close_session()


def _passphrase_page(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    """With the names of the example's accounts, where this installation shows an example to visitors."""
    shown = accounts.example_logins() if current_app.config["TEAMHUB_EXAMPLE_SIGN_IN"] else []
    return page(
        "accounts/sign_in.html",
        form=form,
        shared=any(owner.proof is Proof.PIN for owner in phone.owners()),
        examples=[(login, ROLE_LABELS[role]) for login, role in shown],
        status=status,
    )


def _count(login: str) -> verbs.Attempt:
    digests, source_address, moment = phone.digests(), address(), now()
    verbs.refuse_spent_passphrase(login, device_digests=digests, address=source_address, at=moment)
    with unit_of_work():
        return verbs.begin_with_passphrase(login, device_digests=digests, address=source_address, at=moment)


def _verify(attempt: verbs.Attempt, secret: str) -> None:
    """Raises SignInRefused. Stands between two units of work: hashing holds no lock."""
    if hasher().verify(attempt.stored_hash, secret):
        return
    with unit_of_work():
        verbs.note_failure(attempt, address=address(), at=now())
    raise verbs.SignInRefused("sign_in_refused")


def _open(
    attempt: verbs.Attempt, target: str, owner: accounts.DeviceOwner | None = None
) -> ResponseReturnValue:
    """Signs in and, after a passphrase in a browser nobody enrolled, makes the browser known. Of several people on
    one phone, `owner` stands first next time. Where a code from the app has to follow, leads to it."""
    token = browser.fresh_token()
    if attempt.proof is Proof.PASSPHRASE and _has_to_wait(attempt, browser.digest(token)):
        browser.wait_for_code(token, target)
        return see_other(url_for("accounts.second_step"))
    fresh_device = browser.fresh_token() if attempt.device_id is None and not phone.owners() else None
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
    remembered = fresh_device or (phone.token_of(owner.token_digest) if owner else None)
    if remembered:
        browser.remember_device(response, remembered)
    return response


def _has_to_wait(attempt: verbs.Attempt, token_digest: str) -> bool:
    """True when this sign-in waits for a code, or for the app to be set up, from now on."""
    moment = now()
    with unit_of_work():
        account = verbs.still_right(attempt)
        step = second_factor.step_after_passphrase(account, code_rules(), at=moment)
        if step is Step.NONE:
            return False
        verbs.wait_for_code(account, attempt.device_id, token_digest=token_digest, at=moment)
    return True


def _status(error: RuleBroken) -> int:
    """With a line in the security log: the code of the refusal and where it came from, not what was typed."""
    refused("sign_in.refused", code=error.code, source=source())
    return 429 if isinstance(error, TooManyTries) else 422
