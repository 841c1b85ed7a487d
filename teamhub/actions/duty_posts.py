"""Posts: set up, changed, opened and closed, their gates and the key of their posters. All of it dated."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import GatePeriod, Post
from teamhub.models.places import Compound
from teamhub.queries.duty_seats import post_of


class PostRefused(RuleBroken):
    """post_code_taken | post_closes_early"""


@dataclass(frozen=True)
class PostFacts:
    """`code` empty: the next free one. Days are inclusive."""

    name: str
    kind: str
    seats: int
    opened_on: date
    closed_on: date | None = None
    compound_id: int | None = None
    code: str = ""


def fresh_key() -> str:
    """The secret that a post's posters are signed with."""
    return secrets.token_urlsafe(24)


def open_post(campaign: Campaign, facts: PostFacts, *, is_gate: bool, by: Viewer, at: datetime) -> Post:
    """Raises PostRefused, NotFound for a foreign compound."""
    code = facts.code or _next_code(campaign)
    if db.session.scalar(select(Post.id).where(Post.campaign_id == campaign.id, Post.code == code)) is not None:
        raise PostRefused("post_code_taken")
    last = db.session.scalar(select(func.max(Post.position)).where(Post.campaign_id == campaign.id))
    post = Post(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=code,
        position=(last or 0) + 1,
        key=fresh_key(),
    )
    _fill(post, facts, by)
    db.session.add(post)
    db.session.flush()
    journal.write("post.opened", by=by, at=at, object_type="post", object_id=post.id)
    set_gate(post.id, is_gate, by=by, at=at)
    return post


def change_post(post_id: int, facts: PostFacts, *, is_gate: bool, by: Viewer, at: datetime) -> Post:
    """Raises NotFound, PostRefused."""
    post = post_of(by, post_id)
    _fill(post, facts, by)
    db.session.flush()
    journal.write("post.changed", by=by, at=at, object_type="post", object_id=post.id)
    set_gate(post.id, is_gate, by=by, at=at)
    return post


def set_gate(post_id: int, is_gate: bool, *, by: Viewer, at: datetime) -> None:
    """Opens the post to outside from now on, or closes it. Nothing happens when it is so already."""
    post = post_of(by, post_id)
    period = db.session.scalar(
        select(GatePeriod).where(
            GatePeriod.post_id == post.id,
            GatePeriod.open_from <= at,
            or_(GatePeriod.open_until.is_(None), GatePeriod.open_until > at),
        )
    )
    if is_gate == (period is not None):
        return
    if period is None:
        db.session.add(GatePeriod(community_id=by.community_id, post_id=post.id, open_from=at))
    else:
        period.open_until = at
    db.session.flush()
    journal.write(
        "post.gate_opened" if is_gate else "post.gate_closed", by=by, at=at, object_type="post", object_id=post.id
    )


def rotate_key(post_id: int, *, by: Viewer, at: datetime) -> Post:
    """From now on only newly printed posters of this post are valid. Raises NotFound."""
    post = post_of(by, post_id)
    post.key = fresh_key()
    db.session.flush()
    journal.write("post.key_changed", by=by, at=at, object_type="post", object_id=post.id)
    return post


def _fill(post: Post, facts: PostFacts, by: Viewer) -> None:
    if facts.closed_on is not None and facts.closed_on < facts.opened_on:
        raise PostRefused("post_closes_early")
    if facts.compound_id is not None:
        compound = db.session.get(Compound, facts.compound_id)
        if compound is None or compound.community_id != by.community_id:
            raise NotFound
    post.name, post.kind, post.seats = facts.name, facts.kind, facts.seats
    post.opened_on, post.closed_on = facts.opened_on, facts.closed_on
    post.compound_id = facts.compound_id


def _next_code(campaign: Campaign) -> str:
    codes = set(db.session.scalars(select(Post.code).where(Post.campaign_id == campaign.id)))
    return next(code for n in range(1, len(codes) + 2) if (code := f"K{n:02d}") not in codes)
