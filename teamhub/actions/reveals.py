"""Personal data that somebody opened: who, when and why is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import Reveal
from teamhub.queries.reveals import MANY, WITHIN

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
    _raise_alarm(by, at)


def _raise_alarm(by: Viewer, at: datetime) -> None:
    """Somebody has just opened many within a day: the journal says so once for each score, and leaders see it on their
    pages (`queries/reveals.many`). Nothing is refused: at night there may be a reason."""
    db.session.flush()
    times = db.session.scalar(
        select(func.count()).where(
            Reveal.community_id == by.community_id,
            Reveal.account_id == by.account_id,
            Reveal.at > at - WITHIN,
        )
    )
    if times and times % MANY == 0:
        journal.write(
            "privacy.many_opened", by=by, at=at, object_type="account", object_id=by.account_id, number=times
        )


def reveal_resident(resident_id: int, reason: str, *, by: Viewer, at: datetime) -> None:
    """Everything that is held about a resident was taken out, for the resident. The caller has loaded the resident
    through the viewer."""
    note_reveal("resident.opened", "resident", resident_id, reason, by=by, at=at)
