"""Searches for a better roster: asked for on a page, done by a process of its own, which reports here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.rota import RotaSearch
from teamhub.queries import rota_searches as searches
from teamhub.queries.duty_rota_ground import Wish


class SearchRefused(RuleBroken):
    """search_running | search_over"""


def start(campaign: Campaign, wish: Wish, *, minutes: int, by: Viewer, at: datetime) -> RotaSearch:
    """One at a time in a community. Raises SearchRefused(search_running)."""
    if searches.running(by, at=at) is not None:
        raise SearchRefused("search_running")
    search = RotaSearch(
        community_id=by.community_id,
        campaign_id=campaign.id,
        asked_by_id=by.account_id,
        wish=wish.stored(),
        state="running",
        seconds=minutes * 60,
        started_at=at,
        seen_at=at,
        progress={},
    )
    db.session.add(search)
    db.session.flush()
    journal.write("rota.search_started", by=by, at=at, object_type="rota_search", object_id=search.id)
    return search


def stop(search_id: int, *, by: Viewer, at: datetime) -> RotaSearch:
    """Asks the process to end with the best so far. Raises NotFound, SearchRefused(search_over)."""
    search = searches.search_of(by, search_id)
    if search.state != "running":
        raise SearchRefused("search_over")
    search.state = "stopping"
    db.session.flush()
    journal.write("rota.search_stopped", by=by, at=at, object_type="rota_search", object_id=search.id)
    return search


def note(search_id: int, progress: dict[str, Any], *, at: datetime) -> bool:
    """The process says that it lives and how far it is. False: it is asked to end."""
    search = db.session.get_one(RotaSearch, search_id)
    search.seen_at, search.progress = at, progress
    db.session.flush()
    return search.state == "running"


def end(search_id: int, answer: dict[str, Any] | None, *, by: Viewer, at: datetime) -> RotaSearch:
    """`answer` None: it failed."""
    search = db.session.get_one(RotaSearch, search_id)
    stopped = search.state == "stopping"
    search.state = "failed" if answer is None else "cancelled" if stopped else "done"
    search.answer, search.seen_at, search.ended_at = answer, at, at
    db.session.flush()
    journal.write(
        "rota.search_ended",
        by=by,
        at=at,
        object_type="rota_search",
        object_id=search.id,
        state=search.state,
    )
    return search
