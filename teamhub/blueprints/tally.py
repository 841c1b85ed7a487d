"""/<community>/tally: the running tally, the rows behind each figure, the big screen, the figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, jsonify, request, url_for
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.domain.figures.day import CompoundPoint, DayFigures, DayPoint
from teamhub.domain.figures.frozen import freeze_value
from teamhub.domain.figures.rates import percent_text
from teamhub.domain.figures.testing import SiteRow
from teamhub.queries import tally, viewers
from teamhub.queries.tally import rows as tally_rows
from teamhub.queries.tally import screen as tally_screen
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import conditional, page

blueprint = Blueprint("tally", __name__)

PAGE_ROWS = 200
CHART_DAYS = 14

TITLES: dict[str, LazyString] = {
    "seats": lazy_gettext("Seats of the day"),
    "posts": lazy_gettext("Posts of the day"),
    "spot_checks": lazy_gettext("Spot checks of the day"),
    "cadres": lazy_gettext("Deployed cadres"),
    "gate_counts": lazy_gettext("Vehicles counted at the gates"),
    "deliveries": lazy_gettext("Deliveries of the day"),
    "counts": lazy_gettext("Person-tests as entered"),
    "home_samples": lazy_gettext("Samples taken at home"),
    "eligible": lazy_gettext("People who should be tested"),
    "untested": lazy_gettext("People not tested, by reason"),
    "waits": lazy_gettext("Queue observations"),
    "doors": lazy_gettext("Doors of the sweep by compound"),
    "untested_found": lazy_gettext("Doors at which untested people were found"),
    "team_members": lazy_gettext("Sweep teams"),
    "letters": lazy_gettext("Signed letters by compound"),
    "deeds": lazy_gettext("Deeds"),
    "care": lazy_gettext("Care register by category"),
    "compounds": lazy_gettext("Compounds"),
    "households": lazy_gettext("Households by compound"),
    "muster": lazy_gettext("People called out"),
    "planned_samples": lazy_gettext("Samples planned for the next day"),
    "setting": lazy_gettext("A setting of this community"),
    "care_requests": lazy_gettext("Requests of the day from people on the register"),
    "timed_cases": lazy_gettext("Cases with a schedule, by group"),
    "shops": lazy_gettext("Shops of the sweep by compound"),
    "teams": lazy_gettext("Teams"),
    "coverage": lazy_gettext("Due and tested by compound"),
    "missing": lazy_gettext("Due and not tested by compound"),
    "home_sites": lazy_gettext("Sites with samples taken at home"),
    "sessions": lazy_gettext("Sessions of the round"),
    "team_seats": lazy_gettext("Seats of a team"),
    "samplers": lazy_gettext("People who took samples"),
    "sweeps": lazy_gettext("Sweeps so far"),
    "reference": lazy_gettext("Samplers by the reference value"),
}
COLUMNS: dict[str, LazyString] = {
    "code": lazy_gettext("No."),
    "post": lazy_gettext("Post"),
    "shift": lazy_gettext("Shift"),
    "person": lazy_gettext("Person"),
    "member_type": lazy_gettext("Member type"),
    "standing": lazy_gettext("State"),
    "kind": lazy_gettext("Kind"),
    "seats": lazy_gettext("Seats"),
    "at": lazy_gettext("Time"),
    "expected": lazy_gettext("Expected"),
    "present": lazy_gettext("Present"),
    "remark": lazy_gettext("Remark"),
    "organization": lazy_gettext("Organisation"),
    "position": lazy_gettext("Function"),
    "value": lazy_gettext("Count"),
    "arrived": lazy_gettext("Arrived"),
    "gate": lazy_gettext("Gate"),
    "compound": lazy_gettext("Compound"),
    "building": lazy_gettext("Building"),
    "delivered": lazy_gettext("Delivered"),
    "reason": lazy_gettext("Reason"),
    "round": lazy_gettext("Round"),
    "site": lazy_gettext("Site"),
    "waiting": lazy_gettext("People waiting"),
    "minutes": lazy_gettext("Minutes waited"),
    "due": lazy_gettext("Households due"),
    "met": lazy_gettext("Met"),
    "phone": lazy_gettext("By phone"),
    "no_answer": lazy_gettext("No answer"),
    "found": lazy_gettext("Found"),
    "resolved": lazy_gettext("Settled"),
    "team": lazy_gettext("Team"),
    "category": lazy_gettext("Category"),
    "helpers": lazy_gettext("Helpers"),
    "households": lazy_gettext("Households"),
    "opens": lazy_gettext("Opens"),
    "closes": lazy_gettext("Closes"),
    "people": lazy_gettext("People"),
    "shops": lazy_gettext("Shops"),
    "people_due": lazy_gettext("Should be tested"),
    "tested": lazy_gettext("Tested"),
    "rate": lazy_gettext("Share tested"),
    "not_tested": lazy_gettext("Not tested"),
    "with_reason": lazy_gettext("With a reason"),
    "samples": lazy_gettext("Samples"),
    "setting": lazy_gettext("Setting"),
    "group": lazy_gettext("Group"),
    "started": lazy_gettext("Began"),
    "number": lazy_gettext("Number"),
    "purpose": lazy_gettext("What it is for"),
    "cleared": lazy_gettext("Cleared"),
    "per_sampler": lazy_gettext("People per sampler"),
    "samplers": lazy_gettext("Samplers"),
}
STANDINGS: dict[str, LazyString] = {
    "present": lazy_gettext("on time"),
    "late": lazy_gettext("late"),
    "absent": lazy_gettext("absent"),
    "left_early": lazy_gettext("left early"),
    "expected": lazy_gettext("expected"),
}


@dataclass(frozen=True)
class Moment:
    """The day and moment that the reader asked for. `live`: today, now."""

    day: date
    as_of: datetime
    live: bool


def asked_moment() -> Moment:
    """`?date=2022-04-04&at=14:30`; without them now, or the campaign's last day once it is over. What cannot be
    read is ignored."""
    community, moment = g.community, now()
    zone = ZoneInfo(community.zone)
    today = moment.astimezone(zone).date()
    try:
        day = date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        campaign = viewers.current_campaign(community.id, today)
        day = campaign.ends_on if campaign.ends_on is not None and campaign.ends_on < today else today
    ends = tally.end_of_day(community.id, day)
    try:
        wall = time.fromisoformat(request.args.get("at", ""))
    except ValueError:
        return Moment(day, min(moment, ends) if day == today else ends, day == today)
    return Moment(day, datetime.combine(day, wall.replace(tzinfo=None), zone), False)


def version(asked: Moment, *, by_minute: bool = True) -> str:
    """What the answer depends on: the records, the day asked for, the language, the minute on the clock."""
    head = viewers.journal_head(g.community.id)
    minute = int(now().timestamp()) // 60 if by_minute else 0
    return f"{head}-{asked.as_of.isoformat() if not asked.live else asked.day}-{language()}-{minute}"


def figures_of(asked: Moment) -> DayFigures:
    return tally.day_figures(g.community.id, asked.day, asked.as_of)


@blueprint.get("/<community>/tally")
@access(Permission.TALLY_VIEW)
def index() -> Response:
    asked = asked_moment()
    mark = version(asked)
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    figures = figures_of(asked)
    answer = page(
        "tally/show.html",
        {"tally": "tally/_tally.html"},
        figures=figures,
        asked=asked,
        earlier=url_for("tally.index", community=g.community.slug, date=asked.day - timedelta(days=1)),
        later=url_for("tally.index", community=g.community.slug, date=asked.day + timedelta(days=1)),
        source_url=source_url(asked),
        language=language(),
    )
    return conditional(answer, version=mark)


@blueprint.context_processor
def charts() -> dict[str, Any]:
    return {
        "chart_rows": chart_rows,
        "site_rows": site_rows,
        "compound_rows": compound_rows,
        "compound_deeds": compound_deeds,
        "percent_text": percent_text,
    }


def chart_rows(
    series: Sequence[DayPoint], what: str, tone: str, sources: SourceUrl | None = None, key: str = ""
) -> list[tuple[str, int, str, str]]:
    """Bars of one field of the last two weeks: (label, value, shown, tone). With `sources` the figure is a link to
    the rows of `key` on that day."""
    rows = []
    for point in series[-CHART_DAYS:]:
        value = getattr(point, what)
        url = sources.on(point.day, key) if sources is not None else ""
        rows.append((formats.day(point.day), value, _shown(formats.number(value), url), tone))
    return rows


def compound_rows(
    series: Sequence[CompoundPoint], number: int, place: int, sources: SourceUrl
) -> list[tuple[str, int, str, str]]:
    """Bars of the people tested in round `number`, the `place`-th of the series, compound by compound."""
    return [
        (
            c.name.of(language()),
            c.tested[place],
            _shown(formats.number(c.tested[place]), sources(f"testing.R{number}.in.{c.code}")),
            "indigo",
        )
        for c in series
    ]


def compound_deeds(series: Sequence[CompoundPoint], sources: SourceUrl) -> list[tuple[str, int, str, str]]:
    """Bars of the deeds so far, compound by compound."""
    return [
        (
            c.name.of(language()),
            c.deeds,
            _shown(formats.number(c.deeds), sources(f"deeds.in.{c.code}")),
            "pine",
        )
        for c in series
    ]


def _shown(figure: str, url: str) -> str:
    return Markup('<a class="source" href="{}">{}</a>').format(url, figure) if url else figure


def site_rows(sites: Sequence[SiteRow]) -> list[tuple[str, int, str, str]]:
    """Bars of tested people per site."""
    return [(s.name.of(language()), s.tested, f"{s.tested:,} / {s.eligible:,}", "indigo") for s in sites]


def source_url(asked: Moment) -> SourceUrl:
    return SourceUrl(g.community.slug, asked, viewer().may(Permission.DEED_VIEW))


@dataclass(frozen=True)
class SourceUrl:
    """Key of a figure -> the address of its rows; empty for readers who see counts only."""

    slug: str
    asked: Moment
    allowed: bool

    def __call__(self, key: str) -> str:
        if not self.allowed:
            return ""
        at = (
            None
            if self.asked.live
            else self.asked.as_of.astimezone(ZoneInfo(g.community.zone)).strftime("%H:%M:%S")
        )
        return url_for("tally.rows", community=self.slug, key=key, date=self.asked.day, at=at)

    def on(self, day: date, key: str) -> str:
        """The same for another day of the campaign, counted to its end."""
        if day == self.asked.day or not self.allowed:
            return self(key)
        return url_for("tally.rows", community=self.slug, key=key, date=day)


@blueprint.get("/<community>/tally/rows/<key>")
@access(Permission.DEED_VIEW)
def rows(key: str) -> Response:
    """Exactly the rows that a figure counts, with the filter written out."""
    asked = asked_moment()
    found = tally_rows.rows_behind(g.community.id, key, asked.day, asked.as_of)
    first = max(0, request.args.get("from", 0, type=int))
    if first >= max(1, len(found.rows)):
        raise NotFound
    return page(
        "tally/rows.html",
        {"rows": "tally/_rows.html"},
        found=found,
        key=key,
        asked=asked,
        title=TITLES[found.subject],
        columns=[(c, COLUMNS[c]) for c in found.columns],
        standings=STANDINGS,
        shown=found.rows[first : first + PAGE_ROWS],
        first=first,
        page_rows=PAGE_ROWS,
        language=language(),
    )


@blueprint.get("/<community>/tally/screen")
@access(Permission.TALLY_VIEW)
def screen() -> Response:
    """The big screen: no personal data, refreshed by conditional requests."""
    asked = asked_moment()
    mark = f"screen-{version(asked)}"
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    figures = figures_of(asked)
    answer = page(
        "tally/screen.html",
        {"screen": "tally/_screen.html"},
        figures=figures,
        asked=asked,
        sweep=tally_screen.facades(g.community.id, asked.day, asked.as_of),
        deeds=tally_screen.last_deeds(g.community.id, asked.as_of, language()),
        language=language(),
    )
    return conditional(answer, version=mark)


@blueprint.get("/<community>/tally.json")
@access(Permission.TALLY_VIEW)
def figures() -> Response:
    """The headline figures at the top level, everything else under `figures`."""
    asked = asked_moment()
    mark = f"json-{version(asked, by_minute=False)}"
    if request.args.get("detail"):
        mark += "-detail"
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    found = figures_of(asked)
    answer = jsonify(
        found.totals.as_json() | {"date": asked.day.isoformat(), "as_of": found.as_of.isoformat()}
    )
    if request.args.get("detail"):
        answer = Response(freeze_value(found), mimetype="application/json")
    return conditional(answer, version=mark)
