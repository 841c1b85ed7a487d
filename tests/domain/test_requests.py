"""Whose turn a step is, the ways with steps of their own, likeness and whom to send."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.access import Role, Viewer
from teamhub.domain.deeds import MOVES, RequestState, StepRefused, steps_since_opened
from teamhub.domain.requests import (
    ERRAND,
    SPECIAL,
    Helper,
    Likeness,
    Reason,
    Way,
    Wish,
    alike,
    may_take,
    named_by_address,
    next_for_helper,
    offered_steps,
    owed,
    seen_in_full,
    suggested,
    take_step,
    yuan,
)

NOON = datetime(2022, 4, 4, 4, 0, tzinfo=UTC)
TRIP = Way("escorted_trip", frozenset({"approved", "departed", "returned"}))
BORDER = Way("border_handover", frozenset({"approved", "sent", "handed_over", "received"}), True)
WAYS = st.sampled_from([ERRAND, TRIP, BORDER])


def walk(way: Way, *steps: str) -> RequestState:
    state = RequestState.OPEN
    for n, step in enumerate(steps):
        state = take_step(state, step, steps[:n], way, reason="没有解决")
    return state


def refusal(way: Way, *steps: str) -> str:
    with pytest.raises(StepRefused) as refused:
        walk(way, *steps)
    return refused.value.code


def test_a_trip_ends_with_the_return_and_a_hand_over_with_the_receipt() -> None:
    begun = ("assigned", "accepted", "approved")
    assert walk(TRIP, *begun, "departed", "returned", "done") is RequestState.DONE
    assert walk(BORDER, *begun, "sent", "handed_over", "received", "done") is RequestState.DONE
    assert refusal(TRIP, *begun, "departed", "done") == "step_still_missing"
    assert refusal(BORDER, *begun, "sent", "handed_over", "done") == "step_still_missing"
    assert refusal(TRIP, "assigned", "accepted", "departed") == "step_needs_approval"


def test_steps_of_another_way_and_steps_taken_twice_are_refused() -> None:
    assert refusal(ERRAND, "assigned", "approved") == "step_not_of_way"
    assert refusal(TRIP, "assigned", "sent") == "step_not_of_way"
    assert refusal(TRIP, "approved", "approved") == "step_taken_already"
    assert walk(TRIP, "assigned", "approved", "withdrawn", "reopened", "approved") is RequestState.OPEN


@given(WAYS, st.lists(st.integers(0, 30), max_size=40))
def test_along_any_offered_walk_the_rules_hold(way: Way, choices: list[int]) -> None:
    """Whatever is offered succeeds, the rest is refused; done only at the way's end; closed only when confirmed."""
    state = RequestState.OPEN
    taken: list[str] = []
    for choice in choices:
        offered = offered_steps(state, taken, way)
        assert offered
        for step in set(MOVES) - set(offered):
            with pytest.raises(StepRefused):
                take_step(state, step, taken, way, reason="asked")
        step = offered[choice % len(offered)]
        state = take_step(state, step, taken, way, reason="asked")
        taken.append(step)
        present = steps_since_opened(taken)
        if state in (RequestState.DONE, RequestState.CONFIRMED, RequestState.CLOSED):
            assert way.steps <= present
            assert "done" in present
        if state is RequestState.CLOSED:
            assert {"confirmed", "closed"} <= present
        assert not present & (set(SPECIAL) - way.steps)


@given(WAYS, st.sampled_from(sorted(RequestState)))
def test_the_large_step_is_always_one_that_is_offered(way: Way, state: RequestState) -> None:
    offered = offered_steps(state, (), way)
    assert next_for_helper(state, offered, way) in {"", *offered}


