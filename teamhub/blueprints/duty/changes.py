"""/duty/changes: leave, substitution and swap: asked by members, agreed to by colleagues, decided by leaders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from teamhub.actions import duty_changes as verbs
from teamhub.actions import duty_leave
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from teamhub.domain.seat_changes import ChangeKind, ChangeState, LeaveState
from teamhub.forms.duty_changes import CHOOSE, AnswerForm, ChangeForm, LeaveForm
from teamhub.forms.duty_refusals import why_not
from teamhub.queries import duty_changes, duty_leaves, terms
from teamhub.queries.duty_seats import shift_row
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.frame import Toast, Tone
from teamhub.web.language import language
from teamhub.web.page import page, see_other

CHANGE_WORDS = {
    ChangeState.ASKED: (lazy_gettext("waits for the colleague"), "soon"),
    ChangeState.AGREED: (lazy_gettext("agreed, a leader decides"), "going"),
    ChangeState.APPROVED: (lazy_gettext("approved, on the roster"), "done"),
    ChangeState.DECLINED: (lazy_gettext("the colleague cannot"), "void"),
    ChangeState.REFUSED: (lazy_gettext("not approved"), "void"),
    ChangeState.WITHDRAWN: (lazy_gettext("withdrawn"), "void"),
}
LEAVE_WORDS = {
    LeaveState.ASKED: (lazy_gettext("waits for a leader"), "soon"),
    LeaveState.AWAY: (lazy_gettext("approved"), "done"),
    LeaveState.OVER: (lazy_gettext("over"), "idle"),
    LeaveState.BACK: (lazy_gettext("back"), "idle"),
    LeaveState.REFUSED: (lazy_gettext("not approved"), "void"),
    LeaveState.WITHDRAWN: (lazy_gettext("withdrawn"), "void"),
}
LAPSED = (lazy_gettext("the shift began, nothing changed"), "void")


@blueprint.get("/changes")
@access(Permission.MY_DAY)
def changes() -> ResponseReturnValue:
    return _page()


def _page(said: str = "", status: int = 200) -> Response:
    who, at = viewer(), now()
    if said:
        g.toasts = [*g.get("toasts", ()), Toast(said, Tone.GAP)]
    return page(
        "duty/changes.html",
        asks_me=duty_changes.waiting_for(who, at),
        to_decide=duty_changes.to_decide(who, at),
        leaves_to_decide=duty_leaves.to_decide(who, at),
        away=duty_leaves.away_now(who, at),
        mine=duty_changes.mine(who, at),
        my_leaves=duty_leaves.mine(who, at),
        on_roster=who.person_id is not None,
        labels=shift_labels(),
        reasons=terms.labels(g.community.id, "leave_reason", language()),
        change_words=CHANGE_WORDS,
        leave_words=LEAVE_WORDS,
        lapsed=LAPSED,
        Kind=ChangeKind,
        State=ChangeState,
        LeaveState=LeaveState,
        once=fresh_once(),
        status=status,
    )


@blueprint.get("/seats/<int:seat_id>/change")
@access(Permission.MY_DAY)
def ask_change(seat_id: int) -> ResponseReturnValue:
    """Who could take the own seat, and whose seat could be exchanged for it."""
    return _ask_page(seat_id, ChangeForm(formdata=None, once=fresh_once()))


def _ask_page(seat_id: int, form: ChangeForm, status: int = 200) -> Response:
    seat, at = duty_changes.own_seat(viewer(), seat_id), now()
    thresholds = terms.thresholds(g.community.id)
    return page(
        "duty/ask_change.html",
        form=form,
        seat=seat,
        shift=shift_row(seat.shift),
        takers=duty_changes.substitutes_for(viewer(), seat, thresholds),
        swaps=duty_changes.swaps_for(viewer(), seat, thresholds, at),
        asked=duty_changes.open_change_of(seat.id) is not None,
        labels=shift_labels(),
        status=status,
    )


@blueprint.post("/seats/<int:seat_id>/change")
@access(Permission.MY_DAY)
def send_change(seat_id: int) -> ResponseReturnValue:
    form, moment = ChangeForm(), now()
    if not form.validate_on_submit():
        return _ask_page(seat_id, form, 422)
    if form.chosen is None:
        form.colleague.errors = [CHOOSE]
        return _ask_page(seat_id, form, 422)
    kind, chosen = form.chosen
    act = verbs.ask_swap if kind is ChangeKind.SWAP else verbs.ask_substitute
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                act(seat_id, chosen, form.note.data or "", by=viewer(), at=moment)
    except NotFound:
        raise
    except RuleBroken as refused:
        form.form_errors.append(why_not(refused))
        return _ask_page(seat_id, form, 422)
    return see_other(url_for("duty.changes"))


@blueprint.post("/changes/<int:change_id>/answer")
@access(Permission.MY_DAY)
def answer_change(change_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    return _settled(
        form,
        lambda at: verbs.answer(change_id, agrees=form.agrees, version=form.seen_version, by=viewer(), at=at),
    )


@blueprint.post("/changes/<int:change_id>/withdraw")
@access(Permission.MY_DAY)
def withdraw_change(change_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    return _settled(form, lambda at: verbs.withdraw(change_id, version=form.seen_version, by=viewer(), at=at))


@blueprint.post("/changes/<int:change_id>/decide")
@access(Permission.ROLL_CALL)
def decide_change(change_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    return _settled(
        form,
        lambda at: verbs.decide(
            change_id,
            approves=form.agrees,
            reason=form.reason.data or "",
            version=form.seen_version,
            by=viewer(),
            at=at,
        ),
    )


@blueprint.get("/leave/new")
@access(Permission.MY_DAY)
def new_leave() -> ResponseReturnValue:
    """Filled with the next own shift, which is what most want to be freed from."""
    moment, person = now(), viewer().person_id
    ahead = duty_leaves.shifts_in(person, moment, moment + duty_changes.AHEAD) if person else []
    times = {}
    if ahead:
        local = ZoneInfo(g.community.zone)
        times = {
            "starts": ahead[0].shift.starts_at.astimezone(local),
            "ends": ahead[0].shift.ends_at.astimezone(local),
        }
    return _leave_page(LeaveForm(formdata=None, once=fresh_once(), **times))


def _leave_page(form: LeaveForm, status: int = 200) -> Response:
    form.offer(terms.choices(g.community.id, "leave_reason", language()))
    return page("duty/leave.html", form=form, status=status)


@blueprint.post("/leave/new")
@access(Permission.MY_DAY)
def ask_leave() -> ResponseReturnValue:
    form, moment = LeaveForm(), now()
    form.offer(terms.choices(g.community.id, "leave_reason", language()))
    if not form.validate_on_submit():
        return _leave_page(form, 422)
    starts, ends = form.span(g.community.zone)
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                duty_leave.ask_leave(
                    starts, ends, form.reason.data or "", form.note.data or "", by=viewer(), at=moment
                )
    except NotFound:
        raise
    except RuleBroken as refused:
        form.form_errors.append(why_not(refused))
        return _leave_page(form, 422)
    return see_other(url_for("duty.changes"))


@blueprint.post("/leave/<int:leave_id>/decide")
@access(Permission.ROLL_CALL)
def decide_leave(leave_id: int) -> ResponseReturnValue:
    form = AnswerForm(version="0")
    return _settled(
        form, lambda at: duty_leave.decide_leave(leave_id, approves=form.agrees, by=viewer(), at=at)
    )


@blueprint.post("/leave/<int:leave_id>/withdraw")
@access(Permission.MY_DAY)
def withdraw_leave(leave_id: int) -> ResponseReturnValue:
    return _settled(AnswerForm(), lambda at: duty_leave.withdraw_leave(leave_id, by=viewer(), at=at))


@blueprint.post("/leave/<int:leave_id>/back")
@access(Permission.MY_DAY)
def come_back(leave_id: int) -> ResponseReturnValue:
    return _settled(AnswerForm(), lambda at: duty_leave.come_back(leave_id, by=viewer(), at=at))


def _settled(form: AnswerForm, act: Callable[[datetime], Any]) -> ResponseReturnValue:
    """Does it; what a rule says against it stands above the list as it is now."""
    moment = now()
    if not form.validate_on_submit():
        return _page(str(lazy_gettext("This form was not complete. Look at the list and try again.")), 422)
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                act(moment)
    except (NotFound, NotAllowed):
        raise
    except Conflict as stale:
        return _page(why_not(stale), 409)
    except RuleBroken as refused:
        return _page(why_not(refused), 422)
    return see_other(url_for("duty.changes"))
