"""What a new sweep is likely to be: proposed, never decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.sweeps import Sweep, SweepTeam
from teamhub.models.testing import TestingRound
from teamhub.queries import viewers


@dataclass(frozen=True)
class Plan:
    """`rounds`: (id, number), `held`: (id, number) of sweeps with teams; both the latest first. `round_id`,
    `teams_of`: the ones to propose."""

    number: int
    compounds: tuple[tuple[int, str], ...]
    rounds: tuple[tuple[int, int], ...]
    held: tuple[tuple[int, int], ...]

    @property
    def round_id(self) -> int | None:
        return self.rounds[0][0] if self.rounds else None

    @property
    def teams_of(self) -> int | None:
        return self.held[0][0] if self.held else None


def plan(viewer: Viewer, today: date) -> Plan:
    campaign = viewers.current_campaign(viewer.community_id, today)
    last = db.session.scalar(select(func.max(Sweep.number)).where(Sweep.campaign_id == campaign.id))
    compounds = db.session.execute(
        select(Compound.id, Compound.name)
        .where(Compound.community_id == viewer.community_id)
        .order_by(Compound.position, Compound.id)
    )
    rounds = db.session.execute(
        select(TestingRound.id, TestingRound.number)
        .where(TestingRound.campaign_id == campaign.id)
        .order_by(TestingRound.number.desc())
    )
    held = db.session.execute(
        select(Sweep.id, Sweep.number)
        .where(Sweep.campaign_id == campaign.id, Sweep.id.in_(select(SweepTeam.sweep_id)))
        .order_by(Sweep.number.desc())
    )
    return Plan(
        (last or 0) + 1,
        tuple((key, name) for key, name in compounds),
        tuple((key, number) for key, number in rounds),
        tuple((key, number) for key, number in held),
    )
