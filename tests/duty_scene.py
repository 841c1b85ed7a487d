"""A small roster for the stories of duty: two posts, a day and a night shift of one date, and who stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from teamhub.models.base import db
from teamhub.models.campaigns import ShiftPattern, ShiftPatternPart
from teamhub.models.duty import CheckIn, DutyAssignment, GatePeriod, Post, Shift
from tests.cast import Cast

DAY = date(2022, 4, 4)
MORNING = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
"""08:00 in Shanghai: the day shift begins; it ends at EVENING."""
EVENING = MORNING + timedelta(hours=12)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@dataclass
class Scene:
    """Gate 汉孟路南端 with 2 seats (open to outside), checkpoint 明珠华府 with 1."""

    cast: Cast
    gate: Post
    checkpoint: Post
    day: Shift
    night: Shift
    seats: dict[str, DutyAssignment] = field(default_factory=dict)

    def seat(self, name: str, post: Post, shift: Shift) -> DutyAssignment:
        """Puts one of the cast on a seat, without asking the rules."""
        made = DutyAssignment(
            community_id=self.cast.community_id,
            shift_id=shift.id,
            post_id=post.id,
            person_id=self.cast.person(name),
            assigned_at=MORNING - timedelta(days=1),
        )
        db.session.add(made)
        db.session.commit()
        self.seats[name] = made
        return made

    def arrive(self, seat: DutyAssignment, at: datetime, standing: str = "on_time", late: int = 0) -> CheckIn:
        made = CheckIn(
            community_id=self.cast.community_id,
            assignment_id=seat.id,
            arrived_at=at,
            standing=standing,
            minutes_late=late,
            evidence="static",
            recorded_at=at,
        )
        db.session.add(made)
        db.session.commit()
        return made


def build_scene(cast: Cast) -> Scene:
    def post(code: str, name: str, kind: str, seats: int) -> Post:
        made = Post(
            community_id=cast.community_id,
            campaign_id=cast.campaign_id,
            code=code,
            name=name,
            kind=kind,
            seats=seats,
            opened_on=date(2022, 4, 1),
            key=f"key of {code}",
            compound_id=cast.compound_id,
        )
        db.session.add(made)
        return made

    def shift(kind: str, starts_at: datetime) -> Shift:
        made = Shift(
            community_id=cast.community_id,
            campaign_id=cast.campaign_id,
            duty_date=DAY,
            kind=kind,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=12),
        )
        db.session.add(made)
        return made

    gate = post("G1", "汉孟路南端", "gate", 2)
    checkpoint = post("K01", "明珠华府", "compound_checkpoint", 1)
    checkpoint.position = 1
    scene = Scene(cast, gate, checkpoint, shift("day", MORNING), shift("night", EVENING))
    pattern = ShiftPattern(
        community_id=cast.community_id,
        campaign_id=cast.campaign_id,
        name="2 x 12",
        starts_on=date(2022, 4, 1),
    )
    pattern.parts = [
        ShiftPatternPart(community_id=cast.community_id, kind="day", starts_minute=480, length_minutes=720),
        ShiftPatternPart(
            community_id=cast.community_id, kind="night", starts_minute=1200, length_minutes=720
        ),
    ]
    db.session.add(pattern)
    db.session.flush()
    db.session.add(
        GatePeriod(community_id=cast.community_id, post_id=gate.id, open_from=MORNING - timedelta(days=3))
    )
    db.session.commit()
    return scene
