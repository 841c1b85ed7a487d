"""Counting the team's own supplies at a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.stock import check_counts
from teamhub.models.base import db
from teamhub.models.duty import Handover
from teamhub.models.supplies import StockCount
from teamhub.queries import stock, terms


def count_stock(post_id: int, counts: Mapping[str, int], *, by: Viewer, at: datetime) -> None:
    """`counts`: item -> how many are there; what is not named was not counted. Raises NotFound, StockRefused."""
    post = stock.of_post(by, post_id)
    check_counts(counts, list(terms.terms(by.community_id, "stock_item")))
    _store(post.post_id, None, counts, by, at)


def count_at_handover(handover: Handover, counts: Mapping[str, int], *, by: Viewer, at: datetime) -> None:
    """With the note of a handover: nothing need be counted; a note that is written again takes the place of its
    counts. Raises StockRefused."""
    if counts:
        check_counts(counts, list(terms.terms(by.community_id, "stock_item")))
    db.session.execute(delete(StockCount).where(StockCount.handover_id == handover.id))
    if counts:
        _store(handover.post_id, handover.id, counts, by, at)


def _store(
    post_id: int, handover_id: int | None, counts: Mapping[str, int], by: Viewer, at: datetime
) -> None:
    for item, quantity in counts.items():
        db.session.add(
            StockCount(
                community_id=by.community_id,
                post_id=post_id,
                handover_id=handover_id,
                item=item,
                quantity=quantity,
                counted_at=at,
                recorded_by_id=by.account_id or None,
            )
        )
    db.session.flush()
    journal.write("stock.count", by=by, at=at, object_type="post", object_id=post_id, items=len(counts))
