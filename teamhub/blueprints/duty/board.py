"""/duty: the live board. It is asked again and again, so it answers 304 while nothing has changed."""

from __future__ import annotations

from flask import Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.blueprints.duty.root import blueprint, campaign, fresh_once, shift_labels, zone
from teamhub.domain.access import Permission
from teamhub.domain.gaps import GapKind
from teamhub.queries import duty_board, duty_confirmations, duty_coverage, terms, viewers
from teamhub.queries.duty_board import GapRow
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.frame import Toast, Tone
from teamhub.web.language import language
from teamhub.web.page import conditional, page, wanted_fragment

GAPS_SHOWN = 12


@blueprint.get("")
@access(Permission.DUTY_VIEW)
def board() -> ResponseReturnValue:
    moment = now()
    mark = "-".join(
        str(part)
        for part in (
            "board",
            wanted_fragment() or "page",
            viewers.journal_head(g.community.id),
            int(moment.timestamp()) // 60,
            language(),
            viewer().account_id,
        )
    )
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    return conditional(shown(), version=mark)


def shown(said: str = "") -> Response:
    """The board as of now; `said`: why something was not done."""
    moment = now()
    found = duty_board.board(viewer(), campaign(), zone(), moment)
    if said:
        g.toasts = [*g.get("toasts", ()), Toast(said, Tone.GAP)]
    return page(
        "duty/board.html",
        {"board": "duty/_board.html"},
        fragment=wanted_fragment() == "board",
        board=found,
        strips=duty_coverage.next_day(viewer(), [card.post for card in found.cards], moment),
        moment=moment,
        labels=shift_labels(),
        gap_words=gap_words,
        gaps=found.gaps[:GAPS_SHOWN],
        more_gaps=max(0, len(found.gaps) - GAPS_SHOWN),
        queue_target=terms.thresholds(g.community.id).queue_target_minutes,
        address=address,
        once=fresh_once(),
        to_confirm=duty_confirmations.told_only(g.community.id, moment)
        if viewer().may(Permission.ROLL_CALL)
        else 0,
    )


def gap_words(row: GapRow) -> tuple[str, str, str, str]:
    """Word, tone, what besides, how long: one line of the worklist."""
    gap, time = row.gap, formats.duration(row.gap.minutes)
    until = gettext("in %(time)s", time=time)
    if gap.kind is GapKind.EMPTY_POST:
        held = ngettext(
            "one of the shift before has not checked out",
            "%(num)s of the shift before have not checked out",
            row.held_over,
        )
        named = row.seat.name if row.seat and len(gap.seat_ids) == 1 else ""
        return gettext("nobody on post"), "gap", held if row.held_over else named, time
    if gap.kind is GapKind.SEAT_OPEN:
        seats = row.post.seats if row.post else gap.people
        return short(gap.people), "gap", gettext("at least %(seats)s", seats=seats), time
    if gap.kind is GapKind.NOT_ARRIVED:
        return gettext("not arrived"), "gap", row.seat.name if row.seat else "", time
    if gap.kind is GapKind.NEXT_SEAT_OPEN:
        return short(gap.people), "soon", starts(row), until
    if gap.kind is GapKind.RELIEF_ABSENT_BEFORE:
        name = row.seat.name if row.seat else ""
        return gettext("relief was absent last time"), "soon", name, until
    if gap.kind is GapKind.TOO_LONG_ON_POST:
        return gettext("too long on post"), "soon", row.seat.name if row.seat else "", time
    silent = ngettext("one relief not confirmed", "%(num)s reliefs not confirmed", gap.people)
    return silent, "soon", starts(row), until


def short(people: int) -> str:
    return gettext("%(people)s short", people=people)


def starts(row: GapRow) -> str:
    label = shift_labels().get(row.shift.kind, row.shift.kind)
    return gettext("%(shift)s from %(time)s", shift=label, time=formats.clock(row.shift.starts_at))


def address(endpoint: str, permission: str) -> str:
    """Another subject's page, when it is there and the reader may open it."""
    if endpoint not in current_app.view_functions or not viewer().may(Permission(permission)):
        return ""
    return url_for(endpoint)
