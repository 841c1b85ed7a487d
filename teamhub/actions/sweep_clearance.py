"""When a sweep counts as cleared: stamped once, taken away as soon as something reopens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.clearance import Clearance, clearance, clearance_stamp
from teamhub.domain.sweeps import DoorState
from teamhub.models.base import db
from teamhub.models.sweeps import Sweep, SweepDoor
from teamhub.queries import sweep_standings, terms

STANDING_OPEN = Clearance(1, 1, (), 0)
"""Some door is open: which ones does not matter for the stamp."""


def restamp(sweep: Sweep, *, by: Viewer, at: datetime) -> None:
    """Stamps or reopens the sweep after a change at one of its doors, and journals when that changed."""
    was = sweep.cleared_at
    sweep.cleared_at = clearance_stamp(was, _standing(sweep), at)
    db.session.flush()
    if (was is None) != (sweep.cleared_at is None):
        verb = "sweep.reopen" if sweep.cleared_at is None else "sweep.clear"
        journal.write(verb, by=by, at=at, object_type="sweep", object_id=sweep.id, number=sweep.number)


def restamp_with_unit(unit_id: int, *, by: Viewer, at: datetime, campaign_id: int | None = None) -> None:
    """Every sweep that has this door: a letter counts for all of its campaign, who lives there for all."""
    held = select(SweepDoor.sweep_id).where(SweepDoor.unit_id == unit_id)
    query = select(Sweep).where(Sweep.id.in_(held)).order_by(Sweep.id)
    if campaign_id is not None:
        query = query.where(Sweep.campaign_id == campaign_id)
    for sweep in db.session.scalars(query):
        restamp(sweep, by=by, at=at)


def _standing(sweep: Sweep) -> Clearance:
    """Most changes leave thousands of doors open: one look at an index settles those."""
    open_door = exists().where(SweepDoor.sweep_id == sweep.id, SweepDoor.state != DoorState.FINAL.value)
    if db.session.scalar(select(open_door)):
        return STANDING_OPEN
    known = sweep_standings.outcomes_of(sweep.community_id)
    required = terms.thresholds(sweep.community_id).letters_required
    doors = (record.door for record in sweep_standings.records(sweep, known))
    return clearance(doors, letters_required=required)
