"""From the top floor down, evenly shared, and again in the evening."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.sweep_walks import (
    EVENING_FIRST,
    VisitSlot,
    WalkStop,
    propose_revisit,
    share_doors,
    walking_order,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def stop(
    unit: int, building: str, stairwell: str, floor: int, label: str, *, kind: str = "household"
) -> WalkStop:
    return WalkStop(unit, 1, int(building), building, stairwell, floor, label, kind)


def at(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2022, 4, day, hour, minute, tzinfo=SHANGHAI)


def propose(tried: list[datetime], now: datetime) -> datetime | None:
    return propose_revisit(tried, now, slots=EVENING_FIRST, zone=SHANGHAI)


def test_walk_each_stairwell_from_the_top_down_and_shops_last() -> None:
    stops = [
        stop(1, "2", "1", 3, "301"),
        stop(2, "10", "1", 1, "101"),
        stop(3, "2", "1", 10, "1002"),
        stop(4, "2", "1", 10, "1001"),
        stop(5, "2", "2", 10, "1001"),
        stop(6, "2", "", 1, "好邻居超市", kind="shop"),
    ]
    assert [s.unit_id for s in walking_order(stops)] == [4, 3, 1, 5, 6, 2]


STOPS = st.lists(
    st.builds(
        WalkStop,
        st.integers(1, 10_000),
        st.integers(1, 3),
        st.integers(1, 4),
        st.sampled_from(["1", "2", "10", "A"]),
        st.sampled_from(["", "1", "2"]),
        st.integers(-1, 30),
        st.sampled_from(["101", "302", "1203", "小卖部"]),
        st.sampled_from(["household", "shop", "other"]),
    ),
    max_size=60,
    unique_by=lambda s: s.unit_id,
)


@given(STOPS, st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_every_door_has_one_team_and_no_share_is_off_by_a_door(
    stops: list[WalkStop], people: list[int]
) -> None:
    teams = list(enumerate(people))
    shares = share_doors(stops, teams)
    order = walking_order(stops)
    assert [s for team, _ in teams for s in shares[team]] == order
    whole = sum(people)
    for team, strength in teams:
        fair = len(stops) * strength / whole if whole else len(stops) / len(teams)
        assert abs(len(shares[team]) - fair) < 1 + 1e-9


@given(STOPS, st.integers(1, 6))
def test_teams_of_equal_strength_differ_by_one_door_at_most(stops: list[WalkStop], teams: int) -> None:
    sizes = [len(share) for share in share_doors(stops, [(n, 3) for n in range(teams)]).values()]
    assert max(sizes) - min(sizes) <= 1


def test_without_teams_nothing_is_shared() -> None:
    assert share_doors([stop(1, "1", "1", 1, "101")], []) == {}


@given(STOPS)
def test_within_a_stairwell_nobody_climbs_again(stops: list[WalkStop]) -> None:
    for one, two in pairwise(walking_order(stops)):
        same = (
            one.compound_position,
            one.building_position,
            one.building,
            one.stairwell,
            one.kind == "shop",
        ) == (
            two.compound_position,
            two.building_position,
            two.building,
            two.stairwell,
            two.kind == "shop",
        )
        assert not same or one.floor >= two.floor


def test_after_a_morning_in_vain_come_back_in_the_evening() -> None:
    assert propose([at(9)], at(9, 5)) == at(18)


def test_in_the_evening_now_is_the_time_unless_somebody_just_knocked() -> None:
    assert propose([at(9)], at(19)) == at(19)
    assert propose([at(18, 30)], at(18, 35)) == at(12, day=4)


def test_each_revisit_takes_another_time_of_day() -> None:
    assert propose([at(9), at(19)], at(19, 10)) == at(12, day=4)
    assert propose([at(9), at(19), at(12, day=4)], at(12, 10, day=4)) == at(18, day=4)


def test_too_late_for_today_is_tomorrow() -> None:
    assert propose([at(9)], at(21)) == at(18, day=4)


def test_without_slots_there_is_no_proposal() -> None:
    assert propose_revisit([], at(9), slots=[], zone=SHANGHAI) is None


@given(
    st.lists(st.integers(0, 2880), max_size=5),
    st.integers(0, 2880),
    st.lists(st.tuples(st.integers(0, 1200), st.integers(30, 239)), min_size=1, max_size=3),
)
def test_a_proposal_lies_ahead_within_a_day_and_in_a_slot(
    knocks: list[int], now: int, slots: list[tuple[int, int]]
) -> None:
    moment = at(0) + timedelta(minutes=now)
    times = [VisitSlot(start, start + length) for start, length in slots]
    tried = [at(0) + timedelta(minutes=k) for k in knocks if k <= now]
    proposed = propose_revisit(tried, moment, slots=times, zone=SHANGHAI)
    assert proposed is not None
    assert moment <= proposed <= moment + timedelta(days=1)
    local = proposed.astimezone(SHANGHAI)
    assert any(slot.holds(local.hour * 60 + local.minute) for slot in times)
