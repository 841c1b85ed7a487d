"""What waits for a reader's acknowledgement."""

from __future__ import annotations

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.notices import Directive, DirectiveReceipt


def waiting(viewer: Viewer) -> int:
    """Directives addressed to the viewer and not yet acknowledged."""
    if viewer.person_id is None:
        return 0
    return (
        db.session.scalar(
            select(func.count())
            .select_from(DirectiveReceipt)
            .join(Directive)
            .where(
                DirectiveReceipt.person_id == viewer.person_id,
                DirectiveReceipt.acknowledged_at.is_(None),
                Directive.withdrawn_at.is_(None),
            )
        )
        or 0
    )
