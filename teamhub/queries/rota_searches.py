"""Searches for a better roster, and whether their process still lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.rota_answer import Answer
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.people import Account
from teamhub.models.places import Community
from teamhub.models.rota import RotaSearch
from teamhub.queries import viewers
from teamhub.queries.duty_rota_ground import Wish

SILENT_AFTER = timedelta(seconds=30)
"""A process reports every second; one that was silent for so long has been broken off: by a restart, for example."""
UNDER_WAY = frozenset({"running", "stopping"})


@dataclass(frozen=True)
class SearchRow:
    """`state`: running | stopping | done | cancelled | failed | broken_off. `progress`: step, value, bound."""

    id: int
    state: str
    seconds: int
    elapsed: int
    progress: dict[str, Any]
    answer: Answer | None

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY


def search_of(viewer: Viewer, search_id: int) -> RotaSearch:
    """Raises NotFound, also for one of another community."""
    search = db.session.get(RotaSearch, search_id)
    if search is None or search.community_id != viewer.community_id:
        raise NotFound
    return search


def row(viewer: Viewer, search_id: int, *, at: datetime) -> SearchRow:
    """Raises NotFound."""
    search = search_of(viewer, search_id)
    until = search.ended_at or at
    return SearchRow(
        search.id,
        state_of(search, at),
        search.seconds,
        max(0, int((until - search.started_at).total_seconds())),
        search.progress,
        Answer.read(search.answer) if search.answer else None,
    )


def wish_of(viewer: Viewer, search_id: int) -> Wish:
    """Raises NotFound."""
    return Wish.read(search_of(viewer, search_id).wish)


def state_of(search: RotaSearch, at: datetime) -> str:
    silent = at - search.seen_at > SILENT_AFTER
    return "broken_off" if silent and search.state in UNDER_WAY else search.state


def running(viewer: Viewer, *, at: datetime) -> RotaSearch | None:
    """The community's search whose process lives."""
    under_way = db.session.scalars(
        select(RotaSearch).where(
            RotaSearch.community_id == viewer.community_id, RotaSearch.state.in_(UNDER_WAY)
        )
    )
    return next((s for s in under_way if state_of(s, at) in UNDER_WAY), None)


@dataclass(frozen=True)
class Order:
    """What the process needs to know."""

    viewer: Viewer
    campaign: Campaign
    wish: Wish
    seconds: int


def order(search_id: int) -> Order:
    """Raises NotFound."""
    search = db.session.get(RotaSearch, search_id)
    if search is None:
        raise NotFound
    community = db.session.get_one(Community, search.community_id)
    account = db.session.get_one(Account, search.asked_by_id)
    _, viewer = viewers.viewer_in(account.id, account.display_name, community.slug)
    campaign = db.session.get_one(Campaign, search.campaign_id)
    return Order(viewer, campaign, Wish.read(search.wish), search.seconds)