def test_whose_turn_it_is() -> None:
    def viewer(role: Role, person_id: int) -> Viewer:
        return Viewer.of(1, "x", 1, person_id, frozenset({role}))

    helper, leader = viewer(Role.MEMBER, 7), viewer(Role.TEAM_LEADER, 8)
    group = viewer(Role.GROUP_LEADER, 9)
    assert may_take("accepted", helper, 7)
    assert not may_take("accepted", viewer(Role.MEMBER, 6), 7)
    assert not any(may_take(step, helper, 7) for step in ("assigned", "closed", "confirmed", "approved"))
    assert may_take("confirmed", leader, 7)
    assert not may_take("confirmed", leader, 8)
    assert may_take("assigned", group, None)
    assert not may_take("approved", group, None)
    assert not any(may_take(step, viewer(Role.COMMITTEE_READER, 5), 5) for step in MOVES)


def test_the_helper_sees_names_from_accepting_on_until_three_days_after() -> None:
    assert not seen_in_full(RequestState.ASSIGNED, None, NOON)
    assert seen_in_full(RequestState.IN_PROGRESS, None, NOON)
    assert seen_in_full(RequestState.CLOSED, NOON, NOON + timedelta(hours=72))
    assert not seen_in_full(RequestState.CLOSED, NOON, NOON + timedelta(hours=73))
    assert not seen_in_full(RequestState.WITHDRAWN, NOON, NOON)


@pytest.mark.parametrize("text", ["35", "35.0", "￥35", "３５元", " 35.00 "])
def test_amounts_as_people_write_them(text: str) -> None:
    assert yuan(text) == Decimal("35.00")


@given(st.text(max_size=12))
def test_any_text_is_an_amount_above_nothing_or_refused(text: str) -> None:
    try:
        amount = yuan(text)
    except StepRefused as refused:
        amount = Decimal(refused.code == "amount_unreadable")
    assert amount > 0


def test_what_is_owed() -> None:
    assert owed([("advanced", "35.50"), ("repaid", "20.00")]) == Decimal("15.50")
    assert owed([("advanced", "5"), ("repaid", "20")]) == 0


WISH = Wish("medicine", 1, "#4", "13912345678", "降压药只剩一天的量", RequestState.OPEN, NOON)


def test_likeness_of_wishes() -> None:
    later = replace(WISH, asked_at=NOON + timedelta(hours=3))
    assert alike(WISH, later) is Likeness.SAME_PHONE
    assert alike(WISH, replace(later, phone="")) is Likeness.SAME_DOOR
    assert (
        alike(replace(WISH, door=""), replace(later, phone="", words="降压药剩一天的量"))
        is Likeness.SAME_WORDS
    )
    assert alike(WISH, replace(later, phone="", door="#9")) is None
    assert alike(WISH, replace(later, category="printing")) is None
    assert alike(WISH, replace(later, state=RequestState.WITHDRAWN)) is None
    assert alike(WISH, replace(later, asked_at=NOON + timedelta(hours=49))) is None


HELPERS = st.builds(
    Helper, st.integers(1, 99), st.booleans(), st.booleans(), st.integers(0, 5), st.integers(0, 3)
)


@given(st.lists(HELPERS, max_size=12))
def test_who_is_suggested_can_say_why(helpers: list[Helper]) -> None:
    found = suggested(helpers)
    assert len(found) <= 5
    for one in found:
        assert one.on_shift or one.did
        assert (Reason.FREE in one.reasons) == (one.waiting == 0)
        assert (Reason.DID_ALIKE in one.reasons) == (one.did > 0)
    assert [h.on_shift for h in found] == sorted((h.on_shift for h in found), reverse=True)


def test_who_is_free_here_comes_before_who_is_busy_here_and_who_is_free_elsewhere() -> None:
    busy, elsewhere, here = (
        Helper(1, True, True, 9, 2),
        Helper(2, True, False, 0, 0),
        Helper(3, True, True, 0, 0),
    )
    assert [h.person_id for h in suggested([busy, elsewhere, here])] == [3, 2, 1]


def test_only_a_form_of_address_leaves_a_request() -> None:
    assert all(map(named_by_address, ("刘大妈", "孔大妈女儿", "刘师傅")))
    assert not any(map(named_by_address, ("孔秀英", "", "刘洋")))
