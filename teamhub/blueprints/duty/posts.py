"""/duty/posts: a post as its leader sees it, its poster and key; /duty/spot-checks."""

from __future__ import annotations

from datetime import timedelta

from flask import g, url_for
from flask.typing import ResponseReturnValue

from teamhub.actions import duty_posts as verbs
from teamhub.actions import duty_spot_checks
from teamhub.actions.duty_spot_checks import Found
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.paper import facts_of_poster
from teamhub.blueprints.duty.root import (
    blueprint,
    campaign,
    duty_day,
    fresh_once,
    shift_labels,
    submission,
    today,
)
from teamhub.documents.register import print_register
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.duty import OnceForm, SpotCheckForm
from teamhub.forms.duty_refusals import why_not
from teamhub.forms.fields import given
from teamhub.queries import duty_handovers, duty_posts, duty_roster, duty_seats, terms
from teamhub.web import qr, registers
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.paper import pdf_answer


@blueprint.get("/posts")
@access(Permission.DUTY_VIEW)
def posts() -> ResponseReturnValue:
    rows = duty_posts.listing(viewer(), campaign(), today(), now())
    return page("duty/posts.html", rows=rows, kinds=_kinds())


@blueprint.get("/posts/<int:post_id>")
@access(Permission.DUTY_VIEW)
def post(post_id: int) -> ResponseReturnValue:
    """Who stands here today and tomorrow, what was handed over, what inspectors found."""
    found = duty_seats.post_of(viewer(), post_id)
    day, moment = duty_day(), now()
    grid = duty_roster.grid(viewer(), campaign(), day, 2, at=moment)
    line = next((one for one in grid.lines if one.post.id == post_id), None)
    return page(
        "duty/post.html",
        post=found,
        kind=_kinds().get(found.kind, found.kind),
        is_gate=bool(line and line.post.is_gate),
        cells=line.cells if line else (),
        carried=duty_handovers.carried_over(found),
        handovers=duty_handovers.log_of_post(viewer(), post_id, limit=6),
        checks=duty_posts.spot_checks(viewer(), post_id=post_id, limit=5),
        gates=duty_posts.gate_events(viewer(), post_id)[:6],
        labels=shift_labels(),
        moment=moment,
    )


@blueprint.get("/posts/<int:post_id>/handovers.pdf")
@access(Permission.DUTY_VIEW)
def handovers_pdf(post_id: int) -> ResponseReturnValue:
    """The log of the last handovers of a post."""
    found = duty_seats.post_of(viewer(), post_id)
    rows = duty_handovers.log_of_post(viewer(), post_id, limit=40)
    facts = registers.handover_log(found.name, rows, shift_labels(), now())
    return pdf_answer(lambda: print_register(facts, language=language()), f"handovers-{found.code}")


@blueprint.get("/posts/<int:post_id>/poster")
@access(Permission.DUTY_MANAGE)
def poster(post_id: int) -> ResponseReturnValue:
    """What hangs at the post, to print: the code, the steps, the rules."""
    found = duty_seats.post_of(viewer(), post_id)
    facts = facts_of_poster(found)
    return page(
        "duty/poster.html",
        post=found,
        facts=facts,
        qr=qr.drawn(facts.check_in_url),
    )


@blueprint.post("/posts/<int:post_id>/key")
@access(Permission.DUTY_MANAGE)
def rotate_key(post_id: int) -> ResponseReturnValue:
    """Every poster printed before stops working."""
    with unit_of_work():
        verbs.rotate_key(post_id, by=viewer(), at=now())
    return see_other(url_for("duty.poster", post_id=post_id))


@blueprint.get("/spot-checks")
@access(Permission.DUTY_VIEW)
def spot_checks() -> ResponseReturnValue:
    return _spot_checks(SpotCheckForm(formdata=None, once=fresh_once(), expected=1, present=1))


@blueprint.post("/spot-checks")
@access(Permission.SPOT_CHECK)
def record_spot_check() -> ResponseReturnValue:
    form, moment = SpotCheckForm(), now()
    _offer_posts(form)
    if not form.validate_on_submit():
        return _spot_checks(form, status=422)
    found = Found(
        given(form.expected.data),
        given(form.present.data),
        protective_gear_worn=bool(form.gear.data),
        log_kept=bool(form.log.data),
        remark=form.remark.data or "",
    )
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                duty_spot_checks.record_spot_check(
                    form.post.data, found, checked_at=moment, by=viewer(), at=moment
                )
    except RuleBroken as error:
        form.form_errors.append(why_not(error))
        return _spot_checks(form, status=422)
    return see_other(url_for("duty.spot_checks"))


@blueprint.post("/spot-checks/<int:check_id>/rectified")
@access(Permission.SPOT_CHECK)
def rectify(check_id: int) -> ResponseReturnValue:
    if not OnceForm().validate_on_submit():
        raise NotFound
    with unit_of_work():
        duty_spot_checks.rectify(check_id, by=viewer(), at=now())
    return see_other(url_for("duty.spot_checks"))


def _kinds() -> dict[str, str]:
    return terms.labels(g.community.id, "post_kind", language())


def _offer_posts(form: SpotCheckForm) -> None:
    day = today()
    rows = duty_seats.posts_on(viewer(), campaign().id, day, day, at=now())
    form.post.choices = [(row.id, row.name) for row in rows]


def _spot_checks(form: SpotCheckForm, *, status: int = 200) -> ResponseReturnValue:
    _offer_posts(form)
    rows = duty_posts.spot_checks(viewer())
    recent = [row for row in rows if row.checked_at > now() - timedelta(days=1)]
    return page(
        "duty/spot_checks.html",
        rows=rows,
        recent=len(recent),
        found_empty=sum(row.found_empty for row in recent),
        form=form,
        may_check=viewer().may(Permission.SPOT_CHECK),
        status=status,
    )
