"""The sheets of duty as PDF: posters of posts, the roster of a day or a week, the record of a handover."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from teamhub.blueprints.duty.root import asked_day, blueprint, campaign, duty_day
from teamhub.documents.duty_roster import print_roster
from teamhub.documents.handover_record import print_handover
from teamhub.documents.poster import SIZES, PosterFacts, print_posters
from teamhub.documents.week_roster import print_week
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.models.duty import Post
from teamhub.queries import duty_handovers, duty_posts, duty_seats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.paper import pdf_answer
from teamhub.web.sheets import duty as sheets
from teamhub.web.sheets import handovers


@blueprint.get("/posts/<int:post_id>/poster.pdf")
@access(Permission.DUTY_MANAGE)
def poster_pdf(post_id: int) -> ResponseReturnValue:
    """`?size=a3` for the larger one."""
    post, size = duty_seats.post_of(viewer(), post_id), asked_size()
    facts = [facts_of_poster(post)]
    return pdf_answer(
        lambda: print_posters(facts, language=language(), size=size), f"poster-{post.code}-{size}"
    )


@blueprint.get("/posts/posters.pdf")
@access(Permission.DUTY_MANAGE)
def posters_pdf() -> ResponseReturnValue:
    """A sheet for each post that stands."""
    day, size = duty_day(), asked_size()
    posts = sheets.standing_posts(campaign(), day, now())
    if not posts:
        raise NotFound
    facts = [sheets.poster_facts(post, is_open=is_open) for post, is_open in posts]
    return pdf_answer(lambda: print_posters(facts, language=language(), size=size), f"posters-{size}")


@blueprint.get("/roster.pdf")
@access(Permission.DUTY_VIEW)
def roster_pdf() -> ResponseReturnValue:
    """The roster of one day on A4 landscape: names in full for those who may read them, phones masked."""
    day = asked_day()
    facts = sheets.roster_facts(campaign(day), day, now())
    return pdf_answer(lambda: print_roster(facts, language=language()), f"roster-{day}")


@blueprint.get("/week.pdf")
@access(Permission.DUTY_VIEW)
def week_pdf() -> ResponseReturnValue:
    """The week in which the day lies, from its Monday: names only."""
    first = sheets.week_of(asked_day())
    facts = sheets.week_facts(campaign(first), first, now())
    return pdf_answer(lambda: print_week(facts, language=language()), f"week-{first}")


@blueprint.get("/handovers/<int:handover_id>.pdf")
@access(Permission.DUTY_VIEW)
def handover_pdf(handover_id: int) -> ResponseReturnValue:
    """The record of one handover, with what was counted and passed on."""
    row = duty_handovers.one(viewer(), handover_id)
    facts = handovers.handover_facts(row, now())
    return pdf_answer(lambda: print_handover(facts, language=language()), f"handover-{handover_id}")


@blueprint.get("/handovers/blank.pdf")
@access(Permission.DUTY_VIEW)
def blank_handover_pdf() -> ResponseReturnValue:
    """The same record with nothing in it, to be filled in by hand."""
    facts = handovers.blank_facts(now())
    return pdf_answer(lambda: print_handover(facts, language=language()), "handover-blank")


def asked_size() -> str:
    """A4 unless the address asks for A3. Raises NotFound for any other size."""
    size = request.args.get("size", SIZES[0])
    if size not in SIZES:
        raise NotFound
    return size


def facts_of_poster(post: Post) -> PosterFacts:
    rows = duty_posts.listing(viewer(), campaign(), duty_day(), now())
    return sheets.poster_facts(post, is_open=any(row.id == post.id and row.is_gate for row in rows))
