"""Spot checks: what an inspector found at a post, and when it was put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teamhub.actions import duty_confirmations, journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.duty import SpotCheck
from teamhub.queries.duty_seats import post_of


class SpotCheckRefused(RuleBroken):
    """more_present_than_expected | checked_in_future"""


@dataclass(frozen=True)
class Found:
    expected: int
    present: int
    protective_gear_worn: bool = True
    log_kept: bool = True
    remark: str = ""


def record_spot_check(
    post_id: int, found: Found, *, checked_at: datetime, by: Viewer, at: datetime
) -> SpotCheck:
    """Raises NotFound, SpotCheckRefused. A post with nobody where somebody is expected was found empty; where everybody
    was found, the arrivals there are confirmed."""
    post = post_of(by, post_id)
    if found.present > found.expected:
        raise SpotCheckRefused("more_present_than_expected")
    if checked_at > at:
        raise SpotCheckRefused("checked_in_future")
    check = SpotCheck(
        community_id=by.community_id,
        post_id=post.id,
        checked_at=checked_at,
        inspector_id=by.person_id,
        expected=found.expected,
        present=found.present,
        found_empty=found.present == 0 and found.expected > 0,
        protective_gear_worn=found.protective_gear_worn,
        log_kept=found.log_kept,
        remark=found.remark,
        recorded_at=at,
    )
    db.session.add(check)
    db.session.flush()
    journal.write("spot_check.recorded", by=by, at=at, object_type="spot_check", object_id=check.id)
    if found.present == found.expected:
        duty_confirmations.confirm_found(post, checked_at, by=by, at=at)
    return check


def rectify(check_id: int, *, by: Viewer, at: datetime) -> SpotCheck:
    """What was wrong is right again. Raises NotFound."""
    check = db.session.get(SpotCheck, check_id)
    if check is None or check.community_id != by.community_id:
        raise NotFound
    if check.rectified_at is None:
        check.rectified_at = at
        db.session.flush()
        journal.write("spot_check.rectified", by=by, at=at, object_type="spot_check", object_id=check.id)
    return check
