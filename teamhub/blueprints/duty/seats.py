"""/duty/seats: one seat of the roster, and whom to put on it."""

from __future__ import annotations

from collections.abc import Callable

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from teamhub.actions import duty_check_in, duty_roster
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty import board
from teamhub.blueprints.duty.root import blueprint, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict, NotFound, RuleBroken
from teamhub.forms.duty import AssignForm, LetGoForm, OnceForm, PaperForm, SeatForm, SubstituteForm, whole
from teamhub.forms.duty_refusals import reasons, why_not
from teamhub.queries import duty_candidates, duty_seats, terms, viewers
from teamhub.queries import duty_roster as rosters
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page, safe_path, wanted_fragment


@blueprint.get("/shifts/<int:shift_id>/posts/<int:post_id>/people")
@access(Permission.DUTY_MANAGE)
def choose_person(shift_id: int, post_id: int) -> ResponseReturnValue:
    """Who could take a seat here: the free ones first, the others with the reason."""
    return _choose(shift_id, post_id)


@blueprint.post("/shifts/<int:shift_id>/posts/<int:post_id>/people")
@access(Permission.DUTY_MANAGE)
def assign(shift_id: int, post_id: int) -> ResponseReturnValue:
    form, moment = AssignForm(), now()
    return _change(
        form,
        lambda: duty_roster.assign(
            shift_id,
            post_id,
            form.person_id,
            override_reason=form.override_reason.data or "",
            by=viewer(),
            at=moment,
        ),
        lambda said: _choose(shift_id, post_id, said=said),
        _day_of(shift_id),
    )


@blueprint.get("/seats/<int:seat_id>")
@access(Permission.DUTY_VIEW)
def seat(seat_id: int) -> ResponseReturnValue:
    return _seat(seat_id)


@blueprint.get("/seats/<int:seat_id>/substitute")
@access(Permission.DUTY_MANAGE)
def choose_substitute(seat_id: int) -> ResponseReturnValue:
    stored = duty_seats.seat_of(viewer(), seat_id)
    return _choose(stored.shift_id, stored.post_id, seat_id=seat_id)


@blueprint.post("/seats/<int:seat_id>/substitute")
@access(Permission.DUTY_MANAGE)
def substitute(seat_id: int) -> ResponseReturnValue:
    form, moment = SubstituteForm(), now()
    stored = duty_seats.seat_of(viewer(), seat_id)
    shift_id, post_id = stored.shift_id, stored.post_id
    return _change(
        form,
        lambda: duty_roster.substitute(
            seat_id,
            form.person_id,
            version=form.seen_version,
            override_reason=form.override_reason.data or "",
            by=viewer(),
            at=moment,
        ),
        lambda said: _choose(shift_id, post_id, seat_id=seat_id, said=said),
        _day_of(shift_id),
    )


@blueprint.post("/seats/<int:seat_id>/remove")
@access(Permission.DUTY_MANAGE)
def remove(seat_id: int) -> ResponseReturnValue:
    form, moment = SeatForm(), now()
    return _change(
        form,
        lambda: duty_roster.remove(
            seat_id, version=form.seen_version, reason=form.reason.data or "", by=viewer(), at=moment
        ),
        lambda said: _seat(seat_id, said=said),
        _day_of_seat(seat_id),
    )


@blueprint.post("/seats/<int:seat_id>/move")
@access(Permission.DUTY_MANAGE)
def move(seat_id: int) -> ResponseReturnValue:
    form, moment = SeatForm(), now()
    return _change(
        form,
        lambda: duty_roster.move(
            seat_id, whole(request.form.get("post")), version=form.seen_version, by=viewer(), at=moment
        ),
        lambda said: _seat(seat_id, said=said),
        _day_of_seat(seat_id),
    )


@blueprint.post("/seats/<int:seat_id>/roll-call")
@access(Permission.ROLL_CALL)
def call_the_roll(seat_id: int) -> ResponseReturnValue:
    moment = now()
    return _change(
        OnceForm(),
        lambda: duty_check_in.call_the_roll(seat_id, by=viewer(), at=moment),
        lambda said: _seat(seat_id, said=said),
        _day_of_seat(seat_id),
    )


@blueprint.post("/seats/<int:seat_id>/paper")
@access(Permission.ROLL_CALL)
def enter_from_paper(seat_id: int) -> ResponseReturnValue:
    form, moment = PaperForm(), now()
    shift = duty_seats.seat_of(viewer(), seat_id).shift
    zone_name = g.community.zone
    return _change(
        form,
        lambda: duty_check_in.enter_from_paper(
            seat_id, form.arrived_at(shift, zone_name), by=viewer(), at=moment
        ),
        lambda said: _seat(seat_id, said=said),
        _day_of_seat(seat_id),
    )


