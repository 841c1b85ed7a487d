"""Personal data that somebody opened: who, when and why is kept."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import Reveal

LONGEST_REASON = 240


def note_reveal(
    action: str, object_type: str, object_id: int, reason: str, *, by: Viewer, at: datetime
) -> None:
    """`action`: what the journal calls it. The caller has checked the right and that a reason is given."""
    db.session.add(
        Reveal(
            community_id=by.community_id,
            account_id=by.account_id,
            object_type=object_type,
            object_id=object_id,
            reason=reason.strip()[:LONGEST_REASON],
            at=at,
        )
    )
    journal.write(action, by=by, at=at, object_type=object_type, object_id=object_id)
