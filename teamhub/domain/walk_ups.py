"""Volunteers whom nobody listed: what they say of themselves, and how their offer stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from teamhub.domain.errors import RuleBroken


class WalkUpState(StrEnum):
    """`admitted`: on the roster, the phone not enrolled yet."""

    WAITS = "waits"
    ADMITTED = "admitted"
    ENROLLED = "enrolled"
    DECLINED = "declined"


class WalkUpRefused(RuleBroken):
    """walk_up_rules_needed | walk_up_name_needed | walk_up_phone_needed | walk_up_type_unknown | walk_up_decided | walk_up_listed |
    walk_up_not_admitted"""


@dataclass(frozen=True)
class WalkUpFacts:
    """As typed; `member_type`: a code."""

    name: str
    phone: str
    member_type: str


def walk_up_state(
    admitted_at: datetime | None, declined_at: datetime | None, *, enrolled: bool
) -> WalkUpState:
    if declined_at is not None:
        return WalkUpState.DECLINED
    if admitted_at is None:
        return WalkUpState.WAITS
    return WalkUpState.ENROLLED if enrolled else WalkUpState.ADMITTED
