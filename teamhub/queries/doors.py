"""The doors of a sweep as the people see them who walk: their buildings, a facade, one door. Whoever does not lead
the sweep sees the doors of the own teams and nothing of any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.errors import NotFound
from teamhub.domain.sweeps import DoorState
from teamhub.models.base import db
from teamhub.models.places import Building, Compound
from teamhub.models.sweeps import DoorVisit, Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.queries import viewers


@dataclass(frozen=True)
class SweepLine:
    """A sweep in a heading or a choice of sweeps."""

    id: int
    number: int
    purpose: str
    held_on: date
    cleared_at: datetime | None


@dataclass(frozen=True)
class BuildingLine:
    """One building and how far the viewer's doors in it are: `done` of `total` doors."""

    building_id: int
    building: str
    compound: str
    done: int
    total: int
    revisit: int
    untested: int


def walked_by(viewer: Viewer) -> ColumnElement[bool]:
    """SweepDoor rows that are the viewer's to see: all of the community for whoever leads, else of the own teams."""
    if viewer.may(Permission.SWEEP_MANAGE):
        return SweepDoor.community_id == viewer.community_id
    if viewer.team_id is not None:
        return (SweepDoor.community_id == viewer.community_id) & (SweepDoor.team_id == viewer.team_id)
    teams = select(SweepTeamMember.team_id).where(
        SweepTeamMember.person_id == viewer.person_id, SweepTeamMember.community_id == viewer.community_id
    )
    return (SweepDoor.community_id == viewer.community_id) & SweepDoor.team_id.in_(teams)


def sweeps_of(viewer: Viewer, today: date) -> list[SweepLine]:
    """Sweeps of the campaign in which the viewer has doors, the latest first."""
    campaign = viewers.current_campaign(viewer.community_id, today)
    walks = select(SweepDoor.id).where(SweepDoor.sweep_id == Sweep.id, walked_by(viewer)).exists()
    rows = db.session.scalars(
        select(Sweep).where(Sweep.campaign_id == campaign.id, walks).order_by(Sweep.number.desc())
    )
    return [line_of(sweep) for sweep in rows]


def line_of(sweep: Sweep) -> SweepLine:
    return SweepLine(sweep.id, sweep.number, sweep.purpose, sweep.held_on, sweep.cleared_at)


def sweep(viewer: Viewer, number: int, today: date) -> Sweep:
    """Of the campaign that runs. Raises NotFound when there is none, or the viewer has no door in it."""
    campaign = viewers.current_campaign(viewer.community_id, today)
    found = db.session.scalar(select(Sweep).where(Sweep.campaign_id == campaign.id, Sweep.number == number))
    if found is None:
        raise NotFound
    if not viewer.may(Permission.SWEEP_MANAGE):
        mine = select(SweepDoor.id).where(SweepDoor.sweep_id == found.id, walked_by(viewer)).limit(1)
        if db.session.scalar(mine) is None:
            raise NotFound
    return found


def door_for(viewer: Viewer, sweep_id: int, unit_id: int, *, lock: bool = False) -> SweepDoor:
    """Raises NotFound for a door of somebody else, of another community, or outside the sweep. `lock`: nobody else
    may change it until the end of the unit of work."""
    query = (
        select(SweepDoor)
        .options(joinedload(SweepDoor.unit, innerjoin=True))
        .where(SweepDoor.sweep_id == sweep_id, SweepDoor.unit_id == unit_id, walked_by(viewer))
    )
    found = db.session.scalar(query.with_for_update(of=SweepDoor) if lock else query)
    if found is None:
        raise NotFound
    return found


def visit_for(viewer: Viewer, visit_id: int) -> DoorVisit:
    """Raises NotFound for a visit at a door that is not the viewer's."""
    found = db.session.scalar(
        select(DoorVisit)
        .join(
            SweepDoor, (SweepDoor.sweep_id == DoorVisit.sweep_id) & (SweepDoor.unit_id == DoorVisit.unit_id)
        )
        .where(DoorVisit.id == visit_id, walked_by(viewer))
    )
    if found is None:
        raise NotFound
    return found


def team_of(viewer: Viewer, sweep_id: int) -> int | None:
    """The team in which the viewer walks this sweep."""
    if viewer.team_id is not None:
        return viewer.team_id
    if viewer.person_id is None:
        return None
    return db.session.scalar(
        select(SweepTeam.id)
        .join(SweepTeamMember, SweepTeamMember.team_id == SweepTeam.id)
        .where(SweepTeam.sweep_id == sweep_id, SweepTeamMember.person_id == viewer.person_id)
        .order_by(SweepTeam.position)
        .limit(1)
    )


def buildings(viewer: Viewer, sweep_id: int) -> list[BuildingLine]:
    """In the order in which the community lists them."""
    state = SweepDoor.state
    rows = db.session.execute(
        select(
            Building.id,
            Building.name,
            Building.position,
            Compound.name,
            Compound.position,
            func.count().filter(state == DoorState.FINAL.value),
            func.count(),
            func.count().filter(state == DoorState.REVISIT.value),
            func.count().filter(state == DoorState.UNTESTED.value),
        )
        .join(Building, Building.id == SweepDoor.building_id)
        .join(Compound, Compound.id == SweepDoor.compound_id)
        .where(SweepDoor.sweep_id == sweep_id, walked_by(viewer))
        .group_by(
            Building.id, Building.name, Building.position, Compound.name, Compound.position, Compound.id
        )
    ).all()
    ordered = sorted(rows, key=lambda r: (r[4], r[3], r[2], natural_key(r[1])))
    return [BuildingLine(r[0], r[1], r[3], r[5], r[6], r[7], r[8]) for r in ordered]
