"""Posts, their gate periods, and sampling sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.duty import GatePeriod, Post
from teamhub.models.people import Account
from teamhub.models.places import Compound
from teamhub.models.testing import SamplingSite, SiteCompound


@dataclass(frozen=True)
class PostRow:
    """`gate_open`: open to outside at this moment."""

    id: int
    code: str
    name: str
    kind: str
    compound: str
    seats: int
    opened_on: date
    closed_on: date | None
    gate_open: bool

    def stands(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)


@dataclass(frozen=True)
class GateRow:
    open_from: datetime
    open_until: datetime | None
    open_reason: str
    close_reason: str
    opened_by: str
    closed_by: str


@dataclass(frozen=True)
class SiteRow:
    id: int
    code: str
    name: str
    compounds: tuple[str, ...]
    eligible: int


def listing(viewer: Viewer, campaign_id: int, at: datetime) -> list[PostRow]:
    """In the leader's order."""
    posts = db.session.scalars(
        select(Post)
        .where(Post.community_id == viewer.community_id, Post.campaign_id == campaign_id)
        .options(selectinload(Post.compound), selectinload(Post.gate_periods))
        .order_by(Post.position, Post.id)
    )
    return [
        PostRow(
            p.id,
            p.code,
            p.name,
            p.kind,
            p.compound.name if p.compound else "",
            p.seats,
            p.opened_on,
            p.closed_on,
            any(is_open(period, at) for period in p.gate_periods),
        )
        for p in posts
    ]


def is_open(period: GatePeriod, at: datetime) -> bool:
    return period.open_from <= at and (period.open_until is None or at < period.open_until)


def record(viewer: Viewer, post_id: int) -> Post:
    """Raises NotFound for a foreign one."""
    post = db.session.get(Post, post_id)
    if post is None or post.community_id != viewer.community_id:
        raise NotFound
    return post


def gate_history(viewer: Viewer, post_id: int) -> list[GateRow]:
    """The latest first, with the names of those who ordered it."""
    periods = db.session.scalars(
        select(GatePeriod)
        .where(GatePeriod.post_id == post_id, GatePeriod.community_id == viewer.community_id)
        .order_by(GatePeriod.open_from.desc())
    ).all()
    ids = {i for p in periods for i in (p.opened_by_id, p.closed_by_id) if i is not None}
    known = select(Account.id, Account.display_name).where(Account.id.in_(ids))
    names = dict(db.session.execute(known).all())
    return [
        GateRow(
            p.open_from,
            p.open_until,
            p.open_reason,
            p.close_reason,
            names.get(p.opened_by_id or 0, ""),
            names.get(p.closed_by_id or 0, ""),
        )
        for p in periods
    ]


def sites(viewer: Viewer, campaign_id: int) -> list[SiteRow]:
    """In the leader's order, with the compounds that come there and their eligible people."""
    found = db.session.scalars(
        select(SamplingSite)
        .where(SamplingSite.community_id == viewer.community_id, SamplingSite.campaign_id == campaign_id)
        .options(selectinload(SamplingSite.compounds))
        .order_by(SamplingSite.position, SamplingSite.id)
    )
    return [
        SiteRow(
            s.id,
            s.code,
            s.name,
            tuple(c.name for c in s.compounds),
            sum(c.eligible_count for c in s.compounds),
        )
        for s in found
    ]


def site_record(viewer: Viewer, site_id: int) -> SamplingSite:
    """Raises NotFound for a foreign one."""
    site = db.session.get(SamplingSite, site_id)
    if site is None or site.community_id != viewer.community_id:
        raise NotFound
    return site


def compounds_without_site(viewer: Viewer, campaign_id: int) -> list[str]:
    """Compounds whose people have nowhere to go yet."""
    served = (
        select(SiteCompound.compound_id)
        .join(SamplingSite, SamplingSite.id == SiteCompound.site_id)
        .where(SamplingSite.campaign_id == campaign_id)
    )
    return list(
        db.session.scalars(
            select(Compound.name)
            .where(Compound.community_id == viewer.community_id, Compound.id.not_in(served))
            .order_by(Compound.position, Compound.id)
        )
    )
