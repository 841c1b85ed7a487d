"""Posts, their gates, and sampling sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select

from teamhub.actions import journal
from teamhub.actions.duty_posts import fresh_key
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.places import PostFacts
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.duty import GatePeriod, Post
from teamhub.models.places import Compound
from teamhub.models.testing import SamplingSite, SiteCompound
from teamhub.queries import terms
from teamhub.queries.codes import next_code
from teamhub.queries.posts import is_open


class PostRefused(RuleBroken):
    """The post, gate or site cannot be stored like this."""


def add_post(campaign: Campaign, facts: PostFacts, *, by: Viewer, at: datetime) -> Post:
    """At the end of the list, with a fresh secret for its QR codes. Raises NotFound, PostRefused."""
    if campaign.community_id != by.community_id:
        raise NotFound
    _check_post(facts, by)
    code = facts.code or next_code(Post.code, Post.campaign_id == campaign.id, form="K01")
    taken = select(Post.id).where(Post.campaign_id == campaign.id, Post.code == code)
    if db.session.scalar(taken) is not None:
        raise PostRefused("place_code_taken")
    last = db.session.scalar(select(func.max(Post.position)).where(Post.campaign_id == campaign.id))
    post = Post(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=code,
        position=(last or 0) + 1,
        key=fresh_key(),
    )
    _fill_post(post, facts)
    db.session.add(post)
    db.session.flush()
    journal.write("post.added", by=by, at=at, object_type="post", object_id=post.id)
    return post


def change_post(post: Post, facts: PostFacts, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound, PostRefused."""
    if post.community_id != by.community_id:
        raise NotFound
    _check_post(facts, by)
    _fill_post(post, facts)
    db.session.flush()
    journal.write("post.changed", by=by, at=at, object_type="post", object_id=post.id)


def open_gate(post: Post, since: datetime, reason: str, *, by: Viewer, at: datetime) -> GatePeriod:
    """From this moment the post is open to outside. Raises NotFound, PostRefused(reason_needed | gate_open |
    gate_overlaps)."""
    _check_gate(post, reason, by)
    for period in post.gate_periods:
        if is_open(period, since):
            raise PostRefused("gate_open")
        if period.open_from > since:
            raise PostRefused("gate_overlaps")
    period = GatePeriod(
        community_id=by.community_id,
        post_id=post.id,
        open_from=since,
        open_reason=reason,
        opened_by_id=by.account_id or None,
    )
    db.session.add(period)
    db.session.flush()
    journal.write("gate.opened", by=by, at=at, object_type="post", object_id=post.id)
    return period


def close_gate(post: Post, until: datetime, reason: str, *, by: Viewer, at: datetime) -> None:
    """From this moment the post lets nothing in from outside. Raises NotFound, PostRefused(reason_needed |
    gate_not_open | gate_closes_early)."""
    _check_gate(post, reason, by)
    running = [period for period in post.gate_periods if period.open_until is None]
    if not running:
        raise PostRefused("gate_not_open")
    if until <= running[-1].open_from:
        raise PostRefused("gate_closes_early")
    running[-1].open_until = until
    running[-1].close_reason = reason
    running[-1].closed_by_id = by.account_id or None
    journal.write("gate.closed", by=by, at=at, object_type="post", object_id=post.id)


def save_site(
    site: SamplingSite | None,
    campaign: Campaign,
    *,
    name: str,
    code: str,
    compound_ids: Iterable[int],
    by: Viewer,
    at: datetime,
) -> SamplingSite:
    """A compound has one default site: taking it here ends it elsewhere. Raises NotFound, PostRefused."""
    if campaign.community_id != by.community_id or (site and site.community_id != by.community_id):
        raise NotFound
    if not name:
        raise PostRefused("name_needed")
    siblings = select(SamplingSite).where(SamplingSite.campaign_id == campaign.id)
    others = [s for s in db.session.scalars(siblings) if site is None or s.id != site.id]
    chosen = code or (
        site.code
        if site
        else next_code(SamplingSite.code, SamplingSite.campaign_id == campaign.id, form="S01")
    )
    if chosen in {s.code for s in others}:
        raise PostRefused("place_code_taken")
    if site is None:
        last = max((s.position for s in others), default=0)
        site = SamplingSite(community_id=by.community_id, campaign_id=campaign.id, position=last + 1)
        db.session.add(site)
    site.name, site.code = name, chosen
    db.session.flush()
    _serve(site, set(compound_ids), [s.id for s in others], by)
    journal.write("site.saved", by=by, at=at, object_type="sampling_site", object_id=site.id)
    return site


def _serve(site: SamplingSite, compound_ids: set[int], other_site_ids: list[int], by: Viewer) -> None:
    mine = select(Compound.id).where(Compound.community_id == by.community_id, Compound.id.in_(compound_ids))
    if set(db.session.scalars(mine)) != compound_ids:
        raise NotFound
    db.session.execute(delete(SiteCompound).where(SiteCompound.site_id == site.id))
    db.session.execute(
        delete(SiteCompound).where(
            SiteCompound.site_id.in_(other_site_ids), SiteCompound.compound_id.in_(compound_ids)
        )
    )
    db.session.add_all(
        SiteCompound(community_id=by.community_id, site_id=site.id, compound_id=compound_id)
        for compound_id in sorted(compound_ids)
    )
    db.session.flush()
    db.session.expire(site, ["compounds"])


def _check_post(facts: PostFacts, by: Viewer) -> None:
    if not facts.name:
        raise PostRefused("name_needed")
    if facts.kind not in terms.terms(by.community_id, "post_kind"):
        raise PostRefused("post_kind_unknown")
    if facts.closed_on is not None and facts.closed_on < facts.opened_on:
        raise PostRefused("post_closes_early")
    if facts.compound_id is not None:
        compound = db.session.get(Compound, facts.compound_id)
        if compound is None or compound.community_id != by.community_id:
            raise NotFound


def _fill_post(post: Post, facts: PostFacts) -> None:
    post.name, post.kind, post.seats = facts.name, facts.kind, facts.seats
    post.compound_id = facts.compound_id
    post.opened_on, post.closed_on = facts.opened_on, facts.closed_on


def _check_gate(post: Post, reason: str, by: Viewer) -> None:
    if post.community_id != by.community_id:
        raise NotFound
    if not reason:
        raise PostRefused("reason_needed")
