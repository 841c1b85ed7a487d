"""/<community>/workbook: upload, what it would do or what is wrong with it, confirm."""

from __future__ import annotations

from typing import cast

from flask import Flask, Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import staging
from teamhub.blueprints.workbook import background
from teamhub.blueprints.workbook.root import HERE, blueprint
from teamhub.blueprints.workbook.showing import FRAGMENTS, fault_table, report
from teamhub.domain.access import Permission
from teamhub.forms.workbook.upload import WorkbookForm
from teamhub.queries.workbook import uploads
from teamhub.web import toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get(f"{HERE}/")
@access(Permission.WORKBOOK_IMPORT)
def index() -> ResponseReturnValue:
    """Bring in, take out."""
    return page("workbook/index.html", form=WorkbookForm(), latest=uploads.latest(viewer(), now()))


@blueprint.post(f"{HERE}/")
@access(Permission.WORKBOOK_IMPORT)
def upload() -> ResponseReturnValue:
    """Keeps the file and begins the check."""
    form = WorkbookForm()
    if not form.validate_on_submit():
        latest = uploads.latest(viewer(), now())
        return page("workbook/index.html", form=form, latest=latest, status=422)
    content = form.workbook.data.read()
    with unit_of_work():
        staged = staging.stage(content, form.workbook.data.filename or "", by=viewer(), at=now())
        upload_id = staged.id
    _check(upload_id, len(content))
    return see_other(url_for("workbook.show", community=g.community.slug, upload_id=upload_id))


@blueprint.get(f"{HERE}/<int:upload_id>")
@access(Permission.WORKBOOK_IMPORT)
def show(upload_id: int) -> ResponseReturnValue:
    """Progress, then the report."""
    row = uploads.upload(upload_id, viewer(), now())
    return page("workbook/show.html", FRAGMENTS, **report(row, request.args.get("sheet", "")))


@blueprint.post(f"{HERE}/<int:upload_id>/check")
@access(Permission.WORKBOOK_IMPORT)
def check_again(upload_id: int) -> ResponseReturnValue:
    """After the process died, or somebody added what was missing."""
    with unit_of_work():
        staging.begin_check(upload_id, by=viewer(), at=now())
    content, _ = uploads.content(upload_id)
    _check(upload_id, len(content))
    return see_other(url_for("workbook.show", community=g.community.slug, upload_id=upload_id))


@blueprint.post(f"{HERE}/<int:upload_id>/store")
@access(Permission.WORKBOOK_IMPORT)
def store(upload_id: int) -> ResponseReturnValue:
    """The confirmation: all of it or nothing."""
    by, slug = viewer(), g.community.slug
    with unit_of_work():
        staging.begin_storing(upload_id, by=by, at=now())
    content, _ = uploads.content(upload_id)
    background.start(_app(), len(content), lambda: background.store(upload_id, slug, by))
    return see_other(url_for("workbook.show", community=slug, upload_id=upload_id))


@blueprint.post(f"{HERE}/<int:upload_id>/drop")
@access(Permission.WORKBOOK_IMPORT)
def drop(upload_id: int) -> ResponseReturnValue:
    with unit_of_work():
        staging.drop(upload_id, by=viewer())
    toasts.tell(gettext("The uploaded file was dropped. Nothing was changed."))
    return see_other(url_for("workbook.index", community=g.community.slug))


@blueprint.get(f"{HERE}/<int:upload_id>/faults.xlsx")
@access(Permission.WORKBOOK_IMPORT)
def faults(upload_id: int) -> Response:
    """What has to be mended, as a list to work through."""
    return fault_table(uploads.upload(upload_id, viewer(), now()))


def _check(upload_id: int, size: int) -> None:
    by, slug = viewer(), g.community.slug
    background.start(_app(), size, lambda: background.check(upload_id, slug, by))


def _app() -> Flask:
    return cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # the application itself, for a thread
