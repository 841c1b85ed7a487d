"""What the big screen shows beside the figures: the sweep door by door, and the last deeds without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.deeds import Deed
from teamhub.models.places import Compound
from teamhub.queries import terms
from teamhub.queries.tally import sweeps
from teamhub.queries.tally.parts import Parts


@dataclass(frozen=True)
class Facade:
    """One compound of the latest sweep, in doors."""

    name: str
    final: int
    revisit: int
    untested: int
    rest: int

    @property
    def total(self) -> int:
        return self.final + self.revisit + self.untested + self.rest


@dataclass(frozen=True)
class SweepWall:
    number: int
    facades: tuple[Facade, ...]

    @property
    def left(self) -> int:
        return sum(f.total - f.final for f in self.facades)


def facades(parts: Parts) -> SweepWall | None:
    """The latest sweep begun by the moment; None before the first."""
    if not parts.held_sweeps:
        return None
    latest = parts.held_sweeps[-1]
    walls = sweeps.wall(parts.scope, latest)
    return SweepWall(
        latest.number, tuple(Facade(name, c.final, c.revisit, c.untested, c.rest) for name, c in walls)
    )


@dataclass(frozen=True)
class DeedLine:
    at: datetime
    category: str
    compound: str


def last_deeds(community_id: int, as_of: datetime, language: str, most: int = 5) -> list[DeedLine]:
    """The latest deeds: kind and compound, nobody's name."""
    labels = terms.labels(community_id, "deed_category", language)
    rows = db.session.execute(
        select(Deed.done_at, Deed.category, Compound.name)
        .outerjoin(Compound, Compound.id == Deed.compound_id)
        .where(Deed.community_id == community_id, Deed.voided_at.is_(None), Deed.done_at <= as_of)
        .order_by(Deed.done_at.desc(), Deed.id.desc())
        .limit(most)
    )
    return [DeedLine(at, labels.get(category, category), compound or "") for at, category, compound in rows]
