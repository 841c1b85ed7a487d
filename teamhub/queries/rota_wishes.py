"""What people would rather have, and who belongs together or apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_, select

from teamhub.domain.access import Viewer
from teamhub.domain.rota_plan import Pair
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.rota import RotaPair, RotaWish


@dataclass(frozen=True)
class PairRow:
    id: int
    other_id: int
    other: str
    together: bool


def likes_nights(viewer: Viewer, people: Collection[int]) -> dict[int, bool]:
    """Only of those who have a wish."""
    rows = db.session.scalars(
        select(RotaWish).where(RotaWish.community_id == viewer.community_id, RotaWish.person_id.in_(people))
    )
    return {row.person_id: row.likes_nights for row in rows}


def pairs(viewer: Viewer, people: Collection[int]) -> tuple[Pair, ...]:
    """Pairs of which both are among these people."""
    rows = db.session.scalars(
        select(RotaPair)
        .where(
            RotaPair.community_id == viewer.community_id,
            RotaPair.one_id.in_(people),
            RotaPair.other_id.in_(people),
        )
        .order_by(RotaPair.id)
    )
    return tuple(Pair(row.one_id, row.other_id, row.together) for row in rows)


def pairs_of(viewer: Viewer, person_id: int) -> list[PairRow]:
    rows = db.session.execute(
        select(RotaPair, Person.id, Person.name)
        .join(
            Person,
            or_(Person.id == RotaPair.one_id, Person.id == RotaPair.other_id) & (Person.id != person_id),
        )
        .where(
            RotaPair.community_id == viewer.community_id,
            or_(RotaPair.one_id == person_id, RotaPair.other_id == person_id),
        )
        .order_by(RotaPair.id)
    )
    return [PairRow(row.id, other_id, name, row.together) for row, other_id, name in rows]


def others(viewer: Viewer, person_id: int) -> list[tuple[int, str]]:
    """Active people whom somebody may be paired with, by name."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(Person.community_id == viewer.community_id, Person.active.is_(True), Person.id != person_id)
        .order_by(Person.pinyin, Person.id)
    )
    return [(other_id, name) for other_id, name in rows]
