"""/duty/check-in: the poster's code opens one button; the answer is one word at arm's length."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from teamhub.actions import duty_check_in as verbs
from teamhub.actions import duty_roster
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.duty.root import blueprint, fresh_once, shift_labels, submission
from teamhub.domain.access import Permission
from teamhub.domain.attendance import CheckInRefused, Evidence, Leaving, Standing, check_arrival_window
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.forms.duty import CheckInForm, OnceForm, whole
from teamhub.forms.duty_refusals import why_not
from teamhub.models.duty import DutyAssignment, Post
from teamhub.queries import duty_codes, duty_my_day, duty_seats, terms
from teamhub.queries.duty_codes import CodeRefused
from teamhub.queries.duty_my_day import MySeat
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.errors import answer
from teamhub.web.outbox import happened_at, replayable, sent_later
from teamhub.web.page import page, see_other

log = logging.getLogger("teamhub.duty")


class WrongPlace(RuleBroken):
    """wrong_post | not_assigned"""


@dataclass(frozen=True)
class Advice:
    """What went wrong, and what to do about it."""

    said: str
    todo: str


@blueprint.get("/check-in")
@access(Permission.DUTY_CHECK_IN)
def check_in() -> ResponseReturnValue:
    """`?post=&token=` from a poster, `?code=` typed from it; without either, where to look."""
    if not request.args:
        return page("duty/check_in_code.html")
    try:
        post = _post_of_code()
        seat = _seat_at(post)
    except RuleBroken as error:
        return _refused(error)
    shown = duty_my_day.seat_shown(viewer(), seat, now())
    if shown.arrived_at is not None:
        return see_other(url_for("duty.checked_in", seat_id=seat.id))
    token = _token_for_press(post)
    form = CheckInForm(formdata=None, seat=str(seat.id), post=str(post.id), token=token, once=fresh_once())
    return page("duty/check_in.html", form=form, seat=shown, labels=shift_labels())


@blueprint.post("/check-in")
@access(Permission.DUTY_CHECK_IN)
@replayable
def arrive() -> ResponseReturnValue:
    """With a valid code of the seat's own post the evidence is that code's, without any code a tap."""
    form, moment = CheckInForm(), now()
    if not form.validate_on_submit():
        raise NotFound
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                evidence, came = _evidence(form)
                verbs.check_in(form.seat_id, evidence=evidence, by=viewer(), at=moment, arrived_at=came)
    except (WrongPlace, CodeRefused) as error:
        with unit_of_work():
            verbs.note_refused(error.code, _own_post_id(form.post_id), by=viewer(), at=moment)
        return _refused(error)
    except RuleBroken as error:
        return _refused(error)
    return see_other(url_for("duty.checked_in", seat_id=form.seat_id))


@blueprint.get("/check-in/<int:seat_id>")
@access(Permission.DUTY_CHECK_IN)
def checked_in(seat_id: int) -> ResponseReturnValue:
    """The word, read at arm's length, and what to do now."""
    seat = _own(seat_id)
    shown = duty_my_day.seat_shown(viewer(), seat, now())
    if shown.arrived_at is None:
        raise NotFound
    takes_over = duty_my_day.my_day(viewer(), now())
    return page(
        "duty/checked_in.html",
        seat=shown,
        labels=shift_labels(),
        late=shown.standing is Standing.LATE,
        absent=shown.standing is Standing.ABSENT,
        day=takes_over,
    )


@blueprint.errorhandler(404)
def elsewhere(error: HTTPException) -> ResponseReturnValue:
    """A poster of a community that the reader is not in says so, and nothing more about that community."""
    if request.endpoint != "duty.check_in" or "viewer" in g:
        return answer(404)
    return answer(
        404,
        gettext("This poster belongs to a community that you do not work in. Scan the one at your own post."),
    )


@blueprint.post("/check-out/<int:seat_id>")
@access(Permission.DUTY_CHECK_IN)
def check_out(seat_id: int) -> ResponseReturnValue:
    form, moment = OnceForm(), now()
    if not form.validate_on_submit():
        raise NotFound
    try:
        with unit_of_work(once=submission(form.once.data, moment)) as work:
            if not work.replayed:
                left = verbs.check_out(seat_id, by=viewer(), at=moment)
                work.reply["early"] = left.minutes if left.leaving is Leaving.LEFT_EARLY else 0
    except RuleBroken as error:
        return answer(422, why_not(error))
    return see_other(url_for("duty.checked_out", seat_id=seat_id))


@blueprint.get("/check-out/<int:seat_id>")
@access(Permission.DUTY_CHECK_IN)
def checked_out(seat_id: int) -> ResponseReturnValue:
    seat = _own(seat_id)
    shown = duty_my_day.seat_shown(viewer(), seat, now())
    if shown.checked_out_at is None:
        raise NotFound
    day = duty_my_day.my_day(viewer(), now())
    return page("duty/checked_out.html", seat=shown, labels=shift_labels(), upcoming=day.seat)


