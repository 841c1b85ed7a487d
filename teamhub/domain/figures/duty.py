"""Posts, shifts and attendance of one duty date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from teamhub.domain.figures.labels import Label, Share


@dataclass(frozen=True)
class Seats:
    """Seats of one post in one shift: how many were due and how many were taken."""

    expected: int
    present: int


@dataclass(frozen=True)
class ShiftFigures:
    """One shift of the duty date, in the order of the day. Times in the community's zone."""

    kind: str
    label: Label
    starts_at: datetime
    ends_at: datetime
    expected: int
    present: int
    late: int = 0
    absent: int = 0

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class PostRow:
    """`staff` runs parallel to `DutyFigures.shifts`. `vehicles` and `pieces` are None at posts that do not
    count them; `pending` pieces still wait to be carried to a door."""

    code: str
    name: Label
    kind: str
    kind_label: Label
    is_open: bool
    staff: tuple[Seats, ...]
    vehicles: int | None = None
    pieces: int | None = None
    pending: int = 0
    late: int = 0
    absent: int = 0
    found_empty: int = 0


@dataclass(frozen=True)
class CadreFigures:
    """Persons, not seats. `present`: did at least one duty of the day; a cadre who served both at a post and at
    a sampling site counts once, at the sampling site. `resting`: deployed, without a duty that day."""

    expected: int = 0
    present: int = 0
    at_posts: int = 0
    at_sampling: int = 0
    resting: int = 0


@dataclass(frozen=True)
class OrganizationRow:
    """Cadres of one sending organisation: persons due and present."""

    name: Label
    expected: int
    present: int


@dataclass(frozen=True)
class DutyFigures:
    """Seats are counted in 人次: one person on two shifts is two. `posts` are those with the checkpoint flag."""

    posts: int = 0
    open_gates: int = 0
    shifts: tuple[ShiftFigures, ...] = ()
    expected: int = 0
    present: int = 0
    late: int = 0
    absent: int = 0
    left_early: int = 0
    substitutions: int = 0
    spot_checks: int = 0
    spot_expected: int = 0
    spot_present: int = 0
    empty_posts_found: int = 0
    rows: tuple[PostRow, ...] = ()
    by_member_type: tuple[Share, ...] = ()
    cadres: CadreFigures = CadreFigures()
    organizations: tuple[OrganizationRow, ...] = ()