@blueprint.post("/seats/<int:seat_id>/let-go")
@access(Permission.DUTY_MANAGE)
def let_go(seat_id: int) -> ResponseReturnValue:
    """A leader signs somebody out before the relief has accepted, with the reason."""
    form, moment = LetGoForm(), now()
    return _change(
        form,
        lambda: duty_check_in.check_out(
            seat_id, by=viewer(), at=moment, override_reason=form.reason.data or ""
        ),
        lambda said: _seat(seat_id, said=said),
        _day_of_seat(seat_id),
    )


@blueprint.post("/shifts/<int:shift_id>/remind")
@access(Permission.DUTY_MANAGE)
def remind(shift_id: int) -> ResponseReturnValue:
    with unit_of_work():
        duty_roster.remind(shift_id, by=viewer(), at=now())
    return redirect(_back(_day_of(shift_id)), code=303)


def _change(
    form: FlaskForm,
    act: Callable[[], object],
    show: Callable[[str], ResponseReturnValue],
    fallback: str,
) -> ResponseReturnValue:
    """Act once, then back to where the button was; a refusal is said on the board, or on the page `show` makes."""
    if not form.validate_on_submit():
        return show("")
    try:
        with unit_of_work(once=submission(form.once.data, now())) as work:
            if not work.replayed:
                act()
    except NotFound:
        raise
    except RuleBroken as error:
        if wanted_fragment() == "board":
            return board.shown(why_not(error))
        g.refusal_status = 409 if isinstance(error, Conflict) else 422
        return show(why_not(error))
    return redirect(_back(fallback), code=303)


def _back(fallback: str) -> str:
    if wanted_fragment() == "board":
        return url_for("duty.board")
    return safe_path(request.form.get("back"), fallback)


def _day_of(shift_id: int) -> str:
    shift = duty_seats.shift_of(viewer(), shift_id)
    return url_for("duty.roster", day=shift.duty_date)


def _day_of_seat(seat_id: int) -> str:
    return _day_of(duty_seats.seat_of(viewer(), seat_id).shift_id)


def _choose(
    shift_id: int, post_id: int, *, seat_id: int | None = None, said: str = ""
) -> ResponseReturnValue:
    shift = duty_seats.shift_row(duty_seats.shift_of(viewer(), shift_id))
    post = duty_seats.post_of(viewer(), post_id)
    holder = rosters.one_seat(viewer(), seat_id, at=now()) if seat_id else None
    thresholds = terms.thresholds(g.community.id)
    query = request.args.get("q", "")[:60]
    kinds = terms.labels(g.community.id, "member_type", language())
    return page(
        "duty/choose_person.html",
        {"dialog-sheet": "duty/_choose_person.html", "candidates": "duty/_candidates.html"},
        shift=shift,
        post=post,
        holder=holder,
        rows=duty_candidates.for_seat(
            viewer(),
            shift,
            post_id,
            thresholds,
            q=query,
            member_type=holder.member_type if holder else "cadre",
        ),
        q=query,
        said=said,
        kinds=kinds,
        reasons=reasons,
        labels=shift_labels(),
        once=fresh_once(),
        back=safe_path(request.values.get("back"), url_for("duty.roster", day=shift.duty_date)),
        status=g.get("refusal_status", 422) if request.method == "POST" else 200,
    )


def _seat(seat_id: int, *, said: str = "") -> ResponseReturnValue:
    shown = rosters.one_seat(viewer(), seat_id, at=now())
    campaign = viewers.current_campaign(g.community.id, shown.shift.duty_date)
    day = shown.shift.duty_date
    return page(
        "duty/seat.html",
        {"dialog-sheet": "duty/_seat.html"},
        shown=shown,
        posts=duty_seats.posts_on(viewer(), campaign.id, day, day, at=now()),
        labels=shift_labels(),
        kinds=terms.labels(g.community.id, "member_type", language()),
        paper=PaperForm(formdata=None, once=fresh_once()),
        let_go=LetGoForm(formdata=None, once=fresh_once()),
        once=fresh_once(),
        running=shown.shift.runs_at(now()),
        said=said,
        back=safe_path(request.values.get("back"), url_for("duty.roster", day=day)),
        status=g.get("refusal_status", 422) if request.method == "POST" else 200,
    )
