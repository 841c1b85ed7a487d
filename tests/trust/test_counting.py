"""Whatever people do in whatever order, the tally is the count of the rows: at any moment, now or past. One request is
at most one deed; pieces and walks are never deeds."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import signature
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from teamhub.actions import deeds, doors, letters, requests, supplies, testing, testing_home
from teamhub.domain.access import Viewer
from teamhub.domain.addresses import Door
from teamhub.domain.delivery_lines import DeliveryLine
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.requests import RequestFacts
from teamhub.domain.sweep_facts import VisitFacts
from teamhub.models.base import Base, db
from teamhub.models.deeds import Deed, ResidentRequest
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.models.sweeps import DoorVisit, Sweep
from teamhub.models.testing import (
    HomeSample,
    SamplingSite,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import tally
from teamhub.queries.tally import screen
from tests.cast import Cast
from tests.duty_scene import build_scene
from tests.figures import Tell
from tests.sweep_scene import MORNING, build_sweep
from tests.trust.recount import from_rows, from_tally

NUMBERS = st.integers(0, 255)
MINUTES = st.integers(0, 240)
CATEGORIES = ("medicine", "shopping", "printing", "lost_and_found")
STEPS = ("accepted", "done", "confirmed", "closed", "reopened", "withdrawn", "note")
OUTCOMES = ("met_all_ok", "no_answer", "met_untested")


@dataclass(frozen=True)
class Ground:
    """Where it all happens: built once, every course of operations is rolled back from it."""

    cast: Cast
    gate_id: int
    sweep_id: int
    session_id: int
    round_id: int
    units: tuple[int, ...]


@pytest.fixture
def ground(cast: Cast) -> Ground:
    gate = build_scene(cast).gate
    scene = build_sweep(cast)
    here = {"community_id": cast.community_id}
    held = TestingRound(**here, campaign_id=cast.campaign_id, number=1, starts_at=MORNING)
    site = SamplingSite(**here, campaign_id=cast.campaign_id, code="P1", name="明珠华府")
    db.session.add_all([held, site])
    db.session.flush()
    db.session.add(SiteCompound(**here, site_id=site.id, compound_id=cast.compound_id))
    ends = MORNING + timedelta(days=400)
    session = SiteSession(
        **here, round_id=held.id, site_id=site.id, code="P1-1", opens_at=MORNING, closes_at=ends
    )
    db.session.add(session)
    db.session.commit()
    return Ground(cast, gate.id, scene.sweep_id, session.id, held.id, (*scene.first_well, *scene.second_well))


class Days(RuleBasedStateMachine):
    """Operations of a few people over some days. Who is refused by a rule has changed nothing."""

    ground: Ground
    done = 0

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        self.at = MORNING
        self.leader = self.ground.cast.viewer("leader")
        self.people = [self.ground.cast.viewer(name) for name in ("member", "other_member")]
        self.deeds_noted = 0
        self.moments = [MORNING]

    def teardown(self) -> None:
        db.session.rollback()

    def attempt(
        self, action: Callable[..., object], *args: Any, by: Viewer | None = None, **more: Any
    ) -> bool:
        """True when the rules let it happen. What a refused action had begun is undone with it."""
        type(self).done += 1
        self.moments.append(self.at)
        part = db.session.begin_nested()
        try:
            action(*args, by=by or self.leader, at=self.at, **more)
        except (RuleBroken, NotFound):
            part.rollback()
            return False
        part.commit()
        return True

    def one(self, model: type[Base], number: int) -> Any:
        """Some row of the table; None while it is empty."""
        keys = list(db.session.scalars(select(model.id).order_by(model.id)))  # type: ignore[attr-defined]  # every table here has an id
        return db.session.get(model, keys[number % len(keys)]) if keys else None

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes * 4 + 1)

    @rule(number=NUMBERS)
    def somebody_asks(self, number: int) -> None:
        facts = RequestFacts(
            CATEGORIES[number % 4],
            "女儿的药",
            urgency=("normal", "urgent")[number // 4 % 2],
            compound_id=self.ground.cast.compound_id if number % 3 else None,
        )
        self.attempt(requests.take_request, facts, by=self.people[number % 2])

    @rule(number=NUMBERS)
    def a_request_is_given_to_somebody(self, number: int) -> None:
        if found := self.one(ResidentRequest, number):
            person = self.people[number % 2].person_id
            self.attempt(requests.assign_request, found.id, person, version=found.version)

    @rule(number=NUMBERS, step=st.sampled_from(STEPS))
    def a_request_goes_on(self, number: int, step: str) -> None:
        if found := self.one(ResidentRequest, number):
            self.attempt(requests.advance_request, found.id, step, note="说明")

    @rule(number=NUMBERS)
    def a_request_goes_all_the_way(self, number: int) -> None:
        """And is closed once more, which a rule refuses."""
        if found := self.one(ResidentRequest, number):
            for step in ("accepted", "done", "confirmed", "closed", "closed"):
                self.attempt(requests.advance_request, found.id, step)
                self.at += timedelta(minutes=1)

    @rule(number=NUMBERS, late=MINUTES)
    def a_deed_is_noted(self, number: int, late: int) -> None:
        """Now, or hours after it was done."""
        facts = deeds.DeedFacts(
            CATEGORIES[number % 4],
            self.at - timedelta(minutes=late * 8),
            compound_id=self.ground.cast.compound_id if number % 3 else None,
        )
        self.deeds_noted += self.attempt(deeds.note_deed, facts, by=self.people[number % 2])

    @rule(number=NUMBERS)
    def a_deed_is_taken_back(self, number: int) -> None:
        if found := self.one(Deed, number):
            self.attempt(deeds.void_deed, found.id, "记错了")

    @rule(number=NUMBERS, pieces=st.integers(0, 9))
    def pieces_arrive(self, number: int, pieces: int) -> None:
        lines = [
            DeliveryLine("", self.ground.cast.compound_id, Door("1", "1", "101") if n % 2 else None, pieces)
            for n in range(number % 3 + 1)
        ]
        self.attempt(supplies.receive, supplies.Arrival(self.ground.gate_id, lines))

    @rule(number=NUMBERS)
    def a_walk_begins(self, number: int) -> None:
        keys = list(db.session.scalars(select(SupplyDelivery.id).order_by(SupplyDelivery.id)))
        self.attempt(supplies.start_run, keys[number % (len(keys) or 1) :][:3], "李文涛")

    @rule(number=NUMBERS, how=st.integers(0, 3))
    def a_piece_is_settled(self, number: int, how: int) -> None:
        if found := self.one(SupplyDelivery, number):
            if how == 0:
                self.attempt(supplies.set_aside, found.id, "address_unclear")
            elif how == 1:
                self.attempt(supplies.take_back, found.id)
            else:
                self.attempt(supplies.deliver, found.id, received=how == 3)

    @rule(number=NUMBERS, outcome=st.sampled_from(OUTCOMES))
    def somebody_knocks(self, number: int, outcome: str) -> None:
        unit = self.ground.units[number % len(self.ground.units)]
        facts = VisitFacts(
            outcome,
            untested=1 if outcome == "met_untested" else 0,
            needs_help=number % 5 == 0,
            letter="signed" if number % 2 else "",
            visited_at=self.at - timedelta(minutes=number % 30),
        )
        self.attempt(doors.record_visit, self.ground.sweep_id, unit, facts, version=None)

    @rule(number=NUMBERS)
    def a_visit_is_taken_back(self, number: int) -> None:
        if found := self.one(DoorVisit, number):
            self.attempt(doors.void_visit, found.id, "记错了")

    @rule(number=NUMBERS)
    def a_letter_is_taken_back(self, number: int) -> None:
        unit = self.ground.units[number % len(self.ground.units)]
        sweep = db.session.get_one(Sweep, self.ground.sweep_id)
        self.attempt(letters.withdraw_letter, sweep, unit)

    @rule(number=NUMBERS, late=MINUTES)
    def people_are_counted(self, number: int, late: int) -> None:
        self.attempt(
            testing.count_people,
            self.ground.session_id,
            number,
            compound_id=self.ground.cast.compound_id if number % 2 else None,
            tubes=None,
            counted_at=self.at - timedelta(minutes=late),
        )

    @rule(number=NUMBERS)
    def a_count_is_corrected(self, number: int) -> None:
        if found := self.one(SiteCount, number):
            self.attempt(testing.correct_count, found.id)

    @rule(number=NUMBERS)
    def the_queue_is_seen(self, number: int) -> None:
        self.attempt(testing.observe_queue, self.ground.session_id, number, number % 70)

    @rule(number=NUMBERS, how=st.integers(0, 2))
    def a_sample_is_taken_at_home(self, number: int, how: int) -> None:
        found = self.one(HomeSample, number)
        if found is None or how == 0:
            db.session.add(
                HomeSample(
                    community_id=self.ground.cast.community_id,
                    round_id=self.ground.round_id,
                    compound_id=self.ground.cast.compound_id,
                    unit_id=self.ground.units[number % len(self.ground.units)],
                    code=f"H{type(self).done}-{number}",
                    reason="other",
                    planned_at=self.at,
                    recorded_at=self.at,
                )
            )
            db.session.flush()
            type(self).done += 1
        elif how == 1:
            self.attempt(testing_home.take_sample, found.id, self.at)
        else:
            self.attempt(testing_home.take_back, found.id)

    @rule(number=NUMBERS, off=st.integers(-1, 1))
    def the_tally_of_a_past_moment_is_the_count_of_its_rows(self, number: int, off: int) -> None:
        """At the moment of an operation, or a minute beside it."""
        then = self.moments[-1 - number % len(self.moments)]
        self.compare(max(MORNING, then + timedelta(minutes=off)))

    @invariant()
    def the_tally_is_the_count_of_the_rows(self) -> None:
        self.compare(self.at)

    @invariant()
    def only_closed_requests_and_noted_deeds_are_deeds(self) -> None:
        """Pieces and walks change nothing here, and no request is there twice."""
        from_requests = list(db.session.scalars(select(Deed.request_id).where(Deed.request_id.is_not(None))))
        assert len(from_requests) == len(set(from_requests))
        counted = select(func.count()).select_from(Deed)
        assert db.session.scalar(counted) == len(from_requests) + self.deeds_noted
        closed = set(db.session.scalars(select(ResidentRequest.id).where(ResidentRequest.state == "closed")))
        assert {
            d for d in db.session.scalars(select(Deed.request_id).where(Deed.voided_at.is_(None))) if d
        } <= closed

    def compare(self, as_of: datetime) -> None:
        community = self.ground.cast.community_id
        day = tally.day_of(community, as_of)
        wall = screen.facades(tally.parts(community, day, as_of))
        assert wall is not None
        told = from_tally(
            tally.day_figures(community, day, as_of),
            sum(f.rest for f in wall.facades),
            sum(f.total for f in wall.facades),
        )
        assert told == from_rows(day, as_of)


def course(ground: Ground, *, examples: int, steps: int) -> int:
    """Plays the courses; how many operations that were."""

    class Here(Days):
        pass

    Here.ground, Here.done = ground, 0
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Here.done


@pytest.mark.proves("T43")
def test_the_tally_is_the_count_of_the_rows(ground: Ground) -> None:
    assert course(ground, examples=3, steps=14) > 4


def test_opened_again_a_request_had_not_waited_while_it_was_done(ground: Ground) -> None:
    class Here(Days):
        pass

    Here.ground = ground
    machine = Here()
    machine.somebody_asks(1)
    machine.a_request_goes_all_the_way(0)
    closed = machine.at - timedelta(minutes=1)
    machine.a_request_goes_on(0, "reopened")
    machine.time_passes(1)
    machine.compare(closed)
    day = tally.day_of(ground.cast.community_id, closed)
    assert tally.day_figures(ground.cast.community_id, day, closed).deeds.requests_open == 0
    assert tally.day_figures(ground.cast.community_id, day, machine.at).deeds.requests_open == 1
    machine.teardown()


@pytest.mark.proves("T43")
def test_a_tally_that_counts_walks_as_deeds_is_found_out(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a walk that is a deed as well."""
    real = supplies.start_run

    def also_a_deed(*args: Any, by: Viewer, at: datetime, **more: Any) -> RelayRun:
        walk = real(*args, by=by, at=at, **more)
        deeds.note_deed(deeds.DeedFacts("delivery", at), by=by, at=at)
        return walk

    monkeypatch.setattr(supplies, "start_run", also_a_deed)

    class Here(Days):
        pass

    Here.ground = ground
    machine = Here()
    machine.pieces_arrive(1, 3)
    machine.only_closed_requests_and_noted_deeds_are_deeds()
    machine.a_walk_begins(0)
    with pytest.raises(AssertionError):
        machine.only_closed_requests_and_noted_deeds_are_deeds()
    machine.teardown()


