"""Wishes and pairs that planners of the roster follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.models.rota import RotaPair, RotaWish


class WishRefused(RuleBroken):
    """pair_with_oneself | pair_known | pair_nobody"""


def wish(person: Person, likes_nights: bool | None, *, by: Viewer, at: datetime) -> None:
    """`likes_nights` None: it is all the same. Raises NotFound for somebody of another community."""
    _own(person, by)
    stored = db.session.scalar(select(RotaWish).where(RotaWish.person_id == person.id))
    if likes_nights is None:
        if stored is not None:
            db.session.delete(stored)
    elif stored is None:
        db.session.add(RotaWish(community_id=by.community_id, person_id=person.id, likes_nights=likes_nights))
    else:
        stored.likes_nights = likes_nights
    db.session.flush()
    journal.write("rota.wish_noted", by=by, at=at, object_type="person", object_id=person.id)


def pair(person: Person, other_id: int, *, together: bool, by: Viewer, at: datetime) -> RotaPair:
    """Raises NotFound, WishRefused."""
    _own(person, by)
    other = db.session.get(Person, other_id)
    if other is None or other.community_id != by.community_id or not other.active:
        raise WishRefused("pair_nobody")
    if other.id == person.id:
        raise WishRefused("pair_with_oneself")
    one, two = sorted((person.id, other.id))
    known = select(RotaPair.id).where(RotaPair.one_id == one, RotaPair.other_id == two)
    if db.session.scalar(known) is not None:
        raise WishRefused("pair_known")
    made = RotaPair(community_id=by.community_id, one_id=one, other_id=two, together=together)
    db.session.add(made)
    db.session.flush()
    journal.write("rota.paired", by=by, at=at, object_type="rota_pair", object_id=made.id, together=together)
    return made


def unpair(pair_id: int, *, of: int, by: Viewer, at: datetime) -> None:
    """`of`: one of the two. Raises NotFound."""
    stored = db.session.get(RotaPair, pair_id)
    known = stored is not None and stored.community_id == by.community_id
    if stored is None or not known or of not in (stored.one_id, stored.other_id):
        raise NotFound
    db.session.delete(stored)
    db.session.flush()
    journal.write("rota.unpaired", by=by, at=at, object_type="rota_pair", object_id=pair_id)


def _own(person: Person, by: Viewer) -> None:
    if person.community_id != by.community_id:
        raise NotFound
