"""/prints/<id>: a print in the background: begun, looked at, stopped, taken away, downloaded."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import print_jobs as verbs
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.prints.index import index_page, offered
from teamhub.blueprints.prints.root import KINDS, blueprint
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.prints import NEEDS, PrintKind, PrintRefused
from teamhub.queries import print_jobs
from teamhub.web import background
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import sentence
from teamhub.web.language import language
from teamhub.web.page import page, see_other


@blueprint.post("/new/<kind>")
@access(Permission.SWEEP_VIEW)
def begin(kind: str) -> ResponseReturnValue:
    """The right that the kind itself needs is asked for here. Raises NotFound for no such kind."""
    try:
        chosen = PrintKind(kind)
    except ValueError:
        raise NotFound from None
    if not viewer().may(NEEDS[chosen]):
        abort(403)
    form, moment = offered(chosen, submitted=True), now()
    if form is None:
        return index_page(said=sentence(PrintRefused("print_nothing")), status=422)
    if not form.validate_on_submit():
        return index_page(chosen, form, status=422)
    once = Once.of(viewer().account_id, form.once.data or "", [kind, form.wish()], moment)
    started = None
    try:
        with unit_of_work(once=once if form.once.data else None) as work:
            if not work.replayed:
                job = verbs.start(
                    chosen, form.wish(), language=language(), site=request.url_root, by=viewer(), at=moment
                )
                started = work.reply["job"] = job.id
    except PrintRefused as refused:
        return index_page(chosen, form, sentence(refused), status=409)
    if started is not None:
        background.launch("print-job", started)
    return see_other(url_for("prints.job", job_id=work.reply["job"]))


@blueprint.get("/<int:job_id>")
@access(Permission.SWEEP_VIEW)
def job(job_id: int) -> Response:
    """The part `print-job` asks for itself every two seconds while the print goes on."""
    return job_page(job_id)


@blueprint.post("/<int:job_id>/stop")
@access(Permission.SWEEP_VIEW)
def stop(job_id: int) -> Response:
    """One that has ended meanwhile needs no stopping."""
    try:
        with unit_of_work():
            verbs.stop(job_id, by=viewer(), at=now())
    except PrintRefused:
        pass
    return job_page(job_id)


@blueprint.post("/<int:job_id>/drop")
@access(Permission.SWEEP_VIEW)
def drop(job_id: int) -> ResponseReturnValue:
    """Takes the file away before its time."""
    try:
        with unit_of_work():
            verbs.drop(job_id, by=viewer(), at=now())
    except PrintRefused as refused:
        return index_page(said=sentence(refused), status=409)
    return see_other(url_for("prints.index"))


@blueprint.get("/<int:job_id>/file.pdf")
@access(Permission.SWEEP_VIEW)
def file(job_id: int) -> ResponseReturnValue:
    try:
        content, name = print_jobs.content(viewer(), job_id, at=now())
    except PrintRefused as refused:
        return index_page(said=sentence(refused), status=410)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def job_page(job_id: int) -> Response:
    row = print_jobs.row(viewer(), job_id, at=now())
    refused = RuleBroken(row.refused["code"], **row.refused["values"]) if row.refused else None
    return page(
        "prints/job.html",
        {"print-job": "prints/_job.html"},
        job=row,
        kinds=KINDS,
        refused=sentence(refused) if refused else "",
    )
