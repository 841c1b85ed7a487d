"""A small sweep for the stories: one building of two stairwells, each walked by a team of its own; a shop and a
vacant flat beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from teamhub.actions import sweep_teams, sweeps
from teamhub.domain.sweep_facts import SweepFacts
from teamhub.models.base import db
from teamhub.models.places import Unit
from teamhub.models.sweeps import Sweep, SweepDoor
from tests.cast import Cast

MORNING = datetime.fromisoformat("2022-04-03T09:00:00+08:00")


@dataclass
class SweepScene:
    """`first_well`: doors of the team of member and sweeper; `second_well`: of the other member's team."""

    sweep_id: int
    first_team: int
    second_team: int
    first_well: list[int] = field(default_factory=list)
    second_well: list[int] = field(default_factory=list)
    shop_id: int = 0
    vacant_id: int = 0


def build_sweep(cast: Cast, *, shops: bool = False) -> SweepScene:
    """Sweep 1 on 3 April, six doors a team. With `shops` the shop is in scope, for nobody yet."""
    leader = cast.viewer("leader")
    shop = _unit(cast, kind="shop", label="好邻居超市", stairwell="")
    vacant = _unit(cast, kind="household", label="401", stairwell="1", floor=4, occupied=False)
    sweep = sweeps.open_sweep(
        SweepFacts(date(2022, 4, 3), MORNING, (cast.compound_id,), purpose="清零", with_shops=shops),
        by=leader,
        at=MORNING,
    )
    people = [cast.person("member"), cast.person("sweeper")]
    first = sweep_teams.add_team(sweep.id, "明珠华府一队", people, by=leader, at=MORNING)
    second = sweep_teams.add_team(
        sweep.id, "明珠华府二队", [cast.person("other_member")], by=leader, at=MORNING
    )
    scene = SweepScene(sweep.id, first.id, second.id, shop_id=shop, vacant_id=vacant)
    for unit_id in cast.unit_ids:
        unit = db.session.get_one(Unit, unit_id)
        mine, team = (scene.first_well, first) if unit.stairwell == "1" else (scene.second_well, second)
        mine.append(unit_id)
        door_at(scene, unit_id).team_id = team.id
    db.session.commit()
    return scene


def door_at(scene: SweepScene, unit_id: int) -> SweepDoor:
    return db.session.query(SweepDoor).filter_by(sweep_id=scene.sweep_id, unit_id=unit_id).one()


def sweep_of(scene: SweepScene) -> Sweep:
    return db.session.get_one(Sweep, scene.sweep_id)


def after(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def _unit(cast: Cast, *, kind: str, label: str, stairwell: str, floor: int = 1, occupied: bool = True) -> int:
    unit = Unit(
        community_id=cast.community_id,
        compound_id=cast.compound_id,
        building_id=cast.building_id,
        kind=kind,
        stairwell=stairwell,
        floor=floor,
        label=label,
        occupied=occupied,
    )
    db.session.add(unit)
    db.session.flush()
    return unit.id
