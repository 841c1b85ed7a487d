"""/first-run/workbook: move into an empty installation, then take the first account."""

from __future__ import annotations

from flask import abort, current_app, session, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import first as verbs
from teamhub.actions.workbook import staging
from teamhub.blueprints.workbook import background
from teamhub.blueprints.workbook.root import FIRST, blueprint
from teamhub.blueprints.workbook.showing import report
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import check_login, check_passphrase
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.fields import note_fault
from teamhub.forms.first_run import PLACE_OF_FAULT
from teamhub.forms.workbook.upload import FirstLeaderForm, WorkbookForm
from teamhub.queries.accounts import anybody_enrolled
from teamhub.queries.workbook import uploads
from teamhub.queries.workbook.uploads import UploadRow
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.page import page, see_other

KEY = "first_upload"
NOBODY = Viewer.system(0)


@blueprint.get(FIRST)
@public
def first() -> ResponseReturnValue:
    _only_when_empty()
    return page("workbook/first.html", form=WorkbookForm())


@blueprint.post(FIRST)
@public
def first_check() -> ResponseReturnValue:
    """Checks the file at once: who sets up an installation waits for it."""
    _only_when_empty()
    form = WorkbookForm()
    if not form.validate_on_submit():
        return page("workbook/first.html", form=form, status=422)
    with unit_of_work():
        staged = staging.stage(
            form.workbook.data.read(), form.workbook.data.filename or "", by=NOBODY, at=now()
        )
        upload_id = staged.id
    session[KEY] = upload_id
    background.check(upload_id, "", NOBODY, may_create=True)
    return see_other(url_for("workbook.first_report"))


@blueprint.get(f"{FIRST}/check")
@public
def first_report() -> ResponseReturnValue:
    """What would be stored, and the form for the first leader; or the faults."""
    _only_when_empty()
    return page("workbook/first_report.html", form=FirstLeaderForm(), **report(_mine(), ""))


@blueprint.post(f"{FIRST}/check")
@public
def first_store() -> ResponseReturnValue:
    """Stores the workbook and makes the first leader, both or neither."""
    _only_when_empty()
    row, form = _mine(), FirstLeaderForm()
    if row.state != "checked" or not form.validate_on_submit():
        return page("workbook/first_report.html", form=form, **report(row, ""), status=422)
    try:
        leader = _leader(form)
        target, faults = background.read(row.id, "", may_create=True)
        with unit_of_work():
            outcome = verbs.move_in(target, faults, leader, at=now())
            staging.note_stored(row.id, outcome, at=now())
    except RuleBroken as error:
        note_fault(form, error, PLACE_OF_FAULT)
        return page("workbook/first_report.html", form=form, **report(row, ""), status=422)
    session.pop(KEY, None)
    return see_other(url_for("accounts.sign_in"))


def _leader(form: FirstLeaderForm) -> verbs.Leader:
    """Raises BadLogin, WeakSecret, RuleBroken(secrets_differ). Hashing stands outside the transaction."""
    login = check_login(form.login.data or "")
    if form.passphrase.data != form.again.data:
        raise RuleBroken("secrets_differ")
    passphrase = check_passphrase(form.passphrase.data or "", login)
    return verbs.Leader(
        form.leader.data or "", login, SecretHasher.from_config(current_app.config).hash(passphrase)
    )


def _only_when_empty() -> None:
    """Once somebody can sign in, these addresses do not exist."""
    if anybody_enrolled():
        abort(404)


def _mine() -> UploadRow:
    """The upload of this browser. Raises NotFound."""
    upload_id = session.get(KEY)
    if not isinstance(upload_id, int):
        raise NotFound
    return uploads.upload(upload_id, NOBODY, now())
