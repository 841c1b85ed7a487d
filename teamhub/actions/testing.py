"""Counting people at a site and watching its queue. Counts are entries that add up, so phones never overwrite each
other; a correction is an entry too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.testing import Counted, check_count, people_per_tube
from teamhub.domain.testing_plans import SessionRefused
from teamhub.models.base import db
from teamhub.models.places import Building, Compound
from teamhub.models.testing import QueueObservation, SiteCompound, SiteCount, SiteSession
from teamhub.queries import testing


def count_people(
    session_id: int,
    persons: int,
    *,
    compound_id: int | None,
    building: str = "",
    tubes: int | None,
    by: Viewer,
    at: datetime,
    counted_at: datetime | None = None,
) -> SiteCount:
    """Adds people tested. `compound_id`: where they live, the site's first when not told; who lives elsewhere is a
    walk-in and counts at home; `building`: the name of their house there, empty when not told. `tubes`: begun by them; None: as many as the pool needs after what was counted
    before. `counted_at`: when it was not just now. Who counts ends the session's break. Raises NotFound, SessionRefused(session_closed), CountRefused."""
    session = testing.session_for(by, session_id)
    if session.closed_at is not None:
        raise SessionRefused("session_closed")
    homes = list(
        db.session.scalars(
            select(SiteCompound.compound_id)
            .join(Compound, Compound.id == SiteCompound.compound_id)
            .where(SiteCompound.site_id == session.site_id)
            .order_by(Compound.position, Compound.id)
        )
    )
    if compound_id is not None and not _is_ours(compound_id, by):
        raise NotFound
    if building and not _stands_in(building, compound_id):
        raise NotFound
    so_far, pool = counted_in(session.id), _pool(session)
    filled = tubes if tubes is not None else so_far.tubes_for(persons, pool)
    check_count(persons, filled, pool_size=pool, free_places=so_far.free_places(pool))
    home = compound_id if compound_id is not None else (homes[0] if homes else None)
    entry = SiteCount(
        community_id=by.community_id,
        session_id=session.id,
        compound_id=home,
        building=building,
        counted_at=counted_at or at,
        persons=persons,
        tubes=filled,
        walk_in=home is not None and home not in homes,
        recorded_at=at,
        recorded_by_id=by.account_id or None,
    )
    session.opened_at, session.paused_at = session.opened_at or counted_at or at, None
    db.session.add(entry)
    db.session.flush()
    _note("session.count", session.id, by, at, persons=persons, tubes=filled)
    return entry


def correct_count(count_id: int, *, by: Viewer, at: datetime) -> SiteCount:
    """Takes back what is left of an entry by an entry of its own; the first one stays. Raises NotFound,
    SessionRefused(already_corrected)."""
    entry = db.session.scalar(
        select(SiteCount)
        .where(SiteCount.id == count_id, SiteCount.community_id == by.community_id)
        .with_for_update()
    )
    if entry is None or entry.corrects_id is not None:
        raise NotFound
    taken = _sum(SiteCount.corrects_id == entry.id)
    left = Counted(entry.persons + taken.persons, entry.tubes + taken.tubes)
    if left.persons <= 0:
        raise SessionRefused("already_corrected")
    session = db.session.get_one(SiteSession, entry.session_id)
    back = counted_in(session.id).tubes_without(left.persons, left.tubes, _pool(session))
    correction = SiteCount(
        community_id=by.community_id,
        session_id=entry.session_id,
        compound_id=entry.compound_id,
        building=entry.building,
        counted_at=entry.counted_at,
        persons=-left.persons,
        tubes=-back,
        walk_in=entry.walk_in,
        corrects_id=entry.id,
        recorded_at=at,
        recorded_by_id=by.account_id or None,
    )
    db.session.add(correction)
    db.session.flush()
    _note("session.correct", session.id, by, at, entry=entry.id, persons=left.persons)
    return correction


def observe_queue(
    session_id: int,
    waiting_people: int,
    wait_minutes: int,
    *,
    by: Viewer,
    at: datetime,
    observed_at: datetime | None = None,
) -> QueueObservation:
    """Notes the queue: people waiting, minutes that the last person served had waited. `observed_at`: when it was not
    just now. Raises NotFound."""
    session = testing.session_for(by, session_id)
    seen = QueueObservation(
        community_id=by.community_id,
        session_id=session.id,
        observed_at=observed_at or at,
        waiting_people=waiting_people,
        wait_minutes=wait_minutes,
        recorded_at=at,
    )
    session.opened_at = session.opened_at or observed_at or at
    db.session.add(seen)
    db.session.flush()
    _note("session.queue", session.id, by, at, waiting=waiting_people, minutes=wait_minutes)
    return seen


def counted_in(session_id: int) -> Counted:
    """The session so far, corrections included."""
    return _sum(SiteCount.session_id == session_id)


def _sum(which: object) -> Counted:
    persons, tubes = db.session.execute(
        select(
            func.coalesce(func.sum(SiteCount.persons), 0), func.coalesce(func.sum(SiteCount.tubes), 0)
        ).where(
            which  # type: ignore[arg-type]  # a SQL comparison
        )
    ).one()
    return Counted(int(persons), int(tubes))


def _pool(session: SiteSession) -> int:
    return people_per_tube(session.round.mode, session.round.pool_size)


def _stands_in(building: str, compound_id: int | None) -> bool:
    found = select(Building.id).where(Building.compound_id == compound_id, Building.name == building)
    return db.session.scalar(found) is not None


def _is_ours(compound_id: int, by: Viewer) -> bool:
    own = select(Compound.id).where(Compound.id == compound_id, Compound.community_id == by.community_id)
    return db.session.scalar(own) is not None


def _note(what: str, session_id: int, by: Viewer, at: datetime, **details: int) -> None:
    journal.write(what, by=by, at=at, object_type="session", object_id=session_id, **details)
