"""/<community>/me: my post, the one next action, and what else waits for me."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.domain.access import Permission
from teamhub.domain.attendance import Missing, Standing, check_in_opens
from teamhub.domain.duty_steps import Step
from teamhub.queries import (
    care,
    duty_changes,
    duty_leaves,
    duty_musters,
    duty_my_day,
    notices,
    terms,
    testing,
    testing_home,
    viewers,
    walk_ups,
)
from teamhub.queries.duty_my_day import MyDay, MySeat
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import conditional, page, wanted_fragment
from teamhub.web.privacy import remind

blueprint = Blueprint("me", __name__)


@blueprint.get("")
@access(Permission.MY_DAY)
def show() -> ResponseReturnValue:
    moment = now()
    head = viewers.journal_head(g.community.id)
    mark = f"me-{head}-{int(moment.timestamp()) // 60}-{language()}-{viewer().account_id}"
    if wanted_fragment() and request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    if not wanted_fragment():
        remind(viewer())
    day = duty_my_day.my_day(viewer(), moment)
    labels = terms.many(g.community.id, ("shift_kind", "deed_category", "vulnerable_category"))
    asks_me = viewer().person_id is not None
    answer = page(
        "me/show.html",
        {"my-day": "me/_my_day.html"},
        fragment=wanted_fragment() == "my-day",
        moment=moment,
        day=day,
        Step=Step,
        shift_labels={c: t.label(language()) for c, t in labels["shift_kind"].items()},
        category_labels={c: t.label(language()) for c, t in labels["deed_category"].items()},
        group_labels={c: t.label(language()) for c, t in labels["vulnerable_category"].items()},
        state=seat_words(day) if day.seat else ("", "idle"),
        running=bool(day.seat and day.seat.shift.runs_at(moment)),
        opens_at=_opens_at(day.seat) if day.seat else None,
        once=secrets.token_urlsafe(12),
        asks=duty_changes.waiting_for(viewer(), moment) if asks_me else [],
        decisions=duty_leaves.waiting_count(viewer(), moment),
        musters=duty_musters.calling(viewer()),
        directives=notices.waiting_for(viewer()),
        doors=duty_my_day.door_tasks(viewer(), moment) if asks_me else [],
        requests=duty_my_day.request_tasks(viewer(), moment) if asks_me else [],
        sessions=testing.my_sessions(viewer(), moment) if viewer().may(Permission.TESTING_RECORD) else [],
        residents=care.mine(viewer(), moment, language()),
        samples=_samples_left(moment),
        volunteers=walk_ups.how_many_wait(viewer()),
        door_url=address("doors.index"),
        request_url=request_address,
    )
    return conditional(answer, version=mark) if wanted_fragment() else answer


def _samples_left(moment: datetime) -> tuple[int, int]:
    """(samples at home that I have still to take today, of how many)."""
    if not viewer().may(Permission.TESTING_RECORD):
        return 0, 0
    return testing_home.waiting_for(viewer(), moment, ZoneInfo(g.community.zone))


def seat_words(day: MyDay) -> tuple[str, str]:
    """How I stand at the seat, in one line, and its tone."""
    seat = day.seat
    assert seat is not None  # asked for with a seat only
    if seat.checked_out_at is not None:
        return gettext("Checked out %(time)s", time=formats.clock(seat.checked_out_at)), "idle"
    if seat.arrived_at is not None:
        return _arrived_words(seat, day.step)
    if seat.missing is Missing.NOT_DUE:
        return _before_words(seat)
    if seat.missing is Missing.DUE:
        return gettext("Not checked in yet"), "soon"
    return gettext("Not checked in, %(minutes)s min late", minutes=seat.minutes_missing), "gap"


def _arrived_words(seat: MySeat, step: Step) -> tuple[str, str]:
    signed = gettext("Checked in %(time)s", time=formats.clock(seat.arrived_at))
    if step is Step.WAIT:
        return gettext("Handover offered, waiting for the relief"), "soon"
    if step is Step.TAKE_OVER:
        return gettext("%(signed)s, take over now", signed=signed), "soon"
    if seat.standing in (Standing.LATE, Standing.ABSENT):
        return gettext("%(signed)s, %(minutes)s min late", signed=signed, minutes=seat.minutes_late), "soon"
    return signed, "done"


def _before_words(seat: MySeat) -> tuple[str, str]:
    if seat.confirmed_at is not None:
        return gettext("Confirmed"), "done"
    if seat.reminded_at is not None:
        return gettext("Your leader asks you to confirm"), "soon"
    return gettext("Check in from %(time)s on", time=formats.clock(_opens_at(seat))), "idle"


def _opens_at(seat: MySeat) -> datetime:
    return check_in_opens(seat.shift.starts_at, terms.thresholds(g.community.id))


def address(endpoint: str) -> str:
    """The address of another subject's page, empty while there is none or the reader may not open it."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def request_address(request_id: int) -> str:
    """Where a request is seen to."""
    endpoint = "requests.show"
    return url_for(endpoint, request_id=request_id) if endpoint in current_app.view_functions else ""
