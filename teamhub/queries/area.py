"""The same figures over many communities: what a subdistrict looks at. Counts only. Every question is asked once for
all communities, so a thousand of them cost as many statements as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union_all

from teamhub.domain.access import GRANTS, Permission, Role
from teamhub.domain.areas import Standing
from teamhub.domain.settings import BY_NAME
from teamhub.domain.sweeps import DoorState
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.models.duty import CheckIn, DutyAssignment, Shift
from teamhub.models.people import Membership
from teamhub.models.places import Community, Compound
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.models.testing import HomeSample, RoundEligible, SiteCount, SiteSession, TestingRound
from teamhub.queries.among import among
from teamhub.queries.tally.scope import midnight


@dataclass(frozen=True)
class Latest:
    """`number` 0: none yet. What `first` and `second` count is said where one is made."""

    number: int
    first: int
    second: int


class LatestSweep(NamedTuple):
    """`number` 0: none yet. `cleared`: with its last door; the first that opens again takes that back."""

    id: int
    number: int
    cleared: bool


NOTHING, NO_SWEEP = Latest(0, 0, 0), LatestSweep(0, 0, True)
EARLIEST = timedelta(minutes=BY_NAME["early_check_in_minutes"].most)
"""Nobody is checked in longer than this before the shift."""
OPEN = [state.value for state in DoorState if state is not DoorState.FINAL]


class AreaRow(NamedTuple):
    """One community, and what tells how much it needs help. `posts`: seats of the shifts that run now, and people
    present. `sweep`: the latest begun."""

    id: int
    slug: str
    name: str
    name_en: str
    posts: tuple[int, int]
    sweep: LatestSweep
    deeds_today: int
    requests_overdue: int
    last_entry_at: datetime | None

    def title(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name

    def is_called(self, words: str) -> bool:
        """Whether its name holds the words, in either language."""
        return any(words.casefold() in name.casefold() for name in (self.name, self.name_en))

    def standing(self, detail: Detail | None = None) -> Standing:
        """`detail`: where it is known how many doors are left."""
        seats, present = self.posts
        return Standing(
            seats - present,
            self.requests_overdue,
            self.last_entry_at,
            not self.sweep.cleared,
            detail.doors_left if detail else 0,
        )


@dataclass(frozen=True)
class Detail:
    """What else a row says. `round`: of the latest round begun, people due and tested. `doors`: of the latest sweep;
    `doors_left`: those that are not final."""

    households: int
    round: Latest
    doors: int
    doors_left: int


@dataclass(frozen=True)
class AreaSums:
    """Over all communities, what their rows say one by one; what only details say is left out where not all are shown."""

    communities: int
    seats: int
    present: int
    sweeping: int
    deeds_today: int
    requests_overdue: int
    whole: bool
    households: int
    doors_left: int
    eligible: int
    tested: int


def sums(rows: Sequence[AreaRow], details: Mapping[int, Detail]) -> AreaSums:
    return AreaSums(
        len(rows),
        sum(row.posts[0] for row in rows),
        sum(row.posts[1] for row in rows),
        sum(not row.sweep.cleared for row in rows),
        sum(row.deeds_today for row in rows),
        sum(row.requests_overdue for row in rows),
        len(details) == len(rows),
        sum(detail.households for detail in details.values()),
        sum(detail.doors_left for detail in details.values()),
        sum(detail.round.first for detail in details.values()),
        sum(detail.round.second for detail in details.values()),
    )


def details(rows: Sequence[AreaRow], at: datetime) -> dict[int, Detail]:
    """Community -> the rest of its row. Of a page's rows alone: a city's doors and samples are millions."""
    ids = [row.id for row in rows]
    households = _by_community(
        select(Compound.community_id, func.sum(Compound.household_count)).group_by(Compound.community_id), ids
    )
    rounds = _rounds(ids, at)
    doors = _by_community(
        select(SweepDoor.sweep_id, func.count()).group_by(SweepDoor.sweep_id),
        [row.sweep.id for row in rows if row.sweep.number],
    )
    left = _doors_left([row.sweep.id for row in rows if not row.sweep.cleared])
    return {
        row.id: Detail(
            households.get(row.id, 0),
            rounds.get(row.id, NOTHING),
            doors.get(row.sweep.id, 0),
            left.get(row.sweep.id, 0),
        )
        for row in rows
    }


def communities(account_id: int, at: datetime) -> list[AreaRow]:
    """All communities that a role of the account reaches over, by name."""
    found = db.session.execute(
        select(Community.id, Community.slug, Community.name, Community.name_en, Community.zone)
        .where(_within_reach(account_id))
        .order_by(Community.name, Community.id)
    ).all()
    ids = [c.id for c in found]
    seats, sweeps = _seats(ids, at), _sweeps(ids, at)
    deeds = _deeds(found, at)
    overdue = _by_community(
        select(ResidentRequest.community_id, func.count())
        .where(
            ResidentRequest.due_at < at,
            ResidentRequest.done_at.is_(None),
            ResidentRequest.closed_at.is_(None),
        )
        .group_by(ResidentRequest.community_id),
        ids,
    )
    entries = _last_entries(ids)
    return [
        AreaRow(
            c.id,
            c.slug,
            c.name,
            c.name_en,
            seats.get(c.id, (0, 0)),
            sweeps.get(c.id, NO_SWEEP),
            deeds.get(c.id, 0),
            overdue.get(c.id, 0),
            entries.get(c.id),
        )
        for c in found
    ]


def _within_reach(account_id: int) -> ColumnElement[bool]:
    """Communities of the subdistricts, and single ones, in which the account holds a role with AREA_VIEW."""
    reaching = [role.value for role in Role if Permission.AREA_VIEW in GRANTS[role]]
    held = (Membership.account_id == account_id, Membership.ended_at.is_(None), Membership.role.in_(reaching))
    return or_(
        Community.subdistrict_id.in_(select(Membership.subdistrict_id).where(*held)),
        Community.id.in_(select(Membership.community_id).where(*held)),
    )


def _by_community(query: Select[Any, Any], ids: Sequence[int]) -> dict[int, int]:
    column = query.selected_columns[0]
    return {key: int(n or 0) for key, n in db.session.execute(query.where(among(column, ids)))}


def _seats(ids: Sequence[int], at: datetime) -> dict[int, tuple[int, int]]:
    """Community -> (seats of the shifts that run, people who are there). The shifts are looked up first: few run at a
    time, and a database left to itself reads every seat there ever was."""
    running: dict[int, int] = {}
    since = at
    for shift_id, community_id, starts_at in db.session.execute(
        select(Shift.id, Shift.community_id, Shift.starts_at).where(
            among(Shift.community_id, ids), Shift.starts_at <= at, Shift.ends_at > at
        )
    ):
        running[shift_id], since = community_id, min(since, starts_at)
    there = _there(ids, since - EARLIEST, at).subquery()
    rows = db.session.execute(
        select(DutyAssignment.shift_id, func.count(), func.count(there.c.assignment_id))
        .outerjoin(there, there.c.assignment_id == DutyAssignment.id)
        .where(
            among(DutyAssignment.shift_id, running),
            DutyAssignment.cancelled_at.is_(None),
            DutyAssignment.replaced_at.is_(None),
        )
        .group_by(DutyAssignment.shift_id)
    )
    found: dict[int, tuple[int, int]] = {}
    for shift_id, seats, present in rows:
        before = found.get(running[shift_id], (0, 0))
        found[running[shift_id]] = (before[0] + seats, before[1] + present)
    return found


def _there(ids: Sequence[int], since: datetime, at: datetime) -> Select[int] | CompoundSelect[int]:
    """Assignments of people who came after `since` and are there. SQLite looks one up for each seat, which takes half the
    time there. PostgreSQL would go through all arrivals there ever were, so it is given these, in two halves, because an
    index answers each of them and not their sum; whoever forgot to check out weeks ago is not among them."""
    came = select(CheckIn.assignment_id).where(CheckIn.arrived_at > since, CheckIn.arrived_at <= at)
    still, later = CheckIn.checked_out_at.is_(None), CheckIn.checked_out_at > at
    if db.engine.dialect.name == "sqlite":
        return came.where(or_(still, later))
    here = came.where(among(CheckIn.community_id, ids))
    return union_all(here.where(still), here.where(later))


def _rounds(ids: Sequence[int], at: datetime) -> dict[int, Latest]:
    """Community -> people due and tested in the latest round begun."""
    begun = db.session.execute(
        select(TestingRound.community_id, TestingRound.id, TestingRound.number)
        .where(among(TestingRound.community_id, ids), TestingRound.starts_at <= at)
        .order_by(TestingRound.community_id, TestingRound.starts_at, TestingRound.id)
    )
    latest = {community: (key, number) for community, key, number in begun}
    eligible = _of_latest(
        select(RoundEligible.round_id, func.sum(RoundEligible.eligible)).group_by(RoundEligible.round_id),
        latest,
    )
    at_sites = _of_latest(
        select(SiteSession.round_id, func.sum(SiteCount.persons))
        .join(SiteCount, SiteCount.session_id == SiteSession.id)
        .where(SiteCount.counted_at <= at)
        .group_by(SiteSession.round_id),
        latest,
    )
    at_home = _of_latest(
        select(HomeSample.round_id, func.count())
        .where(HomeSample.sampled_at <= at)
        .group_by(HomeSample.round_id),
        latest,
    )
    return {
        community: Latest(number, eligible.get(key, 0), at_sites.get(key, 0) + at_home.get(key, 0))
        for community, (key, number) in latest.items()
    }


def _sweeps(ids: Sequence[int], at: datetime) -> dict[int, LatestSweep]:
    """Community -> the latest sweep begun. Not how many doors it still has: in a city that is a million rows to count."""
    place = func.row_number().over(
        partition_by=Sweep.community_id, order_by=(Sweep.starts_at.desc(), Sweep.id.desc())
    )
    begun = (
        select(
            Sweep.community_id,
            Sweep.id,
            Sweep.number,
            Sweep.cleared_at.is_not(None).label("cleared"),
            place.label("place"),
        )
        .where(among(Sweep.community_id, ids), Sweep.starts_at <= at)
        .subquery()
    )
    rows = db.session.execute(
        select(begun.c.community_id, begun.c.id, begun.c.number, begun.c.cleared).where(begun.c.place == 1)
    )
    return {community: LatestSweep(key, number, bool(cleared)) for community, key, number, cleared in rows}


def _doors_left(sweeps: Sequence[int]) -> dict[int, int]:
    """Sweep -> doors that are not final. Counted sweep by sweep along the index: grouped, PostgreSQL goes through all
    doors there are."""
    open_doors = (
        select(func.count())
        .where(SweepDoor.sweep_id == Sweep.id, SweepDoor.state.in_(OPEN))
        .correlate(Sweep)
        .scalar_subquery()
    )
    return dict(db.session.execute(select(Sweep.id, open_doors).where(among(Sweep.id, sweeps))).all())


def _of_latest(query: Select[Any, Any], latest: dict[int, tuple[int, int]]) -> dict[int, int]:
    return _by_community(query, [key for key, _ in latest.values()])


def _deeds(found: Iterable[Any], at: datetime) -> dict[int, int]:
    """Deeds since midnight on each community's own clocks. `found`: rows with `id` and `zone`."""
    counted: dict[int, int] = {}
    zones: dict[str, list[int]] = {}
    for community in found:
        zones.setdefault(community.zone, []).append(community.id)
    for name, ids in zones.items():
        zone = ZoneInfo(name)
        starts = midnight(at.astimezone(zone).date(), zone)
        counted |= _by_community(
            select(Deed.community_id, func.count())
            .where(Deed.voided_at.is_(None), Deed.done_at >= starts, Deed.done_at <= at)
            .group_by(Deed.community_id),
            ids,
        )
    return counted


def _last_entries(ids: Sequence[int]) -> Mapping[int, datetime | None]:
    """Community -> when somebody last wrote anything, None: nobody yet. One step down the index of each journal."""
    last = (
        select(JournalEntry.at)
        .where(JournalEntry.chain == Community.id)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
        .correlate(Community)
        .scalar_subquery()
    )
    rows = db.session.execute(select(Community.id, last).where(among(Community.id, ids)))
    return dict(rows.all())
