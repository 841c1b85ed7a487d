"""What the phone at a sampling site shows: what may be counted, and the last entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.testing import people_per_tube
from teamhub.models.base import db
from teamhub.models.places import Building, Compound
from teamhub.models.testing import (
    RoundEligible,
    SiteCompound,
    SiteCount,
    SiteSession,
)
from teamhub.queries.testing import session_for

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
class House:
    """A building of the site's compounds."""

    compound_id: int
    compound: str
    name: str

    @property
    def token(self) -> str:
        return f"{self.compound_id}:{self.name}"

    @property
    def words(self) -> str:
        return f"{self.compound} {self.name}"


@dataclass(frozen=True)
class Console:
    """`homes`: the site's compounds; `elsewhere`: the other ones, whose people walk in. `last_compound_id`: whom the
    last entry counted; `houses`: their buildings; `last_house`: token of the last entry's, while houses are told.
    `eligible`: people of the site's compounds in this round."""

    session_id: int
    round_number: int
    pool_size: int
    homes: tuple[tuple[int, str], ...]
    elsewhere: tuple[tuple[int, str], ...]
    last_compound_id: int | None
    houses: tuple[House, ...]
    last_house: str
    entries: tuple[EntryLine, ...]
    eligible: int


def console(viewer: Viewer, session_id: int) -> Console:
    """Raises NotFound."""
    session = session_for(viewer, session_id)
    compounds = _compounds(session)
    homes = [(key, name) for key, name, _, is_home in compounds if is_home]
    last = db.session.scalar(
        select(SiteCount)
        .where(SiteCount.session_id == session.id, SiteCount.corrects_id.is_(None))
        .order_by(SiteCount.id.desc())
        .limit(1)
    )
    return Console(
        session_id=session.id,
        round_number=session.round.number,
        pool_size=people_per_tube(session.round.mode, session.round.pool_size),
        homes=tuple(homes),
        elsewhere=tuple((key, name) for key, name, _, is_home in compounds if not is_home),
        last_compound_id=last.compound_id if last else None,
        houses=_houses(homes),
        last_house=f"{last.compound_id}:{last.building}" if last and last.building else "",
        entries=_entries(session.id),
        eligible=sum(people or 0 for _, _, people, is_home in compounds if is_home),
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


def _houses(homes: Sequence[tuple[int, str]]) -> tuple[House, ...]:
    names = dict(homes)
    rows = db.session.execute(
        select(Building.compound_id, Building.name, Building.position).where(Building.compound_id.in_(names))
    )
    order = {key: n for n, key in enumerate(names)}
    ordered = sorted(rows, key=lambda row: (order[row[0]], row[2], natural_key(row[1])))
    return tuple(House(key, names[key], name) for key, name, _ in ordered)


def _entries(session_id: int) -> tuple[EntryLine, ...]:
    rows = db.session.execute(
        select(SiteCount, Compound.name)
        .outerjoin(Compound, Compound.id == SiteCount.compound_id)
        .where(SiteCount.session_id == session_id)
        .order_by(SiteCount.recorded_at.desc(), SiteCount.id.desc())
        .limit(LAST_ENTRIES)
    ).all()
    shown = [count.id for count, _ in rows]
    corrections = select(SiteCount.corrects_id).where(
        SiteCount.session_id == session_id, SiteCount.corrects_id.in_(shown)
    )
    corrected = set(db.session.scalars(corrections))
    return tuple(
        EntryLine(
            c.id,
            c.counted_at,
            " ".join(word for word in (name or "", c.building) if word),
            c.persons,
            c.tubes,
            c.walk_in,
            c.corrects_id is not None,
            c.id in corrected,
        )
        for c, name in rows
    )
