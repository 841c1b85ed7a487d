"""/me/calendar: the own shifts by a private address, for the calendar of a phone. The address is the key: it shows
posts and hours of one person, and nothing of residents or colleagues."""

from __future__ import annotations

import re

from flask import Response, abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from teamhub.actions import duty_calendar as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.me.root import blueprint
from teamhub.documents.calendar import MEDIA_TYPE, CalendarEntry, calendar_feed
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.models.people import Person
from teamhub.queries import duty_calendar, terms
from teamhub.queries.duty_calendar import CalendarSeat
from teamhub.web.access import access, public, viewer
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/calendar")
@access(Permission.MY_DAY)
def calendar_page() -> Response:
    token = duty_calendar.token_of(duty_calendar.person_of(viewer())) if viewer().person_id else ""
    address = url_for("me.calendar", token=token, _external=True) if token else ""
    return page(
        "me/calendar.html",
        on_roster=viewer().person_id is not None,
        address=address,
        subscribe=re.sub(r"^https?:", "webcal:", address),
    )


@blueprint.post("/calendar")
@access(Permission.MY_DAY)
def renew_calendar() -> ResponseReturnValue:
    with unit_of_work():
        verbs.renew_calendar(by=viewer(), at=now())
    return see_other(url_for("me.calendar_page"))


@blueprint.post("/calendar/withdraw")
@access(Permission.MY_DAY)
def withdraw_calendar() -> ResponseReturnValue:
    with unit_of_work():
        verbs.withdraw_calendar(by=viewer(), at=now())
    return see_other(url_for("me.calendar_page"))


@blueprint.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> Response:
    """What a calendar application fetches, without a session."""
    try:
        owner = duty_calendar.owner_of(g.community.id, token)
    except NotFound:
        abort(404)
    tongue = "en" if owner.account is not None and owner.account.language == "en" else "zh_Hans_CN"
    with force_locale(tongue):
        feed = calendar_feed(
            gettext("Duty · %(community)s", community=g.community.title(tongue)),
            _entries(owner, tongue),
            language=tongue,
        )
    response = Response(feed, mimetype=MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="duty.ics"'
    return response


def _entries(owner: Person, tongue: str) -> list[CalendarEntry]:
    kinds = terms.labels(g.community.id, "shift_kind", tongue)
    return [_entry(seat, kinds.get(seat.kind, seat.kind)) for seat in duty_calendar.seats_of(owner, now())]


def _entry(seat: CalendarSeat, kind: str) -> CalendarEntry:
    if not seat.standing:
        about = gettext("This shift is no longer yours.")
    elif seat.confirmed:
        about = gettext("You have confirmed this shift.")
    else:
        about = gettext("Please confirm this shift in TeamHub.")
    return CalendarEntry(
        uid=f"seat-{seat.id}@{g.community.slug}.teamhub",
        revision=seat.revision,
        changed_at=seat.changed_at,
        starts_at=seat.starts_at,
        ends_at=seat.ends_at,
        title=f"{seat.post} · {kind}",
        place=seat.post,
        about=about,
        standing=seat.standing,
        confirmed=seat.confirmed,
    )
