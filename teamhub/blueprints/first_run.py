"""/first-run: an empty installation greets with three ways to begin."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import example as example_verbs
from teamhub.actions import first_run as verbs
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.domain.credentials import check_login, check_passphrase
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.first_run import PLACE_OF_FAULT, FirstRunForm
from teamhub.forms.workbook.example import read_example
from teamhub.queries import accounts
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.context import ROLE_LABELS
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, see_other

blueprint = Blueprint("first_run", __name__, url_prefix="/first-run")


@blueprint.before_request
def _only_when_empty() -> None:
    """Once somebody can sign in, these addresses do not exist."""
    if accounts.anybody_enrolled():
        abort(404)


@blueprint.get("/")
@public
def show() -> ResponseReturnValue:
    """The three ways: a new community, a workbook, the example."""
    return page("first_run/show.html", workbook_url=_workbook_url())


@blueprint.get("/new")
@public
def new() -> ResponseReturnValue:
    form = FirstRunForm().offer(language())
    form.zone.data = "Asia/Shanghai"
    form.starts_on.data = local(now()).date()
    return page("first_run/new.html", form=form)


@blueprint.post("/new")
@public
def begin() -> ResponseReturnValue:
    form = FirstRunForm().offer(language())
    if not form.validate_on_submit():
        return page("first_run/new.html", form=form, status=422)
    try:
        steps = _steps(form)
        with unit_of_work():
            verbs.begin(steps, at=now())
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return page("first_run/new.html", form=form, status=422)
    return see_other(url_for("accounts.sign_in"))


@blueprint.post("/example")
@public
def example() -> ResponseReturnValue:
    """Loads the example community through the importer that everybody uses, and shows once how to sign in."""
    at, passphrase = now(), example_verbs.fresh_passphrase()
    hashed = SecretHasher.from_config(current_app.config).hash(passphrase)
    book, faults = read_example(None, at)
    with unit_of_work():
        if accounts.anybody_enrolled():
            abort(404)
        ways = example_verbs.load(book, faults, passphrase=passphrase, passphrase_hash=hashed, at=at)
    return page("first_run/example.html", ways=[(ROLE_LABELS[way.role], way) for way in ways])


def _steps(form: FirstRunForm) -> verbs.FirstSteps:
    """Raises BadLogin, WeakSecret, RuleBroken(secrets_differ). Hashing stands outside the transaction."""
    login = check_login(form.login.data or "")
    if form.passphrase.data != form.again.data:
        raise RuleBroken("secrets_differ")
    passphrase = check_passphrase(form.passphrase.data or "", login)
    assert form.starts_on.data is not None
    return verbs.FirstSteps(
        leader=form.leader.data or "",
        login=login,
        passphrase_hash=SecretHasher.from_config(current_app.config).hash(passphrase),
        community=form.community.data or "",
        community_en=form.community_en.data or "",
        slug=(form.slug.data or "").strip().lower(),
        subdistrict=form.subdistrict.data or "",
        zone=form.zone.data or "",
        kind=form.kind.data or "",
        campaign=form.campaign.data or "",
        starts_on=form.starts_on.data,
    )


def _workbook_url() -> str:
    return url_for("workbook.first") if "workbook.first" in current_app.view_functions else ""
