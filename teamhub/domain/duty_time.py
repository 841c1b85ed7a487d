"""When shifts run. A pattern is written in the community's wall-clock time; a shift is a pair of instants (UTC)
with the duty date on which it began. All intervals are half-open: a shift ends before the next one begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamhub.domain.errors import RuleBroken

DAY_MINUTES = 24 * 60


class PatternBroken(RuleBroken):
    """pattern_part_outside_day | pattern_overlaps | pattern_empty"""


@dataclass(frozen=True, order=True)
class PatternPart:
    """`starts_minute`: minutes after midnight of the duty date; `length_minutes` may run past midnight."""

    starts_minute: int
    length_minutes: int
    kind: str

    def __post_init__(self) -> None:
        if not (0 <= self.starts_minute < DAY_MINUTES and 1 <= self.length_minutes <= DAY_MINUTES):
            raise PatternBroken("pattern_part_outside_day", kind=self.kind)


@dataclass(frozen=True)
class ShiftPattern:
    """How each day is split from `starts_on` until the next pattern starts. Any number of parts."""

    name: str
    starts_on: date
    parts: tuple[PatternPart, ...]


@dataclass(frozen=True, order=True)
class ShiftTime:
    """`starts_at` and `ends_at` in UTC; `duty_date`: the day on which it began in the community's zone."""

    starts_at: datetime
    ends_at: datetime
    duty_date: date
    kind: str

    def runs_at(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    @property
    def minutes(self) -> int:
        return whole_minutes(self.starts_at, self.ends_at)


def check_pattern(parts: Sequence[PatternPart]) -> None:
    """Refuses a pattern without parts or with two shifts at once (the night into the next morning included)."""
    if not parts:
        raise PatternBroken("pattern_empty")
    ordered = sorted(parts)
    ends = [part.starts_minute + part.length_minutes for part in ordered]
    starts = [part.starts_minute for part in ordered[1:]] + [ordered[0].starts_minute + DAY_MINUTES]
    for part, end, next_start in zip(ordered, ends, starts, strict=True):
        if end > next_start:
            raise PatternBroken("pattern_overlaps", kind=part.kind)


def uncovered_minutes(parts: Sequence[PatternPart]) -> int:
    """Minutes of an ordinary day in which nobody is on duty. Two shifts of 12 hours leave 0."""
    covered: set[int] = set()
    for part in parts:
        covered.update((part.starts_minute + n) % DAY_MINUTES for n in range(part.length_minutes))
    return DAY_MINUTES - len(covered)


def pattern_on(patterns: Iterable[ShiftPattern], day: date) -> ShiftPattern | None:
    """The pattern in force on a duty date: the latest that has started."""
    started = [p for p in patterns if p.starts_on <= day]
    return max(started, key=lambda p: p.starts_on, default=None)


def wall_clock(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the community's clocks show `minute` minutes after midnight of `day`.
    `minute` may lie beyond the day. A time skipped in spring is read an hour later, a repeated one as the first."""
    ahead, within = divmod(minute, DAY_MINUTES)
    on = day + timedelta(days=ahead)
    local = datetime(on.year, on.month, on.day, within // 60, within % 60, tzinfo=zone)
    return local.astimezone(UTC)


def shift_of(part: PatternPart, day: date, zone: ZoneInfo) -> ShiftTime | None:
    """The shift of one part on one duty date. None when the clocks skip it whole in spring."""
    starts_at = wall_clock(day, part.starts_minute, zone)
    ends_at = wall_clock(day, part.starts_minute + part.length_minutes, zone)
    return ShiftTime(starts_at, ends_at, day, part.kind) if starts_at < ends_at else None


def shifts_of(pattern: ShiftPattern, day: date, zone: ZoneInfo) -> tuple[ShiftTime, ...]:
    """The shifts of one duty date in the order of the day; the last may end on the next day."""
    return tuple(s for s in (shift_of(part, day, zone) for part in sorted(pattern.parts)) if s)


def surge_shift(kind: str, starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> ShiftTime:
    """A shift outside the pattern (1 April 03:00-08:00). Its duty date, too, is that of its start."""
    if ends_at <= starts_at:
        raise PatternBroken("pattern_part_outside_day", kind=kind)
    return ShiftTime(starts_at.astimezone(UTC), ends_at.astimezone(UTC), duty_date_of(starts_at, zone), kind)


def duty_date_of(starts_at: datetime, zone: ZoneInfo) -> date:
    """The day on which a shift with this start counts."""
    return starts_at.astimezone(zone).date()


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the community's calendar: for tests, visits and deeds, which belong to their own day."""
    return moment.astimezone(zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Midnight to midnight as instants (UTC), half-open. 23 or 25 hours where the clocks change."""
    return wall_clock(day, 0, zone), wall_clock(day + timedelta(days=1), 0, zone)


def shift_at(pattern: ShiftPattern, moment: datetime, zone: ZoneInfo) -> ShiftTime | None:
    """The shift of the pattern that runs at this moment, begun today or yesterday. When several run, the latest begun."""
    today = local_day(moment, zone)
    near = shifts_of(pattern, today - timedelta(days=1), zone) + shifts_of(pattern, today, zone)
    return running(near, moment)


def running(shifts: Iterable[ShiftTime], moment: datetime) -> ShiftTime | None:
    """Of these shifts the one that runs at this moment; when several run (a surge), the latest begun."""
    return max((s for s in shifts if s.runs_at(moment)), key=lambda s: (s.starts_at, s.ends_at), default=None)


def next_boundary(shifts: Iterable[ShiftTime], moment: datetime) -> datetime | None:
    """The next start or end after this moment: until then the answer of `running` stays the same."""
    return min((b for s in shifts for b in (s.starts_at, s.ends_at) if b > moment), default=None)


def time_to_relief(shift_ends_at: datetime, moment: datetime) -> timedelta:
    """Time until relief is due; zero when it is overdue, never negative."""
    return max(timedelta(0), shift_ends_at - moment)


def whole_minutes(earlier: datetime, later: datetime) -> int:
    """Full minutes from one instant to another. Zero, never negative: a server clock may step back."""
    return max(0, int((later - earlier).total_seconds() // 60))
