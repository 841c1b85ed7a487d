"""Planning a testing round: when it runs, where, with whom. Moments are aware."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from math import ceil

from teamhub.domain.errors import RuleBroken

MODES = ("pooled", "single")
RESULTS = ("pending", "all_negative", "alert")


class RoundRefused(RuleBroken):
    """round_without_sites | round_ends_early | round_has_counts (site) | round_mode_unknown | results_too_early"""


class SessionRefused(RuleBroken):
    """session_ends_early | team_double_booked (team) | person_double_booked (person, team) |
    session_has_counts | session_closed | already_corrected"""


class RoundState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"


class SessionState(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    BREAK = "break"
    CLOSED = "closed"


def session_state(
    opened_at: datetime | None, paused_at: datetime | None, closed_at: datetime | None
) -> SessionState:
    if closed_at is not None:
        return SessionState.CLOSED
    if paused_at is not None:
        return SessionState.BREAK
    return SessionState.OPEN if opened_at is not None else SessionState.NOT_OPEN


@dataclass(frozen=True)
class RoundPlan:
    """What a leader decides. Moments on the community's clocks. `eligible`: compound -> people who should be tested; compounds that are not in it take
    no part. `template_id` None: no staffing template."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    pool_size: int
    site_ids: Sequence[int]
    eligible: Mapping[int, int] = field(default_factory=dict)
    template_id: int | None = None

    def check(self) -> None:
        """Raises RoundRefused."""
        if self.mode not in MODES:
            raise RoundRefused("round_mode_unknown")
        if self.ends_at <= self.starts_at:
            raise RoundRefused("round_ends_early")
        if not self.site_ids:
            raise RoundRefused("round_without_sites")


@dataclass(frozen=True)
class SessionPlan:
    """`team_id` None: whoever records. `is_makeup`: later than the round's own hours, counted for the round."""

    site_id: int
    team_id: int | None
    opens_at: datetime
    closes_at: datetime
    is_makeup: bool = False


@dataclass(frozen=True)
class SampleWish:
    """What is told when somebody is to be sampled at home. `door`: as people write it, empty when not known;
    `name`: only the surname is kept, and only when it is told. `consent`: how they agreed."""

    reason: str
    compound_id: int
    door: str
    planned_at: datetime
    name: str = ""
    form_of_address: str = ""
    round_id: int | None = None
    medic_id: int | None = None
    escort_id: int | None = None
    consent: str = ""


@dataclass(frozen=True)
class TeamTime:
    """A team at a site, half-open [opens_at, closes_at)."""

    team: str
    opens_at: datetime
    closes_at: datetime


def round_state(
    starts_at: datetime, ends_at: datetime | None, at: datetime, *, open_sessions: int
) -> RoundState:
    """A session that is still open keeps a round running after its end."""
    if open_sessions:
        return RoundState.RUNNING
    if at < starts_at:
        return RoundState.PLANNED
    return RoundState.RUNNING if ends_at is None or at < ends_at else RoundState.OVER


def days_between(before: datetime, after: datetime) -> timedelta:
    """Whole days from one moment to another by the calendar of `after`: 07:00 is on the day of 08:00, though it comes
    before; the universal clock may say otherwise."""
    return timedelta(days=(after.date() - before.astimezone(after.tzinfo).date()).days)


def through_at(
    people: int, open_times: Iterable[tuple[datetime, datetime]], per_hour: Fraction | int
) -> tuple[datetime | None, int]:
    """(when the last of so many people is through, people left when all desks have closed) for desks that are open
    [from, to) and each serve `per_hour`. None: nobody will be served, or not all."""
    desks = [(opens, closes) for opens, closes in open_times if opens < closes]
    if people <= 0 or not desks:
        return None, max(0, people)
    left = Fraction(people)
    edges = sorted({moment for desk in desks for moment in desk})
    for begins, ends in pairwise(edges):
        speed = per_hour * sum(opens <= begins < closes for opens, closes in desks)
        served = Fraction(speed) * int((ends - begins).total_seconds()) / 3600
        if speed and served >= left:
            return begins + timedelta(minutes=ceil(left * 60 / speed)), 0
        left -= served
    return None, ceil(left)


def busiest_hour(opened_at: datetime, counts: Iterable[tuple[datetime, int]]) -> int | None:
    """Most people counted within an hour that ends with a count. None: the desk was not open for an hour, or nobody
    came."""
    known = sorted(counts)
    hour = timedelta(hours=1)
    ends = [moment for moment, _ in known if moment - opened_at >= hour]
    sums = [sum(people for moment, people in known if end - hour < moment <= end) for end in ends]
    return max(sums, default=0) or None


def check_session(opens_at: datetime, closes_at: datetime, team: str, others: Iterable[TeamTime]) -> None:
    """A team cannot be at two sites at once; one session may begin when another ends. `team` empty: none yet.
    Raises SessionRefused."""
    if closes_at <= opens_at:
        raise SessionRefused("session_ends_early")
    for other in others:
        if team and other.team == team and other.opens_at < closes_at and opens_at < other.closes_at:
            raise SessionRefused("team_double_booked", team=team)


def next_session_code(site_code: str, taken: Iterable[str]) -> str:
    """P2, P2b, P2c ...: the code of a site's next session in a round."""
    known = set(taken)
    candidates = (f"{site_code}{part}" for part in ["", *"bcdefghijklmnopqrstuvwxyz"])
    numbered = (f"{site_code}-{n}" for n in range(2, len(known) + 3))
    return next(code for code in [*candidates, *numbered] if code not in known)
