"""What the phone at a sampling site shows: counted so far, the pace, the queue, the last entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.queues import expected_finish, expected_wait, recent_rate
from teamhub.domain.testing import people_per_tube
from teamhub.domain.testing_plans import SessionState, session_state
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import (
    HomeSample,
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SiteCompound,
    SiteCount,
    SiteSession,
)
from teamhub.queries import terms
from teamhub.queries.testing import SessionLine, session_for, session_lines

RATE_WINDOW = timedelta(minutes=30)
LAST_ENTRIES = 8


@dataclass(frozen=True)
class EntryLine:
    """An entry at a session; a correction is negative and names what it corrects."""

    id: int
    counted_at: datetime
    compound: str
    persons: int
    tubes: int
    walk_in: bool
    is_correction: bool
    corrected: bool


@dataclass(frozen=True)
class Console:
    """`homes`: the site's compounds; `elsewhere`: the other ones, whose people walk in. `last_compound_id`: whom the
    last entry counted. `eligible` and `remaining`: people of the site's compounds in this round, whoever tested them.
    `rate`: people an hour lately; `finish`: when the rest would be through; `wait`: minutes that somebody who joins
    now will stand. None: not enough counts."""

    session: SessionLine
    round_number: int
    pool_size: int
    homes: tuple[tuple[int, str], ...]
    elsewhere: tuple[tuple[int, str], ...]
    last_compound_id: int | None
    entries: tuple[EntryLine, ...]
    waiting: int | None
    wait_minutes: int | None
    observed_at: datetime | None
    rate: Fraction | None
    finish: datetime | None
    wait: int | None
    eligible: int
    remaining: int
    look_due: bool


def console(viewer: Viewer, session_id: int, at: datetime) -> Console:
    """Raises NotFound."""
    session = session_for(viewer, session_id)
    site = db.session.get_one(SamplingSite, session.site_id)
    compounds = _compounds(session)
    homes = [(key, name) for key, name, _, is_home in compounds if is_home]
    eligible = sum(people or 0 for _, _, people, is_home in compounds if is_home)
    remaining = max(0, eligible - _tested(session, [key for key, _ in homes]))
    seen = db.session.scalar(
        select(QueueObservation)
        .where(QueueObservation.session_id == session.id)
        .order_by(QueueObservation.observed_at.desc(), QueueObservation.id.desc())
        .limit(1)
    )
    limits = terms.thresholds(session.community_id)
    rate = recent_rate(_lately(session.id, at), at, window=RATE_WINDOW)
    running = session_state(session.opened_at, session.paused_at, session.closed_at) is SessionState.OPEN
    looked = seen.observed_at if seen else session.opened_at
    return Console(
        session=session_lines([(session, f"{site.code} {site.name}", "")])[0],
        round_number=session.round.number,
        pool_size=people_per_tube(session.round.mode, session.round.pool_size),
        homes=tuple(homes),
        elsewhere=tuple((key, name) for key, name, _, is_home in compounds if not is_home),
        last_compound_id=db.session.scalar(
            select(SiteCount.compound_id)
            .where(SiteCount.session_id == session.id, SiteCount.corrects_id.is_(None))
            .order_by(SiteCount.id.desc())
            .limit(1)
        ),
        entries=_entries(session.id),
        waiting=seen.waiting_people if seen else None,
        wait_minutes=seen.wait_minutes if seen else None,
        observed_at=seen.observed_at if seen else None,
        rate=rate,
        finish=expected_finish(remaining, rate, at) if remaining else None,
        wait=expected_wait(seen.waiting_people, rate) if seen else None,
        eligible=eligible,
        remaining=remaining,
        look_due=running
        and looked is not None
        and at - looked >= timedelta(minutes=limits.queue_look_minutes),
    )


def _compounds(session: SiteSession) -> Sequence[tuple[int, str, int | None, bool]]:
    """(id, name, eligible in the round, does this site serve it), in the office's order."""
    rows = db.session.execute(
        select(Compound.id, Compound.name, RoundEligible.eligible, SiteCompound.id)
        .outerjoin(
            SiteCompound,
            (SiteCompound.compound_id == Compound.id) & (SiteCompound.site_id == session.site_id),
        )
        .outerjoin(
            RoundEligible,
            (RoundEligible.compound_id == Compound.id) & (RoundEligible.round_id == session.round_id),
        )
        .where(Compound.community_id == session.community_id)
        .order_by(Compound.position, Compound.id)
    )
    return [(key, name, eligible, link is not None) for key, name, eligible, link in rows]


def _tested(session: SiteSession, homes: list[int]) -> int:
    """People of these compounds tested in the round so far, at any site and at home."""
    at_sites = db.session.scalar(
        select(func.coalesce(func.sum(SiteCount.persons), 0))
        .join(SiteSession, SiteSession.id == SiteCount.session_id)
        .where(SiteSession.round_id == session.round_id, SiteCount.compound_id.in_(homes))
    )
    at_home = db.session.scalar(
        select(func.count())
        .select_from(HomeSample)
        .where(
            HomeSample.round_id == session.round_id,
            HomeSample.compound_id.in_(homes),
            HomeSample.sampled_at.is_not(None),
        )
    )
    return int(at_sites or 0) + (at_home or 0)


def _lately(session_id: int, at: datetime) -> list[tuple[datetime, int]]:
    """The counts of the window, and the last one before it: a count covers the time since the one before."""
    counts = select(SiteCount.counted_at, SiteCount.persons).where(SiteCount.session_id == session_id)
    before = (
        select(func.max(SiteCount.counted_at))
        .where(SiteCount.session_id == session_id, SiteCount.counted_at <= at - RATE_WINDOW)
        .scalar_subquery()
    )
    rows = db.session.execute(
        counts.where(or_(SiteCount.counted_at > at - RATE_WINDOW, SiteCount.counted_at == before))
    )
    return [(moment, persons) for moment, persons in rows]


def _entries(session_id: int) -> tuple[EntryLine, ...]:
    rows = db.session.execute(
        select(SiteCount, Compound.name)
        .outerjoin(Compound, Compound.id == SiteCount.compound_id)
        .where(SiteCount.session_id == session_id)
        .order_by(SiteCount.recorded_at.desc(), SiteCount.id.desc())
        .limit(LAST_ENTRIES)
    ).all()
    shown = [count.id for count, _ in rows]
    corrected = set(db.session.scalars(select(SiteCount.corrects_id).where(SiteCount.corrects_id.in_(shown))))
    return tuple(
        EntryLine(
            c.id,
            c.counted_at,
            name or "",
            c.persons,
            c.tubes,
            c.walk_in,
            c.corrects_id is not None,
            c.id in corrected,
        )
        for c, name in rows
    )
