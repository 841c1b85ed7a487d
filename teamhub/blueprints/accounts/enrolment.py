"""/enrol: a code opens the way in, once."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import enrolment as verbs
from teamhub.actions import throttle
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.phone import stale_tokens
from teamhub.blueprints.accounts.root import address, blueprint, code_rules, device_name, hasher
from teamhub.domain.credentials import Proof, check_passphrase, check_pin, fold_code
from teamhub.domain.errors import RuleBroken
from teamhub.forms.accounts import ChoosePassphraseForm, ChoosePinForm, CodeForm
from teamhub.queries.accounts import EnrolmentRow
from teamhub.web import session as browser
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.page import page, see_other


@blueprint.get("/enrol")
@public
def enter_code() -> ResponseReturnValue:
    return page("accounts/enter_code.html", form=CodeForm())


@blueprint.post("/enrol")
@public
def take_code() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate_on_submit():
        return page("accounts/enter_code.html", form=form, status=422)
    return see_other(url_for("accounts.enrol", code=fold_code(form.code.data or "") or "-"))


@blueprint.get("/enrol/<code>")
@public
def enrol(code: str) -> ResponseReturnValue:
    """Looking changes nothing: link previews may open it."""
    try:
        row = verbs.look_up(code, address=address(), at=now())
    except RuleBroken as error:
        return _refused(error)
    return page("accounts/enrol.html", form=_form(row), row=row, code=code)


@blueprint.post("/enrol/<code>")
@public
def enrol_here(code: str) -> ResponseReturnValue:
    """Sets the PIN or passphrase, remembers this phone, signs in."""
    try:
        row = verbs.look_up(code, address=address(), at=now())
    except RuleBroken as error:
        with unit_of_work():
            throttle.count(throttle.subject("address", address()), throttle.ADDRESS, now())
        return _refused(error)
    form = _form(row)
    secret = _secret(form, row) if form.validate_on_submit() else None
    if secret is None:
        return page("accounts/enrol.html", form=form, row=row, code=code, status=422)
    hashed = hasher().hash(secret)
    device, session = browser.fresh_token(), browser.fresh_token()
    with unit_of_work():
        done = verbs.enrol(
            code,
            secret_hash=hashed,
            device_digest=browser.digest(device),
            device_name=device_name(),
            session_digest=browser.digest(session),
            rules=code_rules(),
            at=now(),
        )
    if done.session is None:
        browser.wait_for_code(session, url_for("home.start"))
        response = see_other(url_for("accounts.second_step"))
    else:
        browser.open_session(done.session, session)
        response = see_other(url_for("home.start"))
    browser.remember_device(response, device, forget=stale_tokens(row.account_id))
    return response


def _form(row: EnrolmentRow) -> ChoosePinForm | ChoosePassphraseForm:
    return ChoosePinForm() if row.proof is Proof.PIN else ChoosePassphraseForm()


def _secret(form: ChoosePinForm | ChoosePassphraseForm, row: EnrolmentRow) -> str | None:
    """The chosen secret; None when a rule says no, with the fault in the form."""
    field = form.pin if isinstance(form, ChoosePinForm) else form.passphrase
    try:
        if field.data != form.again.data:
            raise RuleBroken("secrets_differ")
        check = check_pin if row.proof is Proof.PIN else check_passphrase
        return check(field.data or "", row.login)
    except RuleBroken as error:
        field.errors = [sentence(error)]
        return None


def _refused(error: RuleBroken) -> ResponseReturnValue:
    form = CodeForm(formdata=None)
    form.code.errors = [sentence(error)]
    status = 429 if isinstance(error, throttle.TooManyTries) else 404
    return page("accounts/enter_code.html", form=form, status=status)
