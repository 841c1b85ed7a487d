"""Links at which somebody without an account reads the tally: made and withdrawn."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.tally_links import check_link
from teamhub.models.base import db
from teamhub.models.briefs import TallyLink
from teamhub.queries import tally_links


def make_link(label: str, days: int, *, by: Viewer, at: datetime) -> TallyLink:
    """`label`: whom it is for. Raises TallyLinkRefused."""
    check_link(label, days)
    link = TallyLink(
        community_id=by.community_id,
        label=label.strip(),
        key=secrets.token_hex(16),
        created_at=at,
        created_by_id=by.account_id or None,
        expires_at=at + timedelta(days=days),
    )
    db.session.add(link)
    db.session.flush()
    journal.write("tally_link.make", by=by, at=at, object_type="tally_link", object_id=link.id, days=days)
    return link


def withdraw_link(link_id: int, *, by: Viewer, at: datetime) -> None:
    """It opens nothing from now on; a second time changes nothing. Raises NotFound."""
    link = tally_links.of_viewer(by, link_id)
    if link.withdrawn_at is not None:
        return
    link.withdrawn_at = at
    db.session.flush()
    journal.write("tally_link.withdraw", by=by, at=at, object_type="tally_link", object_id=link.id)
