"""Who may take which seat. A refusal is a list of reasons, never a bare no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from teamhub.domain.duty_time import whole_minutes
from teamhub.domain.errors import RuleBroken
from teamhub.domain.settings import Thresholds


class ObstacleKind(StrEnum):
    DOUBLE_BOOKING = "double_booking"
    SUCCESSIVE_SHIFTS = "successive_shifts"
    TOO_LITTLE_REST = "too_little_rest"
    NOT_YET_DEPLOYED = "not_yet_deployed"
    DEPLOYMENT_OVER = "deployment_over"
    ON_LEAVE = "on_leave"
    INACTIVE = "inactive"
    POST_NOT_OPEN = "post_not_open"
    POST_CLOSED = "post_closed"


MAY_BE_OVERRIDDEN = frozenset({ObstacleKind.SUCCESSIVE_SHIFTS, ObstacleKind.TOO_LITTLE_REST})
"""A leader may say yes with a reason, as on the first night. The others are facts."""


@dataclass(frozen=True)
class Duty:
    """A stretch of time that somebody is on duty. `id`: of the assignment, 0 for one that is only wanted."""

    id: int
    post_id: int
    starts_at: datetime
    ends_at: datetime
    duty_date: date


@dataclass(frozen=True)
class Span:
    """Half-open [starts_at, ends_at); `ends_at` None: open."""

    starts_at: datetime
    ends_at: datetime | None

    def touches(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and (self.ends_at is None or starts_at < self.ends_at)


@dataclass(frozen=True)
class PersonTimes:
    """When a person is there: inclusive days of deployment (None: open), approved leave, all standing duties."""

    duties: Sequence[Duty] = ()
    deployed_from: date | None = None
    deployed_to: date | None = None
    leaves: Sequence[Span] = ()
    active: bool = True


@dataclass(frozen=True)
class PostTimes:
    """When a post is staffed: inclusive days (None: open) and the closures in between."""

    opened_on: date | None = None
    closed_on: date | None = None
    closures: Sequence[Span] = ()


@dataclass(frozen=True)
class Obstacle:
    """`other`: the duty it collides with. `rest_minutes`: rest that would be left. `day`: from or until when."""

    kind: ObstacleKind
    other: Duty | None = None
    rest_minutes: int | None = None
    day: date | None = None

    @property
    def hard(self) -> bool:
        return self.kind not in MAY_BE_OVERRIDDEN


class AssignmentRefused(RuleBroken):
    """assignment_refused: `obstacles`."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__("assignment_refused", obstacles=tuple(obstacles))
        self.obstacles = tuple(obstacles)


def obstacles(
    wanted: Duty, person: PersonTimes, post: PostTimes, thresholds: Thresholds
) -> tuple[Obstacle, ...]:
    """Everything against this assignment, the hard facts first. Empty: nothing."""
    found = [*_of_person(wanted, person), *_of_post(wanted, post)]
    for other in person.duties:
        clash = None if wanted.id and other.id == wanted.id else _between(wanted, other, thresholds)
        if clash:
            found.append(clash)
    return tuple(sorted(found, key=lambda o: (not o.hard, list(ObstacleKind).index(o.kind))))


def check_assignment(
    wanted: Duty, person: PersonTimes, post: PostTimes, thresholds: Thresholds, *, override_reason: str = ""
) -> None:
    """Raises AssignmentRefused. A reason overrides what may be overridden, never a hard fact."""
    against = obstacles(wanted, person, post, thresholds)
    if any(o.hard for o in against) or (against and not override_reason.strip()):
        raise AssignmentRefused(against)


def _of_person(wanted: Duty, person: PersonTimes) -> Iterable[Obstacle]:
    if not person.active:
        yield Obstacle(ObstacleKind.INACTIVE)
    if person.deployed_from and wanted.duty_date < person.deployed_from:
        yield Obstacle(ObstacleKind.NOT_YET_DEPLOYED, day=person.deployed_from)
    if person.deployed_to and wanted.duty_date > person.deployed_to:
        yield Obstacle(ObstacleKind.DEPLOYMENT_OVER, day=person.deployed_to)
    if any(leave.touches(wanted.starts_at, wanted.ends_at) for leave in person.leaves):
        yield Obstacle(ObstacleKind.ON_LEAVE)


def _of_post(wanted: Duty, post: PostTimes) -> Iterable[Obstacle]:
    if post.opened_on and wanted.duty_date < post.opened_on:
        yield Obstacle(ObstacleKind.POST_NOT_OPEN, day=post.opened_on)
    if post.closed_on and wanted.duty_date > post.closed_on:
        yield Obstacle(ObstacleKind.POST_CLOSED, day=post.closed_on)
    elif any(closure.touches(wanted.starts_at, wanted.ends_at) for closure in post.closures):
        yield Obstacle(ObstacleKind.POST_CLOSED)


def _between(wanted: Duty, other: Duty, thresholds: Thresholds) -> Obstacle | None:
    """Two duties of one person. Shifts that follow each other without a break are successive; where these are
    allowed, the rest between them is not asked for."""
    if wanted.starts_at < other.ends_at and other.starts_at < wanted.ends_at:
        return Obstacle(ObstacleKind.DOUBLE_BOOKING, other)
    earlier, later = sorted((wanted, other), key=lambda d: d.starts_at)
    rest = whole_minutes(earlier.ends_at, later.starts_at)
    if rest == 0:
        allowed = thresholds.successive_shifts_allowed
        return None if allowed else Obstacle(ObstacleKind.SUCCESSIVE_SHIFTS, other, 0)
    if rest < thresholds.rest_hours * 60:
        return Obstacle(ObstacleKind.TOO_LITTLE_REST, other, rest)
    return None


class SeatState(StrEnum):
    GAP = "gap"
    BELOW = "below"
    FULL = "full"


@dataclass(frozen=True)
class SeatCoverage:
    """One post in one shift: `filled` of `seats`."""

    seats: int
    filled: int

    @property
    def state(self) -> SeatState:
        """gap: nobody where somebody is due; below: fewer than the template; full: enough or none due."""
        if self.filled >= self.seats:
            return SeatState.FULL
        return SeatState.BELOW if self.filled else SeatState.GAP

    @property
    def open_seats(self) -> int:
        return max(0, self.seats - self.filled)


def longest_stretch(duties: Iterable[Duty]) -> timedelta:
    """The longest time on duty without a break; duties that touch or overlap are one stretch."""
    longest, began, until = timedelta(0), None, None
    for duty in sorted(duties, key=lambda d: (d.starts_at, d.ends_at)):
        if began is None or until is None or duty.starts_at > until:
            began, until = duty.starts_at, duty.ends_at
        until = max(until, duty.ends_at)
        longest = max(longest, until - began)
    return longest


@dataclass(frozen=True)
class Candidate:
    """Somebody who might stand in. `shifts_held`: in the campaign so far."""

    person_id: int
    member_type: str
    obstacles: tuple[Obstacle, ...]
    shifts_held: int


def substitutes(candidates: Iterable[Candidate], *, member_type: str) -> tuple[Candidate, ...]:
    """Best first: free and rested, then those whom only a reason would allow; within these the same member type,
    then the fewest shifts. Who cannot come at all is left out."""
    possible = [c for c in candidates if not any(o.hard for o in c.obstacles)]
    return tuple(
        sorted(
            possible,
            key=lambda c: (len(c.obstacles), c.member_type != member_type, c.shifts_held, c.person_id),
        )
    )
