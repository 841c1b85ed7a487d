"""What is over by its age is due while no campaign is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from teamhub.models.base import db
from teamhub.models.campaigns import Reveal
from teamhub.queries import retention
from tests.cast import Cast

NOW = datetime(2022, 4, 10, tzinfo=UTC)


def test_an_old_look_at_a_resident_is_due_while_no_campaign_is_over(cast: Cast) -> None:
    looks = [
        Reveal(
            community_id=cast.community_id,
            account_id=cast.account("leader"),
            object_type="resident",
            object_id=1,
            reason="call",
            at=NOW - timedelta(days=retention.REVEAL_DAYS + days),
        )
        for days in (1, -1)
    ]
    db.session.add_all(looks)
    db.session.commit()
    due = retention.due(cast.community_id, NOW)
    assert (due.campaigns, due.held["reveals"], due.ids["reveals"]) == ([], 2, [looks[0].id])
