"""Days that no story tells, each built from records: what a brief says and looks like on them. Every builder gets the
cast of a fresh community and gives the day that is to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from teamhub.actions import (
    briefs,
    deeds,
    doors,
    duty_spot_checks,
    letters,
    places,
    posts,
    sweep_teams,
    sweeps,
)
from teamhub.actions.deeds import DeedFacts
from teamhub.actions.duty_spot_checks import Found
from teamhub.domain.access import Viewer
from teamhub.domain.briefs.texts import TypedTexts
from teamhub.domain.places import PostFacts, UnitFacts
from teamhub.domain.sweep_facts import SweepFacts, VisitFacts
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.care import CareAssignment, CareContact, VulnerableResident
from teamhub.models.people import Account, Person
from teamhub.models.places import Building, Community, Compound, Resident
from teamhub.models.sweeps import SweepDoor
from teamhub.models.testing import SamplingSite
from tests.cast import Cast
from tests.duty_scene import EVENING, MORNING, Scene, build_scene, minutes
from tests.queue_scene import build_queues, note
from tests.sweep_scene import MORNING as SWEEP_MORNING
from tests.sweep_scene import SweepScene, after, build_sweep, sweep_of

FOURTH, THIRD = date(2022, 4, 4), date(2022, 4, 3)
RARE = "㛃䶮𬱖𫖯㻐𠅤𬍛镕堃喆玥翀"
LONG = "国营第一棉纺织印染总厂东区职工家属宿舍楼"
assert len(LONG) == 20


def nothing_happened(cast: Cast) -> date:
    """A community on duty, and not one record of the day."""
    return date(2022, 4, 5)


def target_missed(cast: Cast) -> date:
    """The queue of one site is longer than the target, and few of the people due came."""
    opened = datetime.fromisoformat("2022-04-04T09:00:00+08:00")
    queues = build_queues(cast, opened)
    note(queues.crowded, cast, opened, [(45, 31, 90, 34), (60, 28, 120, 41)])
    return FOURTH


def two_refusals(cast: Cast) -> date:
    """Two households do not open, one was out: the compound is not cleared."""
    scene = build_sweep(cast)
    told = {0: "refused", 4: "refused", 7: "no_answer"}
    for place, unit_id in enumerate(cast.unit_ids):
        outcome = told.get(place, "met_all_ok")
        knock(cast, scene, unit_id, outcome, place, "signed" if outcome == "met_all_ok" else "")
    letters.refuse_letter(
        sweep_of(scene), cast.unit_ids[0], "要先问家人", by=cast.viewer("leader"), at=after(200)
    )
    return THIRD


def post_empty(cast: Cast) -> date:
    """One seat stays empty, another is taken late, and the round in the evening finds nobody at the gate."""
    scene = duty(cast)
    duty_spot_checks.record_spot_check(
        scene.gate.id, Found(2, 0), checked_at=EVENING + minutes(70), by=cast.viewer("inspector"),
        at=EVENING + minutes(71),
    )  # fmt: skip
    duty_spot_checks.record_spot_check(
        scene.checkpoint.id, Found(1, 1), checked_at=EVENING + minutes(90), by=cast.viewer("inspector"),
        at=EVENING + minutes(91),
    )  # fmt: skip
    return FOURTH


def two_hundred_in_care(cast: Cast) -> date:
    """Two hundred on the register over five groups; some without a carer, some not reached."""
    groups = ("limited_mobility", "elder_alone", "pregnant", "chronic", "dialysis")
    common = {"community_id": cast.community_id}
    for n in range(200):
        resident = Resident(
            **common, code=f"R{n:03}", compound_id=cast.compound_id, unit_id=cast.unit_ids[n % 12],
            name="潘", form_of_address="先生",
        )  # fmt: skip
        db.session.add(resident)
        db.session.flush()
        entry = VulnerableResident(
            **common, campaign_id=cast.campaign_id, resident_id=resident.id, category=groups[n * n % 5],
            registered_on=date(2022, 4, 1),
        )  # fmt: skip
        db.session.add(entry)
        db.session.flush()
        if n % 25:
            db.session.add(
                CareAssignment(
                    **common,
                    vulnerable_id=entry.id,
                    carer_id=cast.person("worker"),
                    starts_on=date(2022, 4, 1),
                )
            )
        if n % 10:
            at = MORNING + minutes(n)
            db.session.add(
                CareContact(
                    **common, vulnerable_id=entry.id, contacted_at=at, channel="phone", recorded_at=at
                )
            )
    return FOURTH


def rare_names(cast: Cast) -> date:
    """Names whose characters few fonts have: a compound, a checkpoint, those who sign, a story."""
    compound = db.session.get_one(Compound, cast.compound_id)
    compound.name = f"{RARE[:6]}苑"
    db.session.get_one(Community, cast.community_id).name = f"{RARE[10:]}里社区"
    for name, display in (("leader", "周𬍛镕"), ("worker", "㛃㻐"), ("secretary", "王𫖯")):
        db.session.get_one(Account, cast.account(name)).display_name = display
        db.session.get_one(Person, cast.person(name)).name = display
    scene = duty(cast)
    scene.gate.name, scene.checkpoint.name = f"{RARE[2]}河桥{RARE[3]}", f"{RARE[7:11]}门"
    swept(cast, FOURTH)
    deeds.note_deed(
        DeedFacts("medicine", MORNING + minutes(90), cast.compound_id, story=f"队员{RARE}为居民送药上门，当日办结。", quote_consent=True),
        by=cast.viewer("member"),
        at=MORNING + minutes(95),
    )  # fmt: skip
    return FOURTH


def long_name(cast: Cast) -> date:
    """A compound of twenty characters in every table that names one."""
    db.session.get_one(Compound, cast.compound_id).name = LONG
    opened = datetime.fromisoformat("2022-04-04T09:00:00+08:00")
    build_queues(cast, opened)
    db.session.query(SamplingSite).filter_by(code="P1").one().name = LONG
    scene = duty(cast)
    scene.gate.name = f"{LONG}北门"
    swept(cast, FOURTH)
    return FOURTH


def sixty_posts(cast: Cast) -> date:
    """Sixty compounds with a checkpoint and a building of two doors each, all swept on one day."""
    leader, campaign = cast.viewer("leader"), db.session.get_one(Campaign, cast.campaign_id)
    scene = duty(cast)
    made = [sixty_first(cast, n) for n in range(1, 60)]
    for n, compound in enumerate(made, start=1):
        post = posts.add_post(
            campaign,
            PostFacts(compound.name, "compound_checkpoint", 1, date(2022, 4, 1), compound_id=compound.id),
            by=leader,
            at=MORNING,
        )
        person = Person(
            community_id=cast.community_id, code=f"V{n}", name=f"志愿者{n}", member_type="volunteer"
        )
        db.session.add(person)
        db.session.flush()
        cast.people[f"volunteer{n}"] = person.id
        scene.arrive(scene.seat(f"volunteer{n}", post, scene.day), MORNING - minutes(10))
    sweep = sweeps.open_sweep(
        SweepFacts(
            FOURTH, MORNING, (cast.compound_id, *(c.id for c in made)), purpose="清零", with_shops=False
        ),
        by=leader,
        at=MORNING,
    )
    team = sweep_teams.add_team(
        sweep.id, "扫楼一队", [cast.person("member"), cast.person("sweeper")], by=leader, at=MORNING
    )
    for compound_id in (cast.compound_id, *(c.id for c in made)):
        sweep_teams.give_doors(sweep.id, [team.id], compound_id=compound_id, by=leader, at=MORNING)
    walked = SweepScene(sweep.id, team.id, team.id)
    units = db.session.scalars(
        select(SweepDoor.unit_id).where(SweepDoor.sweep_id == sweep.id).order_by(SweepDoor.id)
    ).all()
    for place, unit_id in enumerate(units):
        away = place % 40 == 7
        knock(cast, walked, unit_id, "no_answer" if away else "met_all_ok", place, "" if away else "signed")
    return FOURTH


def sixty_first(cast: Cast, number: int) -> Compound:
    compound = Compound(
        community_id=cast.community_id, code=f"C{number + 1:02}", name=f"第{number}居民小区", household_count=2,
        registered_count=5, eligible_count=4, position=number,
    )  # fmt: skip
    db.session.add(compound)
    db.session.flush()
    building = Building(community_id=cast.community_id, compound_id=compound.id, name="1")
    db.session.add(building)
    db.session.flush()
    for label in ("101", "102"):
        places.add_unit(
            building, UnitFacts("household", "1", 1, label, True, 2), by=cast.viewer("leader"), at=MORNING
        )
    return compound


def duty(cast: Cast) -> Scene:
    """A gate and a checkpoint: one seat on time, one late, one not taken."""
    scene = build_scene(cast)
    scene.arrive(scene.seat("member", scene.gate, scene.day), MORNING - minutes(8))
    scene.arrive(scene.seat("other_member", scene.gate, scene.day), MORNING + minutes(25), "late", 25)
    scene.arrive(scene.seat("worker", scene.checkpoint, scene.day), MORNING - minutes(3))
    scene.arrive(scene.seat("sweeper", scene.gate, scene.night), EVENING - minutes(5))
    scene.seat("medic", scene.checkpoint, scene.night)
    return scene


def swept(cast: Cast, day: date) -> None:
    """All twelve doors of the one building, on any day."""
    leader, morning = cast.viewer("leader"), SWEEP_MORNING + (day - THIRD)
    sweep = sweeps.open_sweep(
        SweepFacts(day, morning, (cast.compound_id,), purpose="清零", with_shops=False), by=leader, at=morning
    )
    team = sweep_teams.add_team(sweep.id, "一队", [cast.person("member")], by=leader, at=morning)
    sweep_teams.give_doors(sweep.id, [team.id], compound_id=cast.compound_id, by=leader, at=morning)
    scene = SweepScene(sweep.id, team.id, team.id)
    for place, unit_id in enumerate(cast.unit_ids):
        doors.record_visit(
            scene.sweep_id, unit_id, VisitFacts("met_all_ok", letter="signed"), version=None, by=leader,
            at=morning + timedelta(minutes=place),
        )  # fmt: skip


def knock(cast: Cast, scene: SweepScene, unit_id: int, outcome: str, minute: int, letter: str = "") -> None:
    at = (SWEEP_MORNING if sweep_of(scene).held_on == THIRD else MORNING) + timedelta(minutes=minute)
    doors.record_visit(
        scene.sweep_id, unit_id, VisitFacts(outcome, letter=letter), version=None, by=cast.viewer("leader"), at=at
    )  # fmt: skip


def issued(cast: Cast, day: date) -> int:
    """The day's brief goes its way: saved, reviewed, signed off. Gives its id."""
    evening = datetime(day.year, day.month, day.day, 14, 10, tzinfo=UTC)
    leader, secretary = (signing(cast, name) for name in ("leader", "secretary"))
    brief = briefs.save_texts(day, TypedTexts(), version=0, by=leader, at=evening)
    brief = briefs.review(day, version=brief.version, by=leader, at=evening)
    return briefs.issue(day, version=brief.version, by=secretary, at=evening).id


def signing(cast: Cast, name: str) -> Viewer:
    """One of the cast under the name that is printed."""
    return replace(
        cast.viewer(name), display_name=db.session.get_one(Account, cast.account(name)).display_name
    )


DAYS: dict[str, Callable[[Cast], date]] = {
    build.__name__: build
    for build in (
        nothing_happened, target_missed, two_refusals, post_empty, two_hundred_in_care, rare_names, long_name,
        sixty_posts,
    )
}  # fmt: skip
