"""Two sites half an hour after they opened: a crowded one with one desk, and a calm one with two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.actions import testing_rounds, testing_teams
from teamhub.actions.work import unit_of_work
from teamhub.domain.testing_plans import RoundPlan
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingSeat, StaffingTemplate
from teamhub.models.people import Person
from teamhub.models.testing import (
    QueueObservation,
    SamplingSite,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from tests.cast import Cast


@dataclass(frozen=True)
class Queues:
    """`medics`: who sample, the first at the crowded site; one more, the cast's own, is in no team."""

    crowded: SiteSession
    calm: SiteSession
    medics: list[int]


def build_queues(cast: Cast, opened: datetime, *, people: int = 420) -> Queues:
    medics = _medics(cast)
    _plan(cast, opened, people)
    held = db.session.scalars(select(TestingRound)).one()
    crowded, calm = sorted(db.session.scalars(select(SiteSession)), key=lambda s: s.site.code)
    for session, crew in ((crowded, medics[:1]), (calm, medics[1:])):
        with unit_of_work():
            team = testing_teams.save_team(
                held.id,
                None,
                f"T{session.site.code}",
                [(person, "sampling") for person in crew],
                by=cast.viewer("leader"),
                at=opened,
            )
            session.team_id, session.opened_at = team.id, opened
    note(crowded, cast, opened, [(15, 30, 40, 12), (30, 30, 75, 25)])
    note(calm, cast, opened, [(15, 12, 1, 1), (30, 12, 1, 1)])
    return Queues(crowded, calm, medics)


def _medics(cast: Cast) -> list[int]:
    made = [
        Person(community_id=cast.community_id, code=f"M{n}", name=name, member_type="medic")
        for n, name in enumerate(("白一", "白二", "白三"))
    ]
    db.session.add_all(made)
    db.session.commit()
    return [one.id for one in made]


def _plan(cast: Cast, opened: datetime, people: int) -> None:
    template = StaffingTemplate(community_id=cast.community_id, name="1")
    template.seats = [
        StaffingSeat(
            community_id=cast.community_id, member_type="medic", task="sampling", count=1, position=1
        )
    ]
    places = [
        SamplingSite(
            community_id=cast.community_id, campaign_id=cast.campaign_id, code=code, name=name, position=n
        )
        for n, (code, name) in enumerate((("P1", "明珠华府北门"), ("P2", "滨江别墅")))
    ]
    db.session.add_all([template, *places])
    db.session.flush()
    db.session.add(
        SiteCompound(community_id=cast.community_id, site_id=places[0].id, compound_id=cast.compound_id)
    )
    db.session.commit()
    with unit_of_work():
        testing_rounds.plan_round(
            RoundPlan(
                opened,
                opened + timedelta(hours=4),
                "pooled",
                10,
                tuple(place.id for place in places),
                {cast.compound_id: people},
                template.id,
            ),
            by=cast.viewer("leader"),
            at=opened,
        )


def note(session: SiteSession, cast: Cast, opened: datetime, looks: list[tuple[int, int, int, int]]) -> None:
    """(minute, people tested since the look before, people waiting, minutes waited)"""
    for minute, tested, waiting, waited in looks:
        at = opened + timedelta(minutes=minute)
        db.session.add(
            SiteCount(
                community_id=cast.community_id,
                session_id=session.id,
                compound_id=cast.compound_id,
                counted_at=at,
                persons=tested,
                tubes=-(-tested // 10),
                recorded_at=at,
            )
        )
        db.session.add(
            QueueObservation(
                community_id=cast.community_id,
                session_id=session.id,
                observed_at=at,
                waiting_people=waiting,
                wait_minutes=waited,
                recorded_at=at,
            )
        )
    db.session.commit()
