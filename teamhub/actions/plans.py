"""Shift patterns, staffing templates and rules of timed cases. What was planned under an older version stays:
shifts, sessions and cases carry their own copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.plans import PatternPart, PlanRefused, Seat, check_pattern, check_rule, check_seats
from teamhub.models.base import db
from teamhub.models.campaigns import (
    Campaign,
    RuleSet,
    ShiftPattern,
    ShiftPatternPart,
    StaffingSeat,
    StaffingTemplate,
)


def save_pattern(
    pattern: ShiftPattern | None,
    *,
    campaign_id: int,
    name: str,
    starts_on: date,
    parts: Sequence[PatternPart],
    by: Viewer,
    at: datetime,
) -> ShiftPattern:
    """A new pattern, or the changed one. Raises NotFound, PlanRefused."""
    campaign = db.session.get(Campaign, campaign_id)
    if campaign is None or campaign.community_id != by.community_id:
        raise NotFound
    check_pattern(parts)
    same = select(ShiftPattern.id).where(ShiftPattern.campaign_id == campaign_id, ShiftPattern.name == name)
    _check_name(name, db.session.scalar(same), pattern.id if pattern else None)
    if pattern is None:
        pattern = ShiftPattern(community_id=by.community_id, campaign_id=campaign_id)
        db.session.add(pattern)
    elif pattern.community_id != by.community_id:
        raise NotFound
    pattern.name, pattern.starts_on = name, starts_on
    pattern.parts = [
        ShiftPatternPart(
            community_id=by.community_id,
            kind=part.kind,
            starts_minute=part.starts_minute,
            length_minutes=part.length_minutes,
        )
        for part in parts
    ]
    db.session.flush()
    journal.write("shift_pattern.saved", by=by, at=at, object_type="shift_pattern", object_id=pattern.id)
    return pattern


def save_template(
    template: StaffingTemplate | None, *, name: str, seats: Sequence[Seat], by: Viewer, at: datetime
) -> StaffingTemplate:
    """Raises NotFound, PlanRefused."""
    check_seats(seats)
    same = select(StaffingTemplate.id).where(
        StaffingTemplate.community_id == by.community_id, StaffingTemplate.name == name
    )
    _check_name(name, db.session.scalar(same), template.id if template else None)
    if template is None:
        template = StaffingTemplate(community_id=by.community_id)
        db.session.add(template)
    elif template.community_id != by.community_id:
        raise NotFound
    template.name = name
    template.seats = [
        StaffingSeat(
            community_id=by.community_id,
            member_type=seat.member_type,
            task=seat.task,
            count=seat.count,
            position=position,
        )
        for position, seat in enumerate(seats)
    ]
    db.session.flush()
    journal.write(
        "staffing_template.saved", by=by, at=at, object_type="staffing_template", object_id=template.id
    )
    return template


def save_rule_set(
    rule_set: RuleSet | None,
    *,
    name: str,
    days: int,
    tests: int,
    min_interval_hours: int,
    mode: str,
    by: Viewer,
    at: datetime,
) -> RuleSet:
    """Raises NotFound, PlanRefused."""
    check_rule(days, tests, min_interval_hours)
    same = select(RuleSet.id).where(RuleSet.community_id == by.community_id, RuleSet.name == name)
    _check_name(name, db.session.scalar(same), rule_set.id if rule_set else None)
    if rule_set is None:
        rule_set = RuleSet(community_id=by.community_id)
        db.session.add(rule_set)
    elif rule_set.community_id != by.community_id:
        raise NotFound
    rule_set.name, rule_set.mode = name, mode
    rule_set.days, rule_set.tests, rule_set.min_interval_hours = days, tests, min_interval_hours
    db.session.flush()
    journal.write("rule_set.saved", by=by, at=at, object_type="rule_set", object_id=rule_set.id)
    return rule_set


def _check_name(name: str, found: int | None, own: int | None) -> None:
    if not name:
        raise PlanRefused("name_needed")
    if found is not None and found != own:
        raise PlanRefused("plan_name_taken")
