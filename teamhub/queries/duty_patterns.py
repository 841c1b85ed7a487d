"""The shift patterns of a campaign, as the rules of duty time read them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from teamhub.domain.duty_time import PatternPart, ShiftPattern
from teamhub.models import campaigns
from teamhub.models.base import db


def patterns_of(campaign_id: int) -> list[ShiftPattern]:
    """In the order in which they come into force."""
    rows = db.session.scalars(
        select(campaigns.ShiftPattern)
        .where(campaigns.ShiftPattern.campaign_id == campaign_id)
        .options(selectinload(campaigns.ShiftPattern.parts))
        .order_by(campaigns.ShiftPattern.starts_on, campaigns.ShiftPattern.id)
    )
    return [
        ShiftPattern(
            p.name,
            p.starts_on,
            tuple(PatternPart(part.starts_minute, part.length_minutes, part.kind) for part in p.parts),
        )
        for p in rows
    ]
