"""What a tally is about: one community and campaign, one day, one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case

from teamhub.domain.figures.labels import Label
from teamhub.domain.settings import Thresholds
from teamhub.models.campaigns import Campaign
from teamhub.models.places import Community
from teamhub.queries import terms
from teamhub.queries.sweep_alike import AlikeDoors
from teamhub.queries.sweep_standings import DoorRecord
from teamhub.queries.terms import TermRow

CHART_DAYS = 60
"""A campaign that goes on for years still shows two months day by day; totals count everything."""


@dataclass(frozen=True)
class Scope:
    """`as_of`: nothing later counts. `starts`/`ends`: the day's bounds, half-open; both aware, in UTC."""

    community: Community
    campaign: Campaign
    day: date
    as_of: datetime
    thresholds: Thresholds
    terms: dict[str, dict[str, TermRow]]
    doors: dict[int, list[DoorRecord]] = field(default_factory=dict, compare=False, repr=False)
    """Sweep -> its doors, once something asked for them: several parts of one page count the same two thousand."""
    alike: dict[int, list[AlikeDoors]] = field(default_factory=dict, compare=False, repr=False)
    """The same for figures: doors that stand alike as one."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.community.zone)

    @property
    def starts(self) -> datetime:
        return midnight(self.day, self.zone)

    @property
    def ends(self) -> datetime:
        return midnight(self.day + timedelta(days=1), self.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def label(self, vocabulary: str, code: str) -> Label:
        term = self.terms[vocabulary].get(code)
        return Label(term.zh, term.en) if term else Label(code, code)

    def codes(self, vocabulary: str, flag: str, value: object = True) -> list[str]:
        """Codes of the terms whose flag has this value."""
        return [c for c, t in self.terms[vocabulary].items() if t.flags.get(flag) == value]

    def so_far(self, column: Any) -> ColumnElement[bool]:
        """Up to the moment of the tally."""
        return column <= self.as_of  # type: ignore[no-any-return]  # a SQL comparison, typed Any by its column

    def today(self, column: Any) -> ColumnElement[bool]:
        """On the tally's day, up to its moment."""
        return (column >= self.starts) & (column < self.ends) & (column <= self.as_of)  # type: ignore[no-any-return]  # as above

    def days(self) -> list[date]:
        """The days of the charts: from the campaign's first day, at most CHART_DAYS, to the tally's day."""
        span = min((self.day - self.campaign.starts_on).days, CHART_DAYS - 1)
        return [self.day - timedelta(days=n) for n in range(max(span, 0), -1, -1)]

    def day_index(self, column: Any) -> ColumnElement[int]:
        """The position of a moment's day in `days()`; -1 before the first of them."""
        return day_index(column, self.days(), self.zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_index(column: Any, days: Sequence[date], zone: ZoneInfo) -> ColumnElement[int]:
    """SQL: in which of the consecutive `days` a moment falls; one expression for both databases."""
    edges = [(column < midnight(d, zone), n - 1) for n, d in enumerate(days)]
    return case(*edges, else_=len(days) - 1)


VOCABULARIES = (
    "member_type",
    "post_kind",
    "shift_kind",
    "untested_reason",
    "home_sample_reason",
    "visit_outcome",
    "deed_category",
    "deed_group",
    "vulnerable_category",
    "contact_outcome",
    "pending_reason",
)


def scope_of(community: Community, campaign: Campaign, day: date, as_of: datetime) -> Scope:
    return Scope(
        community,
        campaign,
        day,
        as_of,
        terms.thresholds(community.id),
        terms.many(community.id, VOCABULARIES),
    )
