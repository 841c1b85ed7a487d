"""What the pages of duty share."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, g, request
from flask_babel import gettext

from teamhub.actions.work import Once
from teamhub.domain.access import Permission
from teamhub.domain.attendance import Evidence, Missing, Standing
from teamhub.domain.errors import NotFound
from teamhub.models.campaigns import Campaign
from teamhub.queries import duty_clock, terms, viewers
from teamhub.queries.duty_seats import SeatRow
from teamhub.web import formats
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.language import language

blueprint = Blueprint("duty", __name__)


def zone() -> ZoneInfo:
    return ZoneInfo(g.community.zone)


def today() -> date:
    return now().astimezone(zone()).date()


def duty_day() -> date:
    """The duty date of the shift that runs; after midnight the night still belongs to the day before."""
    running = duty_clock.running_shift(g.community.id, now())
    return running.duty_date if running else today()


def campaign(day: date | None = None) -> Campaign:
    """The campaign of the day. Raises NotFound in a community without one."""
    return viewers.current_campaign(g.community.id, day or today())


def asked_day(name: str = "day") -> date:
    """The day in the address; the duty date of now without one. Raises NotFound for what is no day."""
    text = request.args.get(name)
    if not text:
        return duty_day()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


def fresh_once() -> str:
    """A key for the forms of one page."""
    return secrets.token_urlsafe(12)


def submission(key: str | None, at: datetime) -> Once | None:
    """The submission that this request carries, when its form has a key."""
    if not key:
        return None
    body = sorted((k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", "once"})
    return Once.of(viewer().account_id, key, [request.path, body], at)


def shift_labels() -> dict[str, str]:
    """Code -> label, asked once per answer."""
    found: dict[str, str] | None = g.get("shift_labels")
    if found is None:
        found = g.shift_labels = terms.labels(g.community.id, "shift_kind", language())
    return found


def may_manage() -> bool:
    return viewer().may(Permission.DUTY_MANAGE)


def may_call_the_roll() -> bool:
    return viewer().may(Permission.ROLL_CALL) or may_manage()


def standing_words(seat: SeatRow) -> tuple[str, str]:
    """How somebody stands, in a few words, and the tone of the chip."""
    if seat.left_early:
        return gettext("left %(time)s", time=formats.clock(seat.checked_out_at)), "soon"
    if seat.missing is not None:
        return missing_words(seat.missing, seat.minutes_missing)
    if seat.standing is Standing.LATE:
        return gettext("%(minutes)s min late", minutes=seat.minutes_late), "soon"
    if seat.standing is Standing.ABSENT:
        return gettext("came %(time)s after the start", time=formats.duration(seat.minutes_late)), "soon"
    return "", "idle" if seat.checked_out_at is not None else "done"


def missing_words(missing: Missing, minutes: int) -> tuple[str, str]:
    words = {
        Missing.NOT_DUE: ("", ""),
        Missing.DUE: (gettext("not here yet"), "idle"),
        Missing.LATE: (gettext("%(minutes)s min late", minutes=minutes), "soon"),
        Missing.ALERT: (gettext("%(minutes)s min late", minutes=minutes), "gap"),
        Missing.ABSENT: (gettext("absent"), "gap"),
    }
    return words[missing]


def evidence_words(evidence: Evidence) -> str:
    """How an arrival is known, said honestly."""
    words = {
        Evidence.ROTATING: gettext("rotating code"),
        Evidence.STATIC: gettext("poster code"),
        Evidence.ROLL_CALL: gettext("roll call"),
        Evidence.PAPER: gettext("from paper"),
        Evidence.PROXY: gettext("entered for them"),
        Evidence.TAP: gettext("tap, no code"),
    }
    return words[evidence]


@blueprint.context_processor
def words() -> dict[str, object]:
    if "viewer" not in g:
        return {}
    return {
        "standing_words": standing_words,
        "evidence_words": evidence_words,
        "may_manage": may_manage(),
        "may_call_the_roll": may_call_the_roll(),
    }
