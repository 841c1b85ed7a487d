"""What the pages of the tally share: the moment asked for, what an answer depends on, charts, links to rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, request, url_for
from markupsafe import Markup

from teamhub.blueprints.tally.words import COMPARED, COMPARED_SOURCES
from teamhub.domain.access import Permission
from teamhub.domain.figures.day import CompoundPoint, DayFigures, DayPoint
from teamhub.domain.figures.rates import percent_text
from teamhub.domain.figures.testing import SiteRow
from teamhub.domain.figures.trend import Comparison, comparisons, cumulated
from teamhub.domain.phrases import rounded_count
from teamhub.queries import duty_confirmations, tally, terms, viewers
from teamhub.queries.tally import screen as tally_screen
from teamhub.queries.tally.parts import Parts
from teamhub.web import formats
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import conditional, page

blueprint = Blueprint("tally", __name__)

CHART_DAYS = 14
KEY = "-key-"
"""Stands in an address where a figure's key will stand."""


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
    return parts_of(asked).day_figures()


def parts_of(asked: Moment) -> Parts:
    return tally.parts(g.community.id, asked.day, asked.as_of)


@blueprint.context_processor
def charts() -> dict[str, Any]:
    return {
        "chart_rows": chart_rows,
        "site_rows": site_rows,
        "compound_rows": compound_rows,
        "compound_deeds": compound_deeds,
        "percent_text": percent_text,
        "compared": compared,
        "one_day": timedelta(days=1),
        "deeds_so_far": deeds_so_far,
        "told_only": told_only,
    }


@dataclass(frozen=True)
class ComparedRow:
    """One line of the comparison, in words. `in_words`: the total in round words; empty where it is said
    exactly."""

    title: str
    line: Comparison
    in_words: str
    sources: tuple[str, str]


def compared(figures: DayFigures) -> list[ComparedRow]:
    """Today beside the whole day before, and the totals as a report would say them."""
    least = terms.thresholds(g.community.id).round_phrases_from
    return [
        ComparedRow(
            str(COMPARED[line.field][0]),
            line,
            ""
            if line.so_far is None or line.so_far < least
            else str(COMPARED[line.field][1]) % {"n": rounded_count(line.so_far, language(), least=least)},
            COMPARED_SOURCES[line.field],
        )
        for line in comparisons(figures)
    ]


def told_only(figures: DayFigures) -> int:
    """Arrivals of the day that nobody saw and nobody confirmed."""
    return duty_confirmations.told_only_on(g.community.id, figures.day, figures.as_of)


def deeds_so_far(figures: DayFigures) -> list[tuple[str, int]]:
    """Points of the line: what the deeds came to, day by day."""
    points = cumulated(figures.day_series, "deeds", figures.totals.deeds)
    return [(formats.day(point.day), total) for point, total in points[-CHART_DAYS:]]


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
        before, after = self._around
        return f"{before}{quote(key)}{after}"

    @cached_property
    def _around(self) -> tuple[str, str]:
        """The address up to its key and behind it, built once: a page has some four hundred of them."""
        at = (
            None
            if self.asked.live
            else self.asked.as_of.astimezone(ZoneInfo(g.community.zone)).strftime("%H:%M:%S")
        )
        address = url_for("tally.rows", community=self.slug, key=KEY, date=self.asked.day, at=at)
        before, _, after = address.partition(KEY)
        return before, after

    def on(self, day: date, key: str) -> str:
        """The same for another day of the campaign, counted to its end."""
        if day == self.asked.day or not self.allowed:
            return self(key)
        return url_for("tally.rows", community=self.slug, key=key, date=day)


def screen_answer(poll_url: str) -> Response:
    """The big screen: no personal data, refreshed by conditional requests to `poll_url`."""
    asked = asked_moment()
    mark = f"screen-{version(asked)}"
    if request.if_none_match.contains(mark):
        return conditional(Response(), version=mark)
    parts = parts_of(asked)
    answer = page(
        "tally/screen.html",
        {"screen": "tally/_screen.html"},
        figures=parts,
        asked=asked,
        poll_url=poll_url,
        sweep=tally_screen.facades(parts),
        deeds=tally_screen.last_deeds(g.community.id, asked.as_of, language()),
        language=language(),
    )
    return conditional(answer, version=mark)
