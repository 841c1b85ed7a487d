"""/places/posts: posts and the times in which gates are open."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import posts as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.places.root import blueprint, campaign, today
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.forms.fields import note_fault, offer
from teamhub.forms.places import AT_FIELD, GateForm, PostForm
from teamhub.queries import places, terms
from teamhub.queries import posts as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, see_other


@blueprint.get("/posts")
@access(Permission.SETTINGS_VIEW)
def posts() -> ResponseReturnValue:
    rows = asked.listing(viewer(), campaign().id, now())
    return page("places/posts.html", rows=rows, kinds=_kinds(), today=today())


@blueprint.get("/posts/new")
@access(Permission.SETTINGS_MANAGE)
def new_post() -> ResponseReturnValue:
    form = _form()
    form.opened_on.data = today()
    return page("places/post_form.html", form=form, post=None)


@blueprint.post("/posts/new")
@access(Permission.SETTINGS_MANAGE)
def add_post() -> ResponseReturnValue:
    form = _form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                post_id = verbs.add_post(campaign(), form.facts(), by=viewer(), at=now()).id
            return see_other(url_for("places.post", post_id=post_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    return page("places/post_form.html", form=form, post=None, status=422)


@blueprint.get("/posts/<int:post_id>")
@access(Permission.SETTINGS_VIEW)
def post(post_id: int) -> ResponseReturnValue:
    return _show(post_id, GateForm(at_time=local(now()).replace(tzinfo=None, second=0, microsecond=0)))


@blueprint.get("/posts/<int:post_id>/edit")
@access(Permission.SETTINGS_MANAGE)
def edit_post(post_id: int) -> ResponseReturnValue:
    found = asked.record(viewer(), post_id)
    return page("places/post_form.html", form=_form().show(found), post=found)


@blueprint.post("/posts/<int:post_id>/edit")
@access(Permission.SETTINGS_MANAGE)
def change_post(post_id: int) -> ResponseReturnValue:
    found, form = asked.record(viewer(), post_id), _form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                verbs.change_post(found, form.facts(), by=viewer(), at=now())
            return see_other(url_for("places.post", post_id=post_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
            found = asked.record(viewer(), post_id)
    return page("places/post_form.html", form=form, post=found, status=422)


@blueprint.post("/posts/<int:post_id>/gate/open")
@access(Permission.SETTINGS_MANAGE)
def open_gate(post_id: int) -> ResponseReturnValue:
    return _turn_gate(post_id, opening=True)


@blueprint.post("/posts/<int:post_id>/gate/close")
@access(Permission.SETTINGS_MANAGE)
def close_gate(post_id: int) -> ResponseReturnValue:
    return _turn_gate(post_id, opening=False)


def _turn_gate(post_id: int, *, opening: bool) -> ResponseReturnValue:
    found, form = asked.record(viewer(), post_id), GateForm()
    if form.validate_on_submit():
        turn = verbs.open_gate if opening else verbs.close_gate
        try:
            with unit_of_work():
                turn(found, form.moment(), form.reason.data or "", by=viewer(), at=now())
            return see_other(url_for("places.post", post_id=post_id))
        except RuleBroken as error:
            note_fault(form, error, AT_FIELD)
    return _show(post_id, form, status=422)


def _show(post_id: int, form: GateForm, status: int = 200) -> ResponseReturnValue:
    found = asked.record(viewer(), post_id)
    history = asked.gate_history(viewer(), post_id)
    kind = terms.terms(viewer().community_id, "post_kind").get(found.kind)
    return page(
        "places/post.html",
        post=found,
        kind=kind.label(language()) if kind else found.kind,
        may_be_gate=bool(history) or bool(kind and kind.flags.get("checkpoint")),
        history=history,
        open_now=any(asked.is_open(period, now()) for period in found.gate_periods),
        running=any(row.open_until is None for row in history),
        form=form,
        status=status,
    )


def _form() -> PostForm:
    form = PostForm()
    offer(form.kind, terms.choices(viewer().community_id, "post_kind", language()))
    offer(form.compound_id, places.compound_choices(viewer()), nothing=True)
    return form


def _kinds() -> dict[str, str]:
    return terms.labels(viewer().community_id, "post_kind", language())
