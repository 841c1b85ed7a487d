"""Where somebody is needed: the gaps of the running shift and of the next one, most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.attendance import Missing
from teamhub.domain.duty_time import whole_minutes
from teamhub.domain.settings import Thresholds

NEXT_SHIFT_WITHIN = timedelta(hours=12)
CONFIRM_BEFORE = timedelta(hours=2)


class GapKind(StrEnum):
    """In the order of urgency."""

    EMPTY_POST = "empty_post"
    SEAT_OPEN = "seat_open"
    NOT_ARRIVED = "not_arrived"
    NEXT_SEAT_OPEN = "next_seat_open"
    RELIEF_UNCONFIRMED = "relief_unconfirmed"
    RELIEF_ABSENT_BEFORE = "relief_absent_before"
    TOO_LONG_ON_POST = "too_long_on_post"


@dataclass(frozen=True)
class SeatNow:
    """`missing` None: arrived; `waited`: minutes since expected. `left`: checked out. `absent_before`: did not come
    to the shift before this one."""

    id: int
    missing: Missing | None
    left: bool = False
    confirmed: bool = False
    waited: int = 0
    absent_before: bool = False

    @property
    def on_post(self) -> bool:
        return self.missing is None and not self.left


@dataclass(frozen=True)
class PostNow:
    """One post in one shift. `wanted`: seats by the template."""

    post_id: int
    is_gate: bool
    wanted: int
    seats: Sequence[SeatNow]

    @property
    def on_post(self) -> int:
        return sum(seat.on_post for seat in self.seats)

    @property
    def open_seats(self) -> int:
        """Seats that nobody holds: never assigned, or left."""
        return max(0, self.wanted - sum(not seat.left for seat in self.seats))


@dataclass(frozen=True)
class ShiftNow:
    id: int
    starts_at: datetime
    posts: Sequence[PostNow]


@dataclass(frozen=True)
class LongOnPost:
    """Somebody who has been on post for so many minutes, and is still."""

    seat_id: int
    shift_id: int
    post_id: int
    minutes: int
    is_gate: bool = False


@dataclass(frozen=True)
class Gap:
    """`people`: how many are needed. `minutes`: since it began, or (before the shift) until it begins; of somebody too
    long on post: since the arrival.
    `seat_ids`: whose absence it is. `post_id` None: several posts."""

    kind: GapKind
    shift_id: int
    post_id: int | None
    people: int
    minutes: int
    is_gate: bool = False
    seat_ids: tuple[int, ...] = ()

    @property
    def running(self) -> bool:
        return self.kind in (
            GapKind.EMPTY_POST,
            GapKind.SEAT_OPEN,
            GapKind.NOT_ARRIVED,
            GapKind.TOO_LONG_ON_POST,
        )


def find_gaps(
    running: Iterable[ShiftNow],
    coming: ShiftNow | None,
    at: datetime,
    thresholds: Thresholds,
    long_on_post: Iterable[LongOnPost] = (),
) -> tuple[Gap, ...]:
    """Empty posts first, then open seats, then people who are late enough for an alert, then the next shift, then who
    has been on post for longer than is right. Within a kind: gates first, then the longest (before the shift: the soonest)."""
    found: list[Gap] = []
    for shift in running:
        for post in shift.posts:
            found += _of_running(shift, post, at, thresholds)
    if coming is not None and coming.starts_at - at <= NEXT_SHIFT_WITHIN:
        found += _of_coming(coming, at)
    found += (
        Gap(GapKind.TOO_LONG_ON_POST, one.shift_id, one.post_id, 1, one.minutes, one.is_gate, (one.seat_id,))
        for one in long_on_post
        if one.minutes > thresholds.longest_on_post_hours * 60
    )
    return tuple(sorted(found, key=_urgency))


def _of_running(shift: ShiftNow, post: PostNow, at: datetime, thresholds: Thresholds) -> Iterable[Gap]:
    since = whole_minutes(shift.starts_at, at)
    waited_for = tuple(s.id for s in post.seats if s.missing is not None and not s.left)
    if post.wanted and not post.on_post and since > thresholds.grace_minutes:
        yield Gap(GapKind.EMPTY_POST, shift.id, post.post_id, post.wanted, since, post.is_gate, waited_for)
        return
    if post.open_seats:
        yield Gap(GapKind.SEAT_OPEN, shift.id, post.post_id, post.open_seats, since, post.is_gate)
    for seat in post.seats:
        if seat.missing in (Missing.ALERT, Missing.ABSENT):
            yield Gap(GapKind.NOT_ARRIVED, shift.id, post.post_id, 1, seat.waited, post.is_gate, (seat.id,))


def _of_coming(shift: ShiftNow, at: datetime) -> Iterable[Gap]:
    until = whole_minutes(at, shift.starts_at)
    for post in shift.posts:
        if post.open_seats:
            yield Gap(GapKind.NEXT_SEAT_OPEN, shift.id, post.post_id, post.open_seats, until, post.is_gate)
    if shift.starts_at - at <= CONFIRM_BEFORE:
        silent = [(p, s) for p in shift.posts for s in p.seats if not s.confirmed and s.missing is not None]
        if silent:
            places = {p.post_id for p, _ in silent}
            yield Gap(
                GapKind.RELIEF_UNCONFIRMED,
                shift.id,
                places.pop() if len(places) == 1 else None,
                len(silent),
                until,
                seat_ids=tuple(s.id for _, s in silent),
            )
    for post in shift.posts:
        for seat in post.seats:
            if seat.absent_before and seat.missing is not None:
                yield Gap(
                    GapKind.RELIEF_ABSENT_BEFORE, shift.id, post.post_id, 1, until, post.is_gate, (seat.id,)
                )


def _urgency(gap: Gap) -> tuple[int, bool, int]:
    rank = list(GapKind).index(gap.kind)
    return rank, not gap.is_gate, -gap.minutes if gap.running else gap.minutes
