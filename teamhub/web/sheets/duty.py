"""Posters of posts and sites, the roster of a day and of a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import g, url_for
from flask_babel import gettext

from teamhub.documents.duty_roster import RosterCell, RosterFacts, RosterRow, RosterSeat
from teamhub.documents.poster import PosterFacts
from teamhub.documents.site_poster import SitePosterFacts
from teamhub.documents.week_roster import WeekFacts, WeekRow, WeekSlot
from teamhub.domain.credentials import spoken_code
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import Post
from teamhub.queries import (
    duty_codes,
    duty_posts,
    duty_roster,
    duty_seats,
    posts,
    terms,
    testing,
    testing_teams,
)
from teamhub.queries.duty_roster import Cell, Grid
from teamhub.queries.duty_seats import ShiftRow
from teamhub.queries.posts import SiteRow
from teamhub.web import formats
from teamhub.web.access import viewer
from teamhub.web.language import language
from teamhub.web.paper import example_note

WEEK = 7


def standing_posts(campaign: Campaign, day: date, at: datetime) -> list[tuple[Post, bool]]:
    """(post, open to outside now) of every post that stands on the day, in the leader's order."""
    rows = duty_posts.listing(viewer(), campaign, day, at)
    return [(duty_seats.post_of(viewer(), row.id), row.is_gate) for row in rows if not row.closed]


def check_in_address(post: Post) -> str:
    """The full address in the code: it carries the post, never a person."""
    token = duty_codes.poster_token(post.community_id, post.id, post.key)
    return url_for("duty.check_in", post=post.id, token=token, _external=True)


def duty_phone() -> str:
    """The telephone of whoever is in charge: a setting, because the person changes with the shift and a poster does not.
    Without one, the number that residents may call."""
    return text("duty_phone") or text("hotline")


def poster_facts(post: Post, *, is_open: bool) -> PosterFacts:
    """What stands on a post's poster, on screen and on paper."""
    kinds = terms.terms(g.community.id, "post_kind")
    flags = kinds[post.kind].flags if post.kind in kinds else {}
    name, seats = _template(flags.get("staffing"))
    return PosterFacts(
        community=g.community.title(language()),
        post_name=post.name,
        post_kind=kinds[post.kind].label(language()) if post.kind in kinds else post.kind,
        is_open=is_open,
        check_in_url=check_in_address(post),
        short_code=spoken_code(duty_codes.typed_code(post.community_id, post.id, post.key)),
        steps=lines("poster_steps"),
        rules=lines("poster_rules"),
        duty_phone=duty_phone(),
        valid_from=duty_posts.key_since(viewer(), post),
        staffing_name=name,
        staffing=tuple(gettext("%(who)s: %(count)s", who=who, count=count) for count, who in seats),
        slogan=text("slogan"),
        example_note=example_note(),
    )


def site_facts(campaign: Campaign, at: datetime) -> list[SitePosterFacts]:
    """A poster for each sampling site of the campaign."""
    name, seats = _template(testing.first_template(viewer()))
    return [_site(site, name, seats, at) for site in posts.sites(viewer(), campaign.id)]


def _site(site: SiteRow, template: str, seats: tuple[tuple[int, str], ...], at: datetime) -> SitePosterFacts:
    return SitePosterFacts(
        community=g.community.title(language()),
        site=f"{site.code} {site.name}" if site.code not in site.name else site.name,
        compounds=gettext(", ").join(site.compounds),
        announcement=text("announcement"),
        rules=lines("poster_rules"),
        staffing_name=template,
        staffing=seats,
        site_url=url_for("testing.index", _external=True),
        as_of=gettext("as of %(time)s", time=formats.moment(at)),
        duty_phone=duty_phone(),
        slogan=text("slogan"),
        example_note=example_note(),
    )


def _template(key: object) -> tuple[str, tuple[tuple[int, str], ...]]:
    """A staffing template by its number: (name, (people, who and what for)). Empty where there is none."""
    number = int(str(key)) if str(key or "").isdigit() else None
    if number is None:
        return "", ()
    types = terms.labels(g.community.id, "member_type", language())
    tasks = terms.labels(g.community.id, "task", language())
    together: dict[str, tuple[int, list[str]]] = {}
    for seat in testing_teams.seats(number):
        count, duties = together.get(seat.member_type, (0, []))
        task = tasks.get(seat.task, "")
        together[seat.member_type] = (count + seat.count, [*duties, *([task] if task else [])])
    seats = tuple(
        (count, " ".join([types.get(kind, kind), gettext(", ").join(dict.fromkeys(duties))]).strip())
        for kind, (count, duties) in together.items()
    )
    return "+".join(str(count) for count, _ in seats), seats


