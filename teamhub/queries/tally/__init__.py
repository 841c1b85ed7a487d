"""The tally: the one source of every figure on the page, in tally.json, on the command line and in the brief.

A record counts from the moment it happened (not when it was typed in), void ones never. `as_of` is any moment;
day totals and round totals are two groupings of the same rows, so both always add up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamhub.domain.errors import NotFound
from teamhub.domain.figures.day import DayFigures
from teamhub.models.base import db
from teamhub.models.places import Community
from teamhub.queries import terms, viewers
from teamhub.queries.snapshot import once
from teamhub.queries.tally.parts import Parts
from teamhub.queries.tally.scope import midnight, scope_of


def day_of(community_id: int, moment: datetime) -> date:
    """The community's calendar day of a moment."""
    community = _community(community_id)
    return moment.astimezone(ZoneInfo(community.zone)).date()


def end_of_day(community_id: int, day: date) -> datetime:
    """The last microsecond of the day on the community's clocks, in UTC."""
    zone = ZoneInfo(_community(community_id).zone)
    return midnight(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def brief_moment(community_id: int, day: date) -> datetime:
    """The moment the day's brief counts up to (a setting of the community)."""
    community = _community(community_id)
    starts = midnight(day, ZoneInfo(community.zone))
    return starts + timedelta(minutes=terms.thresholds(community_id).brief_as_of_minute)


def day_figures(community_id: int, day: date, as_of: datetime) -> DayFigures:
    """Every figure of the community for one day as of one moment. Raises NotFound without a campaign."""
    return parts(community_id, day, as_of).day_figures()


def parts(community_id: int, day: date, as_of: datetime) -> Parts:
    """The same for a page that shows some of them. Raises NotFound without a campaign."""
    community = _community(community_id)
    return Parts(scope_of(community, viewers.current_campaign(community_id, day), day, as_of))


def _community(community_id: int) -> Community:
    """Raises NotFound."""
    found = once(("tally.community", community_id), lambda: db.session.get(Community, community_id))
    if found is None:
        raise NotFound
    return found
