"""/testing/rounds/N/queues: every site on one page, with what will come of its queue."""

from __future__ import annotations

import secrets

from flask import Response, g, request
from flask_babel import gettext

from teamhub.blueprints.testing.advice import residents_notice
from teamhub.blueprints.testing.root import asked_round, blueprint
from teamhub.domain.access import Permission
from teamhub.domain.queue_advice import Kind
from teamhub.domain.queue_forecasts import Outlook as Word
from teamhub.domain.queue_forecasts import Range, Unknown
from teamhub.models.testing import TestingRound
from teamhub.queries import pool_alerts, tally, terms, testing, testing_advice, testing_forecast, viewers
from teamhub.queries.testing_advice import AcceptedMove, MoveLine
from teamhub.queries.testing_forecast import Outlook
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import conditional, page, wanted_fragment

AHEAD = (0, 30, 60)


@blueprint.get("/rounds/<int:number>/queues")
@access(Permission.TESTING_VIEW)
def queues(number: int) -> Response:
    """Asked again and again by the pages that are open: 304 until something is noted or the minute ends."""
    mark = _mark("queues", number)
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    return conditional(_queues(asked_round(number)), version=mark)


@blueprint.get("/rounds/<int:number>/screen")
@access(Permission.TESTING_VIEW)
def screen(number: int) -> Response:
    """The same on the wall, read from four metres, without names."""
    mark = _mark("queue-screen", number)
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    return conditional(_screen(asked_round(number)), version=mark)


def _mark(what: str, number: int) -> str:
    return "-".join(
        str(part)
        for part in (
            what,
            number,
            wanted_fragment() or "page",
            viewers.journal_head(g.community.id),
            int(now().timestamp()) // 60,
            language(),
            viewer().account_id,
        )
    )


def _screen(held: TestingRound) -> Response:
    moment = now()
    found = testing_forecast.outlooks(held, testing_forecast.running(held), moment)
    figures = tally.parts(g.community.id, tally.day_of(g.community.id, held.starts_at), moment)
    counted = next((r for r in figures.testing.rounds if r.number == held.number), None)
    return page(
        "testing/screen.html",
        {"screen": "testing/_screen.html"},
        number=held.number,
        rows=sorted(found, key=urgency),
        tested=counted.tested if counted else 0,
        eligible=counted.eligible if counted else sum(testing.eligible_of(held.id).values()),
        breaking=sum(row.forecast is not None and row.forecast.outlook is Word.BREAKS for row in found),
        moves=testing_advice.accepted(viewer(), held),
        tubes=pool_alerts.open_tubes(held.id),
        move_words=move_words,
        words=outlook_words,
        unknown=unknown_words,
        target=terms.thresholds(g.community.id).queue_target_minutes,
        pools=terms.labels(g.community.id, "member_type", language()),
        moment=moment,
    )


def _queues(held: TestingRound) -> Response:
    moment = now()
    found = testing_forecast.outlooks(held, testing_forecast.running(held), moment)
    leads = viewer().may(Permission.TESTING_MANAGE)
    return page(
        "testing/queues.html",
        {"queues": "testing/_queues.html"},
        number=held.number,
        advice=testing_advice.advice(held, found, moment) if leads else None,
        urgent=any(row.forecast is not None and row.forecast.outlook is not Word.HOLDS for row in found),
        moves=testing_advice.accepted(viewer(), held),
        move_words=move_words,
        residents_notice=residents_notice,
        leads=leads,
        seen=testing_advice.last_move(held),
        once=secrets.token_urlsafe(16),
        rows=sorted(found, key=urgency),
        ahead=AHEAD,
        words=outlook_words,
        unknown=unknown_words,
        spread=spread,
        target=terms.thresholds(g.community.id).queue_target_minutes,
        pools=terms.labels(g.community.id, "member_type", language()),
        moment=moment,
    )


def urgency(row: Outlook) -> tuple[int, float, str]:
    """Sites whose target breaks first, then those whose queue nobody has looked at, then the others."""
    if row.forecast is not None:
        return (
            {Word.BREAKS: 0, Word.MAY_BREAK: 1, Word.HOLDS: 3}[row.forecast.outlook],
            -row.forecast.over,
            "",
        )
    return (2 if row.look_due else 4), 0.0, row.session.site


def outlook_words(row: Outlook) -> tuple[str, str]:
    """What the page says of the target, and its tone."""
    assert row.forecast is not None
    return {
        Word.HOLDS: (gettext("the target holds"), "done"),
        Word.MAY_BREAK: (gettext("the target may be missed"), "soon"),
        Word.BREAKS: (gettext("the target will be missed"), "gap"),
    }[row.forecast.outlook]


def move_words(row: MoveLine | AcceptedMove) -> str:
    kind = row.move.kind if isinstance(row, MoveLine) else row.kind
    return {
        Kind.CALL: gettext("%(site)s: call house by house", site=row.site),
        Kind.SPLIT: gettext(
            "%(site)s: send a part of the houses to %(other)s", site=row.site, other=row.other
        ),
        Kind.OPEN: gettext("%(site)s: open one more desk", site=row.site),
        Kind.SHIFT: gettext("%(site)s: a desk from %(other)s", site=row.site, other=row.other),
    }[kind]


def unknown_words(why: Unknown) -> str:
    return {
        Unknown.NOT_OPEN: gettext("not open yet"),
        Unknown.ON_BREAK: gettext("on a break"),
        Unknown.TOO_LITTLE: gettext("not enough data yet"),
        Unknown.LOOK_TOO_OLD: gettext("no look at the queue for too long"),
    }[why]


def spread(minutes: Range) -> str:
    """The likeliest value, and between which four mornings of five lie."""
    likely, least, most = (round(value) for value in (minutes.likely, minutes.least, minutes.most))
    return str(likely) if least == most else f"{likely} ({least}–{most})"