def roster_facts(campaign: Campaign, day: date, at: datetime) -> RosterFacts:
    """One day: names in full for those who may read them, telephones masked."""
    grid = duty_roster.grid(viewer(), campaign, day, 1, at=at)
    people = [seat.person_id for line in grid.lines for cell in line.cells for seat in cell.seats]
    phones = duty_roster.masked_phones(viewer(), people)
    labels, kinds = _shift_labels(), terms.labels(g.community.id, "post_kind", language())
    return RosterFacts(
        community=g.community.title(language()),
        title=gettext("Duty roster"),
        day=formats.day_full(day),
        as_of=gettext("as of %(time)s", time=formats.moment(at)),
        shifts=tuple(f"{labels.get(s.kind, s.kind)} {_hours(s)}" for s in grid.shifts),
        officers=tuple(grid.officers.get(s.id, "") for s in grid.shifts),
        rows=tuple(
            RosterRow(
                line.post.name,
                kinds.get(line.post.kind, line.post.kind),
                tuple(_cell(cell, phones) for cell in line.cells),
            )
            for line in grid.lines
        ),
        rules=lines("duty_rules"),
        example_note=example_note(),
    )


def _cell(cell: Cell, phones: dict[int, str]) -> RosterCell:
    seats = tuple(
        RosterSeat(s.name, s.organization, phones.get(s.person_id, ""), s.instead_of) for s in cell.seats
    )
    return RosterCell(seats, len(cell.seats) + cell.open_seats)


def week_facts(campaign: Campaign, first: date, at: datetime) -> WeekFacts:
    """Seven days from `first`: names only."""
    grid = duty_roster.grid(viewer(), campaign, first, WEEK, at=at)
    labels, kinds = _shift_labels(), terms.labels(g.community.id, "post_kind", language())
    hours = {s.kind: _hours(s) for s in grid.shifts}
    return WeekFacts(
        community=g.community.title(language()),
        title=gettext("Duty roster of the week"),
        week=gettext(
            "%(first)s to %(last)s", first=formats.day_full(first), last=formats.day_long(grid.days[-1])
        ),
        as_of=gettext("as of %(time)s", time=formats.moment(at)),
        days=tuple(formats.day_long(day) for day in grid.days),
        officers=tuple(_officers(grid, day, labels) for day in grid.days),
        shifts=tuple(f"{labels.get(kind, kind)} {span}" for kind, span in hours.items()),
        rows=tuple(
            WeekRow(
                line.post.name,
                kinds.get(line.post.kind, line.post.kind),
                tuple(_slots(line.cells, day, labels) for day in grid.days),
            )
            for line in grid.lines
        ),
        nothing=gettext("No post stands in this week"),
        example_note=example_note(),
    )


def _officers(grid: Grid, day: date, labels: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{labels.get(s.kind, s.kind)} {grid.officers[s.id]}"
        for s in grid.shifts
        if s.duty_date == day and s.id in grid.officers
    )


def _slots(cells: Sequence[Cell], day: date, labels: dict[str, str]) -> tuple[WeekSlot, ...]:
    return tuple(
        WeekSlot(
            labels.get(cell.shift.kind, cell.shift.kind),
            tuple(seat.name for seat in cell.seats),
            cell.open_seats,
        )
        for cell in cells
        if cell.shift.duty_date == day and (cell.seats or cell.open_seats)
    )


def week_of(day: date) -> date:
    """The Monday before it, or the day itself."""
    return day - timedelta(days=day.weekday())


def _hours(shift: ShiftRow) -> str:
    return f"{formats.clock(shift.starts_at)}–{formats.clock(shift.ends_at)}"


def _shift_labels() -> dict[str, str]:
    return terms.labels(g.community.id, "shift_kind", language())


def text(name: str) -> str:
    """A standard text of the community."""
    return terms.standard_text(g.community.id, name, language())


def lines(name: str) -> tuple[str, ...]:
    """A standard text, one line an item."""
    return tuple(line for line in text(name).splitlines() if line.strip())
