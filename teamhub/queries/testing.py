"""Testing rounds, their sessions, and what was counted at a session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.queues import expected_finish, recent_rate
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import (
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SamplingTeamMember,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)

RATE_WINDOW = timedelta(minutes=30)
LAST_ENTRIES = 8
SOON = timedelta(hours=4)
"""A session stands on the day of its people from this long before it opens to this long after it should close."""


@dataclass(frozen=True)
class SessionLine:
    """One session of a round. `tested` and `tubes` are sums of its entries."""

    id: int
    code: str
    site: str
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    is_makeup: bool
    tested: int
    tubes: int
    longest_wait: int | None


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
    """What the site's phone shows. `rate`: people an hour lately; `finish`: when the eligible people of the site's
    compounds would be through at that rate. None: not enough counts."""

    session: SessionLine
    round_id: int
    round_number: int
    pool_size: int
    compounds: tuple[tuple[int, str], ...]
    entries: tuple[EntryLine, ...]
    waiting: int | None
    wait_minutes: int | None
    observed_at: datetime | None
    rate: Fraction | None
    finish: datetime | None
    eligible: int


def round_by_number(viewer: Viewer, number: int) -> TestingRound:
    """Raises NotFound."""
    found = db.session.scalar(
        select(TestingRound).where(
            TestingRound.community_id == viewer.community_id, TestingRound.number == number
        )
    )
    if found is None:
        raise NotFound
    return found


def session_for(viewer: Viewer, session_id: int) -> SiteSession:
    """Raises NotFound."""
    found = db.session.scalar(
        select(SiteSession).where(
            SiteSession.id == session_id, SiteSession.community_id == viewer.community_id
        )
    )
    if found is None:
        raise NotFound
    return found


def sessions_of(round_id: int) -> list[SessionLine]:
    """The sessions of a round in the order of the day."""
    rows = db.session.execute(
        select(SiteSession, SamplingSite.name, SamplingSite.code)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(SiteSession.round_id == round_id)
        .order_by(SiteSession.opens_at, SamplingSite.position, SiteSession.id)
    ).all()
    return _lines([(session, f"{code} {name}") for session, name, code in rows])


def my_sessions(viewer: Viewer, at: datetime) -> list[SessionLine]:
    """Sessions of these hours that are not closed, and whose team the viewer is in. A session that was given to no
    team is anybody's who records."""
    mine = select(SamplingTeamMember.team_id).where(SamplingTeamMember.person_id == viewer.person_id)
    rows = db.session.execute(
        select(SiteSession, SamplingSite.name, SamplingSite.code)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(
            SiteSession.community_id == viewer.community_id,
            or_(SiteSession.team_id.is_(None), SiteSession.team_id.in_(mine)),
            SiteSession.closed_at.is_(None),
            SiteSession.opens_at <= at + SOON,
            SiteSession.closes_at > at - SOON,
        )
        .order_by(SiteSession.opens_at, SamplingSite.position, SiteSession.id)
    ).all()
    return _lines([(session, f"{code} {name}") for session, name, code in rows])


def console(viewer: Viewer, session_id: int, at: datetime) -> Console:
    """Raises NotFound."""
    session = session_for(viewer, session_id)
    held = db.session.get_one(TestingRound, session.round_id)
    site = db.session.get_one(SamplingSite, session.site_id)
    compounds = db.session.execute(
        select(Compound.id, Compound.name, RoundEligible.eligible)
        .join(SiteCompound, SiteCompound.compound_id == Compound.id)
        .outerjoin(
            RoundEligible,
            (RoundEligible.compound_id == Compound.id) & (RoundEligible.round_id == session.round_id),
        )
        .where(SiteCompound.site_id == session.site_id)
        .order_by(Compound.position, Compound.id)
    ).all()
    counts = db.session.execute(
        select(SiteCount, Compound.name)
        .outerjoin(Compound, Compound.id == SiteCount.compound_id)
        .where(SiteCount.session_id == session.id)
        .order_by(SiteCount.counted_at.desc(), SiteCount.id.desc())
    ).all()
    corrected = {c.corrects_id for c, _ in counts if c.corrects_id is not None}
    last = db.session.scalar(
        select(QueueObservation)
        .where(QueueObservation.session_id == session.id)
        .order_by(QueueObservation.observed_at.desc(), QueueObservation.id.desc())
        .limit(1)
    )
    line = _lines([(session, f"{site.code} {site.name}")])[0]
    rate = recent_rate([(c.counted_at, c.persons) for c, _ in counts], at, window=RATE_WINDOW)
    eligible = sum(e or 0 for _, _, e in compounds)
    return Console(
        session=line,
        round_id=held.id,
        round_number=held.number,
        pool_size=held.pool_size,
        compounds=tuple((key, name) for key, name, _ in compounds),
        entries=tuple(
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
            for c, name in counts[:LAST_ENTRIES]
        ),
        waiting=last.waiting_people if last else None,
        wait_minutes=last.wait_minutes if last else None,
        observed_at=last.observed_at if last else None,
        rate=rate,
        finish=expected_finish(max(0, eligible - line.tested), rate, at),
        eligible=eligible,
    )


def _lines(rows: Sequence[tuple[SiteSession, str]]) -> list[SessionLine]:
    ids = [session.id for session, _ in rows]
    sums = {
        key: (persons, tubes)
        for key, persons, tubes in db.session.execute(
            select(SiteCount.session_id, func.sum(SiteCount.persons), func.sum(SiteCount.tubes))
            .where(SiteCount.session_id.in_(ids))
            .group_by(SiteCount.session_id)
        )
    }
    waits = dict(
        db.session.execute(
            select(QueueObservation.session_id, func.max(QueueObservation.wait_minutes))
            .where(QueueObservation.session_id.in_(ids))
            .group_by(QueueObservation.session_id)
        ).all()
    )
    return [
        SessionLine(
            s.id,
            s.code,
            site,
            s.opens_at,
            s.closes_at,
            s.opened_at,
            s.closed_at,
            s.is_makeup,
            int(sums.get(s.id, (0, 0))[0] or 0),
            int(sums.get(s.id, (0, 0))[1] or 0),
            waits.get(s.id),
        )
        for s, site in rows
    ]


def next_number(viewer: Viewer, campaign_id: int) -> int:
    last = db.session.scalar(
        select(func.max(TestingRound.number)).where(
            TestingRound.community_id == viewer.community_id, TestingRound.campaign_id == campaign_id
        )
    )
    return (last or 0) + 1
