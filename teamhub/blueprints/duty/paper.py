"""The sheets of duty as PDF: posters of posts, the roster of a day."""

from __future__ import annotations

from flask import g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.blueprints.duty.root import asked_day, blueprint, campaign, duty_day, shift_labels
from teamhub.documents.duty_roster import RosterCell, RosterFacts, RosterRow, RosterSeat, print_roster
from teamhub.documents.poster import PosterFacts, print_posters
from teamhub.domain.access import Permission
from teamhub.domain.credentials import spoken_code
from teamhub.models.duty import Post
from teamhub.queries import duty_codes, duty_posts, duty_roster, duty_seats, terms
from teamhub.queries.duty_roster import Grid
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.paper import example_note, pdf_answer


@blueprint.get("/posts/<int:post_id>/poster.pdf")
@access(Permission.DUTY_MANAGE)
def poster_pdf(post_id: int) -> ResponseReturnValue:
    post = duty_seats.post_of(viewer(), post_id)
    facts = [poster_facts(post, open_gates())]
    return pdf_answer(lambda: print_posters(facts, language=language()), f"poster-{post.code}")


@blueprint.get("/posts/posters.pdf")
@access(Permission.DUTY_MANAGE)
def posters_pdf() -> ResponseReturnValue:
    """A sheet for each post that stands."""
    rows = duty_posts.listing(viewer(), campaign(), duty_day(), now())
    posts = [duty_seats.post_of(viewer(), row.id) for row in rows if not row.closed]
    gates = {row.id for row in rows if row.is_gate}
    facts = [poster_facts(post, gates) for post in posts]
    return pdf_answer(lambda: print_posters(facts, language=language()), "posters")


@blueprint.get("/roster.pdf")
@access(Permission.DUTY_VIEW)
def roster_pdf() -> ResponseReturnValue:
    """The roster of one day on A4 landscape: names in full for those who may read them, phones masked."""
    day = asked_day()
    grid = duty_roster.grid(viewer(), campaign(day), day, 1, at=now())
    phones = duty_roster.masked_phones(
        viewer(), [seat.person_id for line in grid.lines for cell in line.cells for seat in cell.seats]
    )
    facts = _roster_facts(grid, phones)
    return pdf_answer(lambda: print_roster(facts, language=language()), f"roster-{day}")


def check_in_address(post: Post) -> str:
    """The full address in the code: it carries the post, never a person."""
    token = duty_codes.poster_token(post.community_id, post.id, post.key)
    return url_for("duty.check_in", post=post.id, token=token, _external=True)


def open_gates() -> set[int]:
    """Posts that are open to outside now."""
    return {row.id for row in duty_posts.listing(viewer(), campaign(), duty_day(), now()) if row.is_gate}


def poster_facts(post: Post, gates: set[int]) -> PosterFacts:
    """What stands on a post's poster, on screen and on paper."""
    return PosterFacts(
        community=g.community.title(language()),
        post_name=post.name,
        post_kind=terms.label(g.community.id, "post_kind", post.kind, language()),
        is_open=post.id in gates,
        check_in_url=check_in_address(post),
        short_code=spoken_code(duty_codes.typed_code(post.community_id, post.id, post.key)),
        steps=_lines("poster_steps"),
        rules=_lines("poster_rules"),
        valid_from=duty_posts.key_since(viewer(), post),
        slogan=terms.standard_text(g.community.id, "slogan", language()),
        example_note=example_note(),
    )


def _roster_facts(grid: Grid, phones: dict[int, str]) -> RosterFacts:
    labels, kinds = shift_labels(), terms.labels(g.community.id, "post_kind", language())
    return RosterFacts(
        community=g.community.title(language()),
        title=gettext("Duty roster"),
        day=formats.day_full(grid.days[0]),
        as_of=gettext("as of %(time)s", time=formats.moment(now())),
        shifts=tuple(
            f"{labels.get(s.kind, s.kind)} {formats.clock(s.starts_at)}–{formats.clock(s.ends_at)}"
            for s in grid.shifts
        ),
        officers=tuple(grid.officers.get(s.id, "") for s in grid.shifts),
        rows=tuple(
            RosterRow(
                line.post.name,
                kinds.get(line.post.kind, line.post.kind),
                tuple(
                    RosterCell(
                        tuple(
                            RosterSeat(s.name, s.organization, phones.get(s.person_id, ""), s.instead_of)
                            for s in cell.seats
                        ),
                        len(cell.seats) + cell.open_seats,
                    )
                    for cell in line.cells
                ),
            )
            for line in grid.lines
        ),
        rules=_lines("duty_rules"),
        example_note=example_note(),
    )


def _lines(name: str) -> tuple[str, ...]:
    """A standard text, one line an item."""
    return tuple(
        line for line in terms.standard_text(g.community.id, name, language()).splitlines() if line.strip()
    )
