"""Moves that shorten a queue, accepted and taken back from the page of the queues."""

from __future__ import annotations

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.actions import queue_moves as verbs
from teamhub.actions.notices import NoticeFacts
from teamhub.actions.queue_moves import MoveRefused, MoveTold
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.testing.root import asked_round, blueprint, keyed
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.domain.queue_advice import Kind, Move
from teamhub.queries import testing, testing_advice
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import clock
from teamhub.web.frame import Tone
from teamhub.web.page import see_other


@blueprint.post("/rounds/<int:number>/moves")
@access(Permission.TESTING_MANAGE)
def accept_moves(number: int) -> ResponseReturnValue:
    """One move or all of an advice, in one go: all are carried out or none."""
    held, moment = asked_round(number), now()
    tokens = request.form.getlist("move")
    body = {"moves": tokens}
    try:
        with unit_of_work(once=keyed(f"moves:{held.id}", request.form.get("once"), body, moment)) as work:
            if not work.replayed:
                made = verbs.accept_all(
                    held.id,
                    [_move(token) for token in tokens],
                    seen=_number(request.form.get("seen", "")),
                    words=notice_words,
                    by=viewer(),
                    at=moment,
                )
                work.reply.update(moves=len(made))
    except RuleBroken as refused:
        toasts.tell(errors.sentence(refused), tone=Tone.GAP)
        return see_other(url_for("testing.queues", number=number))
    toasts.tell(
        ngettext(
            "The move is under way, those concerned are told",
            "%(num)d moves are under way, those concerned are told",
            work.reply["moves"],
        )
    )
    return see_other(url_for("testing.queues", number=number, _anchor="moves"))


@blueprint.post("/moves/<int:move_id>/undo")
@access(Permission.TESTING_MANAGE)
def undo_move(move_id: int) -> ResponseReturnValue:
    with unit_of_work():
        made = verbs.undo(move_id, by=viewer(), at=now())
        number = testing.round_for(viewer(), made.round_id).number
    toasts.tell(gettext("The move is taken back"))
    return see_other(url_for("testing.queues", number=number, _anchor="moves"))


def _move(token: str) -> Move:
    """kind:site:other:percent, as the page sent it. Raises MoveRefused for anything else."""
    kind, *numbers = token.split(":")
    told = [_number(n) for n in numbers]
    if kind not in set(Kind) or len(told) != 3 or min(told) < 0:
        raise MoveRefused("move_unknown")
    return Move(Kind(kind), told[0], told[1], told[2] / 100)


def _number(text: str) -> int:
    """-1 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def notice_words(told: MoveTold) -> NoticeFacts:
    """What those concerned read on their phones."""
    title = {
        Kind.OPEN: gettext("A further desk opens at %(site)s", site=told.site),
        Kind.SHIFT: gettext("A desk moves from %(other)s to %(site)s", other=told.other, site=told.site),
        Kind.CALL: gettext("%(site)s calls house by house", site=told.site),
        Kind.SPLIT: gettext("Part of %(site)s goes to %(other)s", site=told.site, other=told.other),
    }[told.kind]
    by_when = gettext("From %(time)s on.", time=clock(told.takes_effect_at))
    body = {
        Kind.OPEN: gettext("Be at the site and ready by then; the entry desk makes room for a second line."),
        Kind.SHIFT: gettext("Be at the site and ready by then; who stays behind tells the queue."),
        Kind.CALL: gettext("Let in who is called; who comes early waits aside."),
        Kind.SPLIT: gettext("Send who comes from these houses on; the other site expects them."),
    }[told.kind]
    return NoticeFacts(title, g.community.name, f"{by_when} {body}\n\n{residents_notice(told)}".strip())


def residents_notice(told: MoveTold | testing_advice.AcceptedMove) -> str:
    """To be copied into the residents' group; empty where residents are asked nothing."""
    between = gettext(", ")
    if told.kind is Kind.CALL:
        lines = [f"{clock(at)}　{gettext(', ').join(houses)}" for at, houses in told.asked]
        return "\n".join(
            [gettext("[%(site)s] Please come down when your house is called:", site=told.site), *lines]
        )
    if told.kind is Kind.SPLIT:
        houses = [name for _, names in told.asked for name in names]
        return gettext(
            "[%(site)s] Residents of %(houses)s: please go to %(other)s instead, the queue there is short.",
            site=told.site,
            houses=between.join(houses),
            other=told.other,
        )
    return ""
