"""docs/states.md says what the rules do: every state, every step, every arrow."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from teamhub.blueprints.briefs import STATES as BRIEF_STATES
from teamhub.domain.attendance import (
    CheckOutRefused,
    DutyState,
    Evidence,
    HandoverRefused,
    Leaving,
    Missing,
    Progress,
    Standing,
    check_acceptance,
    check_departure,
    check_offer,
    duty_state,
    judge_arrival,
    judge_missing,
)
from teamhub.domain.clearance import Remaining
from teamhub.domain.deeds import MOVES, RequestState
from teamhub.domain.pool_alerts import PoolState
from teamhub.domain.seat_changes import MOVES as CHANGES
from teamhub.domain.seat_changes import ChangeState, LeaveState
from teamhub.domain.settings import Thresholds
from teamhub.domain.sweeps import DoorState
from teamhub.domain.testing_plans import RoundState, SessionState
from teamhub.domain.timed_cases import CaseState, TestFlag
from teamhub.models.testing import HomeSample
from tests.docs.tables import parts_of

PARTS = parts_of("states.md")
START = datetime(2022, 4, 4, 0, 0, tzinfo=UTC)
NEVER = "[*]"

LISTED: tuple[tuple[str, type[StrEnum]], ...] = (
    ("Arrival", Standing),
    ("Not arrived yet", Missing),
    ("Evidence", Evidence),
    ("A door in a sweep", DoorState),
    ("Clearance", Remaining),
    ("A request", RequestState),
    ("A testing round", RoundState),
    ("A session at a site", SessionState),
    ("A change of a seat", ChangeState),
    ("Leave", LeaveState),
    ("A positive pool", PoolState),
)


@pytest.mark.parametrize(("title", "states"), LISTED, ids=str)
def test_every_state_is_listed_in_its_order(title: str, states: type[StrEnum]) -> None:
    assert PARTS[title].column(0) == [state.value for state in states]


def test_the_seat_table_lists_the_states_and_the_judgements_of_leaving() -> None:
    listed = PARTS["A seat, from planned to checked out"].column(0)
    assert listed == [s.value for s in DutyState] + [s.value for s in Leaving]


def test_the_case_table_lists_the_states_and_the_flags() -> None:
    listed = PARTS["A timed case"].column(0)
    assert listed == [s.value for s in CaseState] + [f.value for f in TestFlag if f]


def test_the_evidence_that_a_leader_confirms() -> None:
    said = {row[0].strip("`"): row[2] == "yes" for row in PARTS["Evidence"].rows()}
    assert said == {grade.value: grade.needs_confirmation for grade in Evidence}


def test_the_examples_of_arrival_are_judged_so() -> None:
    shift = datetime(2022, 4, 4, 8, 0, tzinfo=UTC)
    for row in PARTS["Arrival"].rows():
        hour, minute = map(int, row[2].split(":"))
        arrived = shift.replace(hour=hour, minute=minute)
        assert judge_arrival(shift, arrived, Thresholds()).standing.value == row[0].strip("`")


def test_a_missing_person_goes_through_every_standing_in_order() -> None:
    minutes = range(-1, 40)
    seen = [judge_missing(START, START + timedelta(minutes=m), Thresholds()).value for m in minutes]
    assert list(dict.fromkeys(seen)) == PARTS["Not arrived yet"].column(0)


NOT_YET, RUNNING = START - timedelta(hours=1), START + timedelta(hours=1)


def moves_of(seat: Progress, now: datetime) -> list[tuple[Progress, datetime]]:
    """Everything that can happen next to a seat whose shift begins at START. One minute stands for any time after
    the arrival, so that there are few different seats."""
    found = [(seat, RUNNING)]
    if seat.arrived_at is None:
        return [*found, (Progress(arrived_at=now), now)]
    later = seat.arrived_at + timedelta(minutes=1)
    with suppress(HandoverRefused):
        check_offer(seat)
        found.append((Progress(seat.arrived_at, later), now))
    with suppress(HandoverRefused):
        check_acceptance(seat, outgoing_person=1, incoming_person=2)
        found.append((Progress(seat.arrived_at, seat.offered_at, later), now))
    for successor in (True, False):
        with suppress(CheckOutRefused):
            check_departure(seat, later, has_successor=successor)
            found.append((Progress(seat.arrived_at, seat.offered_at, seat.accepted_at, later), now))
    return found


def test_the_diagram_of_a_seat_has_exactly_the_moves_that_the_rules_allow() -> None:
    edges = {(NEVER, "planned"), ("checked_out", NEVER)}
    waiting, seen = [(Progress(), NOT_YET)], set()
    while waiting:
        seat, now = waiting.pop()
        here = duty_state(seat, START, now)
        if (seat, now) in seen or here is DutyState.CHECKED_OUT:
            continue
        seen.add((seat, now))
        for then in moves_of(seat, now):
            there = duty_state(then[0], START, then[1])
            if there is not here:
                edges.add((here.value, there.value))
            waiting.append(then)
    assert PARTS["A seat, from planned to checked out"].edges() == edges


def test_the_steps_of_a_request_are_those_of_the_table() -> None:
    said = {
        row[0].strip("`"): (set(row[1].split(", ")), row[2], row[3])
        for row in PARTS["Steps of a request"].rows()
    }
    assert said == {
        step: ({s.value for s in move.allowed}, move.leads_to.value if move.leads_to else "", move.needs)
        for step, move in MOVES.items()
    }


def test_the_diagram_of_a_request_has_exactly_its_moves() -> None:
    moves = {
        (state.value, move.leads_to.value)
        for move in MOVES.values()
        for state in move.allowed
        if move.leads_to is not None and move.leads_to is not state
    }
    assert PARTS["A request"].edges() == moves | {(NEVER, "open"), ("closed", NEVER)}


def test_the_diagram_of_a_seat_change_has_exactly_its_moves() -> None:
    moves = {(state.value, to.value) for state, steps in CHANGES.items() for to in steps.values()}
    assert PARTS["A change of a seat"].edges() == moves | {(NEVER, "asked")}


def test_the_states_of_a_brief_are_those_that_have_words() -> None:
    part = PARTS["A brief"]
    assert part.column(0) == list(BRIEF_STATES)
    assert {state for edge in part.edges() for state in edge} == {*BRIEF_STATES, NEVER}


def test_the_marks_of_a_home_sample_are_columns() -> None:
    assert set(PARTS["A home sample"].column(0)) <= set(HomeSample.__table__.columns.keys())
