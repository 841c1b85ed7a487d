"""What the public page of a community may know: whether it is open, and how the request of one code stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.domain.deeds import RequestState
from teamhub.models.base import db
from teamhub.models.deeds import ResidentRequest
from teamhub.queries import terms


@dataclass(frozen=True)
class Followed:
    """Nothing that the code's holder did not send: kind, times and state; nobody's name."""

    category: str
    state: RequestState
    asked_at: datetime
    done_at: datetime | None


def is_open(community_id: int) -> bool:
    """Switched on, and somebody wrote what residents agree to."""
    if not terms.thresholds(community_id).residents_ask_online:
        return False
    return bool(terms.standard_text(community_id, "request_consent", "zh_Hans_CN").strip())


def by_digest(community_id: int, digest: str) -> ResidentRequest | None:
    return db.session.scalar(
        select(ResidentRequest).where(
            ResidentRequest.community_id == community_id, ResidentRequest.follow_digest == digest
        )
    )


def followed(community_id: int, digest: str, language: str) -> Followed | None:
    found = by_digest(community_id, digest)
    if found is None:
        return None
    category = terms.label(community_id, "deed_category", found.category, language)
    return Followed(category, RequestState(found.state), found.asked_at, found.done_at)
