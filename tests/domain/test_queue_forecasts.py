"""The forecast of a queue: what it says, when it says nothing, how sure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teamhub.domain.queue_arrivals import SHAPES, Look, possible
from teamhub.domain.queue_forecasts import Crew, Outlook, Site, Unknown, forecast, service, why_not

CALM = Site(
    looks=(Look(15, 22, 2, 1), Look(30, 47, 1, 1), Look(45, 72, 2, 1)),
    now=45.0,
    closes=180.0,
    crews=(Crew(0.0, 1.0),),
    per_hour=120.0,
    still_to_come=150,
)
GROWING = replace(
    CALM, looks=(Look(15, 30, 12, 6), Look(30, 60, 30, 11), Look(45, 90, 52, 19)), still_to_come=260
)


def test_calm_site_holds_and_growing_one_warns() -> None:
    calm, growing = forecast(CALM, target=30), forecast(GROWING, target=30)
    assert calm.outlook is Outlook.HOLDS
    assert calm.over_at is None
    assert growing.outlook is Outlook.BREAKS
    assert growing.over_at is not None
    assert growing.waits[30].likely > 30 > growing.waits[0].likely


@pytest.mark.parametrize(
    ("target", "outlook"), [(15, Outlook.BREAKS), (20, Outlook.BREAKS), (300, Outlook.HOLDS)]
)
def test_target_is_a_setting(target: int, outlook: Outlook) -> None:
    assert forecast(GROWING, target=target).outlook is outlook


def test_waits_are_ranges_that_widen_with_the_time_ahead() -> None:
    told = forecast(GROWING, target=30)
    for one in [*told.waits.values(), told.longest, told.finish, told.per_hour]:
        assert one.least < one.likely < one.most
    assert told.waits[60].most - told.waits[60].least > told.waits[0].most - told.waits[0].least


@pytest.mark.parametrize(
    ("site", "reason"),
    [
        (replace(CALM, looks=()), Unknown.TOO_LITTLE),
        (replace(CALM, looks=(Look(5, 9, 40, 4),)), Unknown.TOO_LITTLE),
        (replace(CALM, now=91.0), Unknown.LOOK_TOO_OLD),
        (replace(CALM, now=90.0), None),
        (replace(CALM, looks=CALM.looks[:1]), None),
    ],
)
def test_says_when_it_does_not_know(site: Site, reason: Unknown | None) -> None:
    assert why_not(site) is reason


def test_idle_desk_says_nothing_about_its_pace() -> None:
    idle = replace(CALM, looks=(Look(30, 10, 0, 0), Look(60, 20, 0, 0)))
    assert service(idle).rate == pytest.approx(2.0)
    busy = replace(CALM, looks=(Look(30, 30, 10, 8), Look(60, 60, 20, 15)))
    assert 1.0 < service(busy).rate < 1.6


def test_desks_that_open_later_shorten_the_wait_and_those_that_close_lengthen_it() -> None:
    alone = forecast(GROWING, target=30).longest.likely
    helped = forecast(replace(GROWING, crews=(Crew(0, 1), Crew(55, 2))), target=30).longest.likely
    left = forecast(replace(GROWING, crews=(Crew(0, 1), Crew(55, 0))), target=30).longest.likely
    assert helped < alone < left


def test_people_called_in_turn_or_to_another_session_shorten_the_wait() -> None:
    late_rush = replace(CALM, looks=(Look(15, 30, 10, 5),), now=15.0, still_to_come=300)
    alone = forecast(late_rush, target=30).over
    assert forecast(replace(late_rush, asked_from=30, in_turn=0.8), target=30).over < alone
    assert forecast(replace(late_rush, asked_from=30, away=0.5), target=30).over < alone


@given(
    eligible=st.integers(20, 2000),
    waiting=st.integers(0, 200),
    tested=st.integers(10, 400),
    desks=st.integers(1, 5),
    per_hour=st.integers(20, 300),
    at=st.integers(10, 230),
)
@settings(max_examples=40, deadline=None)
def test_any_site_gives_ordered_ranges_and_nobody_comes_anew(
    eligible: int, waiting: int, tested: int, desks: int, per_hour: int, at: int
) -> None:
    looks = (Look(float(at), tested, waiting, 5.0),)
    site = Site(looks, float(at), 240.0, (Crew(0.0, float(desks)),), float(per_hour), eligible)
    told = forecast(site, target=30)
    for one in [*told.waits.values(), told.longest, told.finish]:
        assert 0 <= one.least <= one.likely <= one.most
    assert 0.0 <= told.over <= 1.0 + 1e-9
    known = possible(looks, still_to_come=eligible, now=float(at), closes=240.0)
    assert sum(one.weight for one in known) == pytest.approx(1.0)
    for course in known:
        assert course.between(at, 240.0) <= course.left + 1e-6 <= eligible + 1e-5


def test_shapes_begin_with_nobody_and_end_with_all() -> None:
    for shape in SHAPES:
        parts = [shape.come(minute, 180.0) for minute in range(-20, 181, 10)]
        assert parts[0] == 0.0
        assert parts[-1] == 1.0
        assert parts == sorted(parts)
