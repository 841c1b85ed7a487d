"""A post as its leader sees it, the list of posts, and the spot checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.duty_time import local_day
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, JournalEntry
from teamhub.models.duty import GatePeriod, Post, SpotCheck
from teamhub.models.people import Person
from teamhub.models.places import Community, Compound
from teamhub.queries.duty_seats import shown_name


@dataclass(frozen=True)
class PostLine:
    """`closed`: no longer standing on the day."""

    id: int
    code: str
    name: str
    kind: str
    seats: int
    compound: str
    is_gate: bool
    opened_on: date
    closed_on: date | None
    closed: bool


@dataclass(frozen=True)
class GateEvent:
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class SpotCheckRow:
    id: int
    post_id: int
    post: str
    checked_at: datetime
    inspector: str
    expected: int
    present: int
    found_empty: bool
    protective_gear_worn: bool
    log_kept: bool
    remark: str
    rectified_at: datetime | None

    @property
    def in_order(self) -> bool:
        return self.present >= self.expected and self.protective_gear_worn and self.log_kept


def listing(viewer: Viewer, campaign: Campaign, day: date, at: datetime) -> list[PostLine]:
    """All posts of the campaign in the leader's order, those that no longer stand last."""
    gates = set(
        db.session.scalars(
            select(GatePeriod.post_id).where(
                GatePeriod.community_id == viewer.community_id,
                GatePeriod.open_from <= at,
                or_(GatePeriod.open_until.is_(None), GatePeriod.open_until > at),
            )
        )
    )
    rows = db.session.execute(
        select(Post, Compound.name)
        .outerjoin(Compound, Compound.id == Post.compound_id)
        .where(Post.campaign_id == campaign.id, Post.community_id == viewer.community_id)
        .order_by(Post.position, Post.id)
    )
    lines = [
        PostLine(
            p.id,
            p.code,
            p.name,
            p.kind,
            p.seats,
            compound or "",
            p.id in gates,
            p.opened_on,
            p.closed_on,
            p.closed_on is not None and p.closed_on < day,
        )
        for p, compound in rows
    ]
    return sorted(lines, key=lambda line: line.closed)


def key_since(viewer: Viewer, post: Post) -> date:
    """Since when the post's present code holds: the last change of its key, else the day it was opened."""
    changed = db.session.scalar(
        select(JournalEntry.at)
        .where(
            JournalEntry.chain == viewer.community_id,
            JournalEntry.object_type == "post",
            JournalEntry.object_id == post.id,
            JournalEntry.action == "post.key_changed",
        )
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )
    zone = db.session.get_one(Community, viewer.community_id).zone
    return local_day(changed, ZoneInfo(zone)) if changed else post.opened_on


def gate_events(viewer: Viewer, post_id: int) -> list[GateEvent]:
    """When the post was open to outside, the newest first."""
    rows = db.session.scalars(
        select(GatePeriod)
        .where(GatePeriod.community_id == viewer.community_id, GatePeriod.post_id == post_id)
        .order_by(GatePeriod.open_from.desc())
    )
    return [GateEvent(r.open_from, r.open_until) for r in rows]


def spot_checks(viewer: Viewer, *, post_id: int | None = None, limit: int = 100) -> list[SpotCheckRow]:
    """The newest first."""
    statement = (
        select(SpotCheck, Post.name, Person.name)
        .join(Post, Post.id == SpotCheck.post_id)
        .outerjoin(Person, Person.id == SpotCheck.inspector_id)
        .where(SpotCheck.community_id == viewer.community_id)
        .order_by(SpotCheck.checked_at.desc(), SpotCheck.id.desc())
        .limit(limit)
    )
    if post_id is not None:
        statement = statement.where(SpotCheck.post_id == post_id)
    return [
        SpotCheckRow(
            c.id,
            c.post_id,
            post,
            c.checked_at,
            shown_name(viewer, inspector or ""),
            c.expected,
            c.present,
            c.found_empty,
            c.protective_gear_worn,
            c.log_kept,
            c.remark,
            c.rectified_at,
        )
        for c, post, inspector in db.session.execute(statement)
    ]
