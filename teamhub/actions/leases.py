"""A job that only one process may do at a time, whichever host it runs on: a row that is held for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from teamhub.models.base import db
from teamhub.models.privacy import Lease


def take(name: str, holder: str, *, lasts: timedelta, at: datetime) -> bool:
    """Did `holder` get the lease, or renew its own? Inside a unit of work. Who dies while holding it loses it when
    `lasts` is over."""
    free = or_(Lease.held_until <= at, Lease.holder == holder)
    taken = db.session.execute(
        update(Lease)
        .where(Lease.name == name, free)
        .values(holder=holder, held_until=at + lasts)
        .returning(Lease.name)
    ).all()
    if taken:
        return True
    if db.session.scalar(select(Lease.name).where(Lease.name == name)) is not None:
        return False
    db.session.add(Lease(name=name, holder=holder, held_until=at + lasts))
    db.session.flush()
    return True


def give_back(name: str, holder: str, *, until: datetime) -> None:
    """Nobody else takes it before `until`: when the next turn is due."""
    db.session.execute(
        update(Lease).where(Lease.name == name, Lease.holder == holder).values(held_until=until, holder="")
    )