@pytest.mark.proves("T43")
@pytest.mark.prove
def test_after_two_thousand_operations(ground: Ground, tell: Tell) -> None:
    begun = time.monotonic()
    operations = course(ground, examples=35, steps=100)
    assert operations >= 2000
    tell("tally against its rows: operations, in 35 courses", f"{operations}")
    tell("tally against its rows: seconds", f"{time.monotonic() - begun:.0f}")


DRAWN: dict[str, Callable[[random.Random], int | str]] = {
    "number": lambda chance: chance.randrange(256),
    "minutes": lambda chance: chance.randrange(241),
    "late": lambda chance: chance.randrange(241),
    "pieces": lambda chance: chance.randrange(10),
    "how": lambda chance: chance.randrange(3),
    "off": lambda chance: chance.randint(-1, 1),
    "step": lambda chance: chance.choice(STEPS),
    "outcome": lambda chance: chance.choice(OUTCOMES),
}


@pytest.mark.proves("T43")
@pytest.mark.prove
def test_two_thousand_operations_in_one_course(ground: Ground, tell: Tell) -> None:
    """Without a rollback in between: what came early is counted beside what came late. Compared after every operation,
    as of then and as of a moment before."""

    class Here(Days):
        pass

    Here.ground, Here.done = ground, 0
    machine, chance, begun = Here(), random.Random(20220404), time.monotonic()
    ways = [found.function for found in Here.setup_state().rules]
    assert len(ways) >= 15
    while Here.done < 2000:
        way = chance.choice(ways)
        way(machine, **{name: DRAWN[name](chance) for name in signature(way).parameters if name != "self"})
        machine.the_tally_is_the_count_of_the_rows()
        machine.only_closed_requests_and_noted_deeds_are_deeds()
        machine.the_tally_of_a_past_moment_is_the_count_of_its_rows(chance.randrange(256), 0)
    tell("tally against its rows: operations in one course", f"{Here.done}")
    tell("tally against its rows, one course: seconds", f"{time.monotonic() - begun:.0f}")
    machine.teardown()
