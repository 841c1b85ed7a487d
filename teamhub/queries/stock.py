"""How much of the team's own supplies is at each post, by the latest counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.stock import Counted, Level, levels
from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.models.supplies import StockCount
from teamhub.queries import terms

COUNTS_A_POST = 2
"""The latest count and the one before it, for the change."""


@dataclass(frozen=True)
class Item:
    """One thing that is counted."""

    code: str
    label: str
    low_at: int


@dataclass(frozen=True)
class PostStock:
    post_id: int
    name: str
    levels: dict[str, Level]

    @property
    def low(self) -> list[Level]:
        return [level for level in self.levels.values() if level.low]


def items(community_id: int, language: str) -> list[Item]:
    """What is counted now, in the leader's order."""
    known = terms.terms(community_id, "stock_item")
    return [
        Item(code, term.label(language), int(term.flags["low_at"]))
        for code, term in known.items()
        if term.active
    ]


def by_post(viewer: Viewer) -> list[PostStock]:
    """Every post, counted or not, in the leader's order."""
    found = _levels(viewer)
    posts = db.session.execute(
        select(Post.id, Post.name)
        .where(Post.community_id == viewer.community_id)
        .order_by(Post.position, Post.id)
    )
    return [PostStock(key, name, found.get(key, {})) for key, name in posts]


def of_post(viewer: Viewer, post_id: int) -> PostStock:
    """Raises NotFound."""
    post = db.session.get(Post, post_id)
    if post is None or post.community_id != viewer.community_id:
        raise NotFound
    return PostStock(post.id, post.name, _levels(viewer, post_id).get(post_id, {}))


def of_handover(viewer: Viewer, handover_id: int) -> list[Level]:
    """What was counted when the post changed hands, in the leader's order."""
    known = terms.terms(viewer.community_id, "stock_item")
    rows = db.session.scalars(
        select(StockCount)
        .where(StockCount.handover_id == handover_id, StockCount.community_id == viewer.community_id)
        .order_by(StockCount.id)
    )
    latest = {row.item: row for row in rows}
    return [
        Level(code, latest[code].quantity, latest[code].counted_at, None, int(term.flags["low_at"]))
        for code, term in known.items()
        if code in latest
    ]


def posts_that_are_low(viewer: Viewer) -> int:
    return sum(bool(post.low) for post in by_post(viewer))


def _levels(viewer: Viewer, post_id: int | None = None) -> dict[int, dict[str, Level]]:
    known = terms.terms(viewer.community_id, "stock_item")
    again = func.row_number().over(
        partition_by=(StockCount.post_id, StockCount.item),
        order_by=(StockCount.counted_at.desc(), StockCount.id.desc()),
    )
    ranked = select(
        StockCount.id,
        StockCount.post_id,
        StockCount.item,
        StockCount.quantity,
        StockCount.counted_at,
        again.label("again"),
    ).where(StockCount.community_id == viewer.community_id)
    if post_id is not None:
        ranked = ranked.where(StockCount.post_id == post_id)
    last = ranked.subquery()
    rows = db.session.execute(
        select(last.c.post_id, last.c.item, last.c.quantity, last.c.counted_at)
        .where(last.c.again <= COUNTS_A_POST)
        .order_by(last.c.again.desc())
    )
    counts = [Counted(*row) for row in rows]
    return levels(counts, {code: int(term.flags["low_at"]) for code, term in known.items() if term.active})