@blueprint.post("/seats/<int:seat_id>/confirm")
@access(Permission.DUTY_CHECK_IN)
def confirm(seat_id: int) -> ResponseReturnValue:
    with unit_of_work():
        duty_roster.confirm(seat_id, by=viewer(), at=now())
    return see_other(url_for("me.show"))


def _own(seat_id: int) -> DutyAssignment:
    """Raises NotFound for the seat of somebody else."""
    seat = duty_seats.seat_of(viewer(), seat_id)
    if seat.person_id != viewer().person_id:
        raise NotFound
    return seat


def _token_for_press(post: Post) -> str:
    """What the button sends: the poster's own token, or the proof that a renewed code was scanned just now."""
    if duty_codes.is_stamped(request.args.get("token", "")):
        return duty_codes.scan_proof(post, viewer().person_id or 0, now())
    return duty_codes.poster_token(post.community_id, post.id, post.key)


def _post_of_code() -> Post:
    """The post that the scanned or typed code belongs to. Raises CodeRefused."""
    if "code" in request.args:
        post = duty_codes.post_of_typed_code(viewer(), request.args["code"])
        if post is None:
            raise CodeRefused("code_forged")
        return post
    post, token = _asked_post(whole(request.args.get("post"))), request.args.get("token", "")
    if duty_codes.is_stamped(token):
        duty_codes.check_shown_code(post, token, now())
    elif not duty_codes.is_poster_of(post, token):
        raise CodeRefused("code_forged")
    return post


def _asked_post(post_id: int) -> Post:
    """A code names its post; one of another community is as good as forged. Raises CodeRefused."""
    try:
        return duty_seats.post_of(viewer(), post_id)
    except NotFound:
        raise CodeRefused("code_forged") from None


def _seat_at(post: Post) -> DutyAssignment:
    """The viewer's seat at this post now. Raises WrongPlace, CheckInRefused."""
    seats = duty_my_day.seats_here(viewer(), now())
    thresholds = terms.thresholds(g.community.id)
    here = [seat for seat in seats if seat.post_id == post.id]
    refused: RuleBroken = WrongPlace("not_assigned")
    for seat in here:
        try:
            check_arrival_window(seat.shift.starts_at, seat.shift.ends_at, now(), thresholds)
        except CheckInRefused as error:
            refused = error
        else:
            return seat
    for seat in seats:
        if seat.shift.starts_at <= now() < seat.shift.ends_at:
            raise WrongPlace("wrong_post", post=seat.post.name)
    raise refused


def _evidence(form: CheckInForm) -> tuple[Evidence, datetime | None]:
    """What shows the arrival, and when it was if it is sent later. Raises CodeRefused, and WrongPlace when there is a
    code and it is not that of the seat's post."""
    token, came = form.token.data, happened_at()
    if not token:
        return Evidence.TAP, came
    post, renewed = _asked_post(form.post_id), duty_codes.is_stamped(token)
    me = viewer().person_id or 0
    if renewed and came is not None:
        came = duty_codes.arrived_by_proof(post, token, me, came)
    elif renewed:
        duty_codes.check_scan_proof(post, token, me, now())
    elif not duty_codes.is_poster_of(post, token):
        raise CodeRefused("code_forged")
    seat = _own(form.seat_id)
    if seat.post_id != post.id:
        raise WrongPlace("wrong_post", post=seat.post.name)
    return Evidence.ROTATING if renewed else Evidence.STATIC, came


def _own_post_id(post_id: int) -> int | None:
    try:
        return duty_seats.post_of(viewer(), post_id).id
    except NotFound:
        return None


def _refused(error: RuleBroken) -> ResponseReturnValue:
    log.warning(
        "check-in refused: %s, community %s, account %s", error.code, g.community.id, viewer().account_id
    )
    if sent_later():
        return answer(422, why_not(error))
    upcoming = duty_my_day.my_day(viewer(), now()).seat
    advice = Advice(why_not(error), _todo(error, upcoming))
    return page("duty/check_in_refused.html", advice=advice, seat=upcoming, labels=shift_labels(), status=422)


def _todo(error: RuleBroken, upcoming: MySeat | None) -> str:
    if isinstance(error, CheckInRefused) and error.code == "check_in_too_early":
        opens_at = error.values["opens_at"]
        return gettext("Come back from %(time)s on.", time=formats.moment(opens_at))  # type: ignore[arg-type]  # a moment
    if error.code == "not_assigned":
        return gettext("Stay, and ask your leader to put you on the roster here; then scan again.")
    if error.code == "wrong_post":
        return gettext("Go there and scan its poster, or ask your leader to move you here.")
    if error.code == "code_over":
        return gettext("Scan the code again that the screen shows now.")
    if error.code == "code_forged":
        return gettext("Ask the people at the post for the new poster, or check in on your own day.")
    return gettext("Ask your leader to enter your arrival by roll call.") if upcoming is None else ""
