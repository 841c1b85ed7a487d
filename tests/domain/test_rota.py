"""Assigning by hand: what speaks against it, said in full."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.rota import (
    AssignmentRefused,
    Candidate,
    Duty,
    Obstacle,
    ObstacleKind,
    PersonTimes,
    PostTimes,
    SeatCoverage,
    SeatState,
    Span,
    check_assignment,
    longest_stretch,
    obstacles,
    substitutes,
)
from teamhub.domain.settings import Thresholds

MIDNIGHT = datetime(2022, 4, 4, tzinfo=UTC)
USUAL = Thresholds()
ANYBODY, ANY_POST = PersonTimes(), PostTimes()


def duty(start_hour: float, hours: float = 12, *, number: int = 0, post: int = 1) -> Duty:
    starts_at = MIDNIGHT + timedelta(hours=start_hour)
    return Duty(number, post, starts_at, starts_at + timedelta(hours=hours), starts_at.date())


def kinds(
    wanted: Duty, person: PersonTimes = ANYBODY, post: PostTimes = ANY_POST, rules: Thresholds = USUAL
) -> list[str]:
    return [o.kind.value for o in obstacles(wanted, person, post, rules)]


def test_nothing_speaks_against_a_rested_person_at_an_open_post() -> None:
    yesterday = PersonTimes(duties=[duty(-24, number=1)])
    assert kinds(duty(8), yesterday) == []
    check_assignment(duty(8), yesterday, ANY_POST, USUAL)


def test_nobody_is_in_two_places_at_once() -> None:
    busy = PersonTimes(duties=[duty(8, number=7, post=2)])
    found = obstacles(duty(19.5), busy, ANY_POST, USUAL)
    assert [(o.kind, o.other, o.hard) for o in found] == [
        (ObstacleKind.DOUBLE_BOOKING, duty(8, number=7, post=2), True)
    ]


def test_day_then_night_is_two_successive_shifts() -> None:
    worked = PersonTimes(duties=[duty(8, number=1)])
    assert kinds(duty(20), worked) == ["successive_shifts"]
    assert kinds(duty(-4), worked) == ["successive_shifts"]
    assert kinds(duty(20), worked, rules=Thresholds(successive_shifts_allowed=True)) == []


def test_rest_is_counted_before_and_after() -> None:
    worked = PersonTimes(duties=[duty(8, number=1)])
    late = obstacles(duty(30), worked, ANY_POST, USUAL)
    assert [(o.kind, o.rest_minutes) for o in late] == [(ObstacleKind.TOO_LITTLE_REST, 600)]
    assert kinds(duty(31), worked) == []
    assert kinds(duty(-14), worked) == ["too_little_rest"]
    assert kinds(duty(30), worked, rules=Thresholds(rest_hours=10)) == []


def test_changing_an_assignment_does_not_collide_with_itself() -> None:
    assert kinds(duty(9, number=1), PersonTimes(duties=[duty(8, number=1)])) == []


def test_deployment_leave_and_activity_are_facts() -> None:
    april_4 = date(2022, 4, 4)
    assert kinds(duty(8), PersonTimes(deployed_from=date(2022, 4, 5))) == ["not_yet_deployed"]
    assert kinds(duty(8), PersonTimes(deployed_to=date(2022, 4, 3))) == ["deployment_over"]
    assert kinds(duty(8), PersonTimes(deployed_from=april_4, deployed_to=april_4)) == []
    assert kinds(duty(8), PersonTimes(active=False)) == ["inactive"]
    ends_at_noon = Span(MIDNIGHT, MIDNIGHT + timedelta(hours=12))
    assert kinds(duty(8), PersonTimes(leaves=[ends_at_noon])) == ["on_leave"]
    assert kinds(duty(12), PersonTimes(leaves=[ends_at_noon])) == []
    assert kinds(duty(12), PersonTimes(leaves=[Span(MIDNIGHT, None)])) == ["on_leave"]


def test_a_post_is_staffed_only_while_it_is_open() -> None:
    assert kinds(duty(8), post=PostTimes(opened_on=date(2022, 4, 5))) == ["post_not_open"]
    assert kinds(duty(8), post=PostTimes(closed_on=date(2022, 4, 3))) == ["post_closed"]
    assert kinds(duty(8), post=PostTimes(closures=[Span(MIDNIGHT, None)])) == ["post_closed"]
    over = Span(MIDNIGHT - timedelta(days=2), MIDNIGHT + timedelta(hours=8))
    assert kinds(duty(8), post=PostTimes(closures=[over])) == []


def test_every_reason_is_told_the_facts_first() -> None:
    person = PersonTimes(
        duties=[duty(-4, number=1)], leaves=[Span(MIDNIGHT, None)], deployed_to=date(2022, 4, 1)
    )
    assert kinds(duty(8), person) == ["deployment_over", "on_leave", "successive_shifts"]


def test_a_reason_overrides_tiredness_but_no_fact() -> None:
    tired = PersonTimes(duties=[duty(3, 5, number=1)])
    with pytest.raises(AssignmentRefused) as refused:
        check_assignment(duty(8), tired, ANY_POST, USUAL)
    assert [o.kind for o in refused.value.obstacles] == [ObstacleKind.SUCCESSIVE_SHIFTS]
    check_assignment(duty(8), tired, ANY_POST, USUAL, override_reason="第一夜应急")
    with pytest.raises(AssignmentRefused):
        check_assignment(duty(7), tired, ANY_POST, USUAL, override_reason="第一夜应急")


@given(
    st.lists(st.tuples(st.integers(-96, 96), st.integers(1, 24)), max_size=8),
    st.integers(-96, 96),
    st.integers(1, 24),
    st.integers(0, 48),
)
def test_an_accepted_duty_leaves_the_rest_that_is_asked_for(
    held: list[tuple[int, int]], start: int, hours: int, rest: int
) -> None:
    duties = [duty(s, h, number=n + 1) for n, (s, h) in enumerate(held)]
    wanted = duty(start, hours)
    found = obstacles(wanted, PersonTimes(duties=duties), ANY_POST, Thresholds(rest_hours=rest))
    too_close = {
        d.id
        for d in duties
        if d.starts_at < wanted.ends_at + timedelta(hours=rest)
        and wanted.starts_at < d.ends_at + timedelta(hours=rest)
    }
    successive = {d.id for d in duties if wanted.ends_at == d.starts_at or d.ends_at == wanted.starts_at}
    assert {o.other.id for o in found if o.other} == too_close | successive


def test_seats_are_a_gap_below_or_full() -> None:
    states = [SeatCoverage(2, filled).state for filled in (0, 1, 2, 3)]
    assert states == [SeatState.GAP, SeatState.BELOW, SeatState.FULL, SeatState.FULL]
    assert SeatCoverage(0, 0).state is SeatState.FULL
    assert [SeatCoverage(2, filled).open_seats for filled in (0, 1, 2, 3)] == [2, 1, 0, 0]


def test_shifts_that_touch_are_one_stretch() -> None:
    assert longest_stretch([]) == timedelta(0)
    assert longest_stretch([duty(8), duty(-24)]) == timedelta(hours=12)
    assert longest_stretch([duty(8), duty(3, 5), duty(40, 4)]) == timedelta(hours=17)
    assert longest_stretch([duty(8, 12), duty(9, 2)]) == timedelta(hours=12)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=8))
def test_the_longest_stretch_agrees_with_counting_hours(held: list[tuple[int, int]]) -> None:
    busy = {hour for start, length in held for hour in range(start, start + length)}
    best = run = 0
    for hour in range(80):
        run = run + 1 if hour in busy else 0
        best = max(best, run)
    assert longest_stretch(duty(s, h) for s, h in held) == timedelta(hours=best)


def test_the_best_substitute_is_free_rested_of_the_same_kind_and_little_used() -> None:
    tired = (Obstacle(ObstacleKind.TOO_LITTLE_REST),)
    away = (Obstacle(ObstacleKind.ON_LEAVE),)
    pool = [
        Candidate(1, "cadre", tired, 0),
        Candidate(2, "volunteer", (), 0),
        Candidate(3, "cadre", (), 9),
        Candidate(4, "cadre", (), 2),
        Candidate(5, "cadre", away, 0),
    ]
    assert [c.person_id for c in substitutes(pool, member_type="cadre")] == [4, 3, 2, 1]
    assert substitutes([Candidate(5, "cadre", away, 0)], member_type="cadre") == ()
