"""Two posts and two shifts around the present moment: browsers have no other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from teamhub.domain.duty_time import duty_date_of
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, GatePeriod
from teamhub.queries.duty_codes import poster_token, typed_code
from teamhub.web.clock import now
from tests.duty_scene import Scene, build_scene
from tests.journeys.conftest import Stage

GATE, CHECKPOINT = "汉孟路南端", "明珠华府"


@dataclass(frozen=True)
class Today:
    """`scanned`: the address in the QR code of the gate; `typed`: the letters under it."""

    gate_id: int
    checkpoint_id: int
    shift_id: int
    next_shift_id: int
    day: date
    scanned: str
    typed: str


def build_today(stage: Stage, *, begins_in: int, on_gate: tuple[str, ...] = ()) -> Today:
    """Gate (2 seats, open) and checkpoint (1 seat); a shift of 12 hours that begins in so many minutes (below zero:
    began) and the one after it; those of the cast who have a seat at the gate."""
    assert stage.cast is not None
    with stage.app.app_context():
        scene = build_scene(stage.cast)
        _move_to_today(scene, begins_in)
        for name in on_gate:
            db.session.add(
                DutyAssignment(
                    community_id=stage.cast.community_id,
                    shift_id=scene.day.id,
                    post_id=scene.gate.id,
                    person_id=stage.cast.person(name),
                    assigned_at=now() - timedelta(days=1),
                )
            )
        db.session.commit()
        gate = scene.gate
        token = poster_token(gate.community_id, gate.id, gate.key)
        made = Today(
            gate.id,
            scene.checkpoint.id,
            scene.day.id,
            scene.night.id,
            scene.day.duty_date,
            f"/linli/duty/check-in?post={gate.id}&token={token}",
            typed_code(gate.community_id, gate.id, gate.key),
        )
        db.session.remove()
    return made


def _move_to_today(scene: Scene, begins_in: int) -> None:
    begins = now().replace(second=0, microsecond=0) + timedelta(minutes=begins_in)
    ends = begins + timedelta(hours=12)
    scene.day.starts_at, scene.day.ends_at = begins, ends
    scene.night.starts_at, scene.night.ends_at = ends, ends + timedelta(hours=12)
    today = duty_date_of(begins, ZoneInfo("Asia/Shanghai"))
    scene.day.duty_date = scene.night.duty_date = today
    for post in (scene.gate, scene.checkpoint):
        post.opened_on = today
    for period in db.session.scalars(select(GatePeriod)):
        period.open_from = begins - timedelta(days=3)
