"""Where a workbook goes: the community and campaign that it names, found or made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.actions.communities import create_community, start_campaign
from teamhub.actions.workbook.planner import Place
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook.parsed import ParsedBook
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.places import Community
from teamhub.queries import terms, viewers


class TargetRefused(RuleBroken):
    """The workbook cannot go anywhere: community_not_named | community_unknown | community_incomplete."""


@dataclass(frozen=True)
class Target:
    """`slug`: the community that it is meant for; empty: the one that it names. `may_create`: a community that does
    not exist is made."""

    book: ParsedBook
    slug: str = ""
    may_create: bool = False

    @property
    def word(self) -> str:
        """The address word of the community, or empty."""
        said = (self.book.single("community") or {}).get("slug", "")
        return (self.slug or str(said)).strip().lower()


def find_place(target: Target, at: datetime) -> Place | None:
    """The community and its campaign; None where one of them has to be made first. Raises TargetRefused."""
    if not target.word:
        raise TargetRefused("community_not_named")
    community = db.session.scalar(select(Community).where(Community.slug == target.word))
    if community is None:
        if not target.may_create:
            raise TargetRefused("community_unknown", slug=target.word)
        return None
    campaign = _campaign(target, community, at)
    if campaign is None and _new_campaign(target) is not None:
        return None
    known = terms.many(community.id, [v.name for v in VOCABULARIES])
    return Place(community, campaign, terms.thresholds(community.id), known)


def make_place(target: Target, *, by: Viewer, at: datetime) -> bool:
    """Makes what is missing; was the community made? Raises TargetRefused, BadSlug, CommunityRefused."""
    community = db.session.scalar(select(Community).where(Community.slug == target.word))
    is_new = community is None
    if community is None:
        said = target.book.single("community")
        if said is None or not said.get("name"):
            raise TargetRefused("community_incomplete", slug=target.word)
        given = {
            n: said[n]
            for n in ("name_en", "subdistrict", "subdistrict_en", "zone", "is_example")
            if n in said
        }
        community = create_community(name=said["name"], slug=target.word, by=by, at=at, **given)
    campaign = _new_campaign(target)
    if campaign is not None and _campaign(target, community, at) is None:
        patterns = target.book.sheets.get("shift_patterns")
        start_campaign(
            community,
            kind=campaign["kind"],
            name=campaign["name"],
            starts_on=campaign["starts_on"],
            ends_on=campaign.get("ends_on"),
            name_en=campaign.get("name_en", ""),
            code=campaign["code"],
            with_pattern=patterns is None or not patterns.rows,
            by=by,
            at=at,
        )
    return is_new


def _campaign(target: Target, community: Community, at: datetime) -> Campaign | None:
    """The campaign that the workbook names; the current one where it names none."""
    said = target.book.single("campaign")
    if said is not None and "code" in said:
        return db.session.scalar(
            select(Campaign).where(Campaign.community_id == community.id, Campaign.code == said["code"])
        )
    try:
        return viewers.current_campaign(community.id, at.astimezone(ZoneInfo(community.zone)).date())
    except NotFound:
        return None


def _new_campaign(target: Target) -> dict[str, Any] | None:
    """What the workbook says of a campaign that can be begun from it."""
    said = target.book.single("campaign")
    whole = said is not None and all(name in said for name in ("code", "kind", "name", "starts_on"))
    return said if whole else None
