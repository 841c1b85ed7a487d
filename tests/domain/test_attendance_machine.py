"""A duty seat driven through random steps by phones with wrong clocks, on servers in three time zones, against an oracle
that counts whole minutes since 1970 and knows neither zones nor the rules' own words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teamhub.domain.attendance import (
    CheckInRefused,
    CheckOutRefused,
    DutyState,
    HandoverRefused,
    Leaving,
    Progress,
    Standing,
    check_acceptance,
    check_arrival_window,
    check_departure,
    check_offer,
    duty_state,
    first_scan,
    judge_arrival,
    judge_departure,
)
from teamhub.domain.errors import RuleBroken
from teamhub.domain.outbox import happened_at
from teamhub.domain.settings import Thresholds
from tests.docs.tables import parts_of
from tests.domain.test_duty_time import server_zone

__all__ = ["server_zone"]  # the fixture: the server's own zone, one of three

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = Thresholds()
DAYS = st.one_of(
    st.dates(date(2019, 1, 1), date(2032, 12, 31)),
    st.sampled_from(
        [date(2021, 12, 31), date(2022, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(2022, 4, 30)]
    ),
)
STARTS = st.one_of(st.integers(0, 1439), st.sampled_from([0, 1, 480, 1200, 1439]))
LENGTHS = st.sampled_from([240, 480, 720, 1439])
SKEW = st.integers(-2 * 86400, 2 * 86400)
"""Seconds by which a phone's clock goes wrong."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["arrive", "offer", "accept", "leave", "let_go", "wait"]),
        st.one_of(st.integers(0, 90), st.integers(0, 900)),  # minutes since the step before
        SKEW,
        st.booleans(),  # measured before: does the phone know how wrong its clock is?
    ),
    min_size=1,
    max_size=12,
)


@dataclass(frozen=True)
class Shift:
    """Minutes since 1970 of its start and end, and the same as moments."""

    start: int
    end: int

    @property
    def starts_at(self) -> datetime:
        return moment(self.start)

    @property
    def ends_at(self) -> datetime:
        return moment(self.end)


def moment(minute: float) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    """A shift that the roster gives in Shanghai's time, which is UTC+8 and has kept its clocks since 1992."""
    day, start, length = draw(DAYS), draw(STARTS), draw(LENGTHS)
    here = datetime(day.year, day.month, day.day, start // 60, start % 60, tzinfo=SHANGHAI)
    minutes = (day - date(1970, 1, 1)).days * 1440 + start - 8 * 60
    assert here.timestamp() == minutes * 60
    return Shift(minutes, minutes + length)


def pressed(true: int, skew: int, measured: bool) -> datetime:
    """When the server takes a press to have happened that a phone with a wrong clock kept for ten minutes."""
    made, sent = true * 60 + skew, true * 60 + 600 + skew
    return happened_at(made, -skew if measured else None, sent, moment(true + 10))


EDGES = parts_of("states.md")["A seat, from planned to checked out"].edges()
"""The arrows of docs/states.md."""


@dataclass
class Course:
    """One seat's way, and what the oracle expects of it."""

    shift: Shift
    followed: bool
    progress: Progress = Progress()
    arrived: int | None = None
    state: str = "planned"

    def step(self, what: str, now: int, at: datetime) -> None:
        allowed, moved = self.allows(what, now), None
        with suppress(RuleBroken):
            moved = self.moved(what, at)
        assert (moved is not None) == allowed, what
        if moved is not None:
            self.progress = moved
            if what == "arrive" and self.arrived is None:
                self.arrived = now

    def allows(self, what: str, now: int) -> bool:
        on_record = self.progress
        gone, here = on_record.checked_out_at is not None, self.arrived is not None
        if what == "arrive":
            return self.shift.start - RULES.early_check_in_minutes <= now < self.shift.end
        if what == "offer":
            return here and not gone and on_record.accepted_at is None
        if what == "accept":
            return on_record.offered_at is not None and on_record.accepted_at is None
        assert self.arrived is None or now >= self.arrived
        free = not self.followed or on_record.accepted_at is not None or what == "let_go"
        return here and not gone and now != self.arrived and free

    def moved(self, what: str, at: datetime) -> Progress:
        old = self.progress
        if what == "arrive":
            check_arrival_window(self.shift.starts_at, self.shift.ends_at, at, RULES)
            return replace(old, arrived_at=first_scan(old.arrived_at, at))
        if what == "offer":
            check_offer(old)
            return replace(old, offered_at=at)
        if what == "accept":
            check_acceptance(old, outgoing_person=1, incoming_person=2)
            return replace(old, accepted_at=at)
        reason = "relief ill" if what == "let_go" else ""
        check_departure(old, at, has_successor=self.followed, override_reason=reason)
        return replace(old, checked_out_at=at)

    def look(self, now: int) -> None:
        """The state is where an arrow of the document leads; arrival and departure are judged by the minute."""
        state = duty_state(self.progress, self.shift.starts_at, moment(now)).value
        while state != self.state:  # the start of the shift may pass unseen between two steps
            ways = [end for start, end in EDGES if start == self.state]
            assert state in ways or (self.state, "on_post") in EDGES, (self.state, state)
            self.state = state if state in ways else "on_post"
        if self.arrived is not None:
            assert self.progress.arrived_at is not None
            judged = judge_arrival(self.shift.starts_at, self.progress.arrived_at, RULES)
            late = self.arrived - self.shift.start
            assert judged.standing == (
                Standing.EARLY
                if late < 0
                else Standing.ON_TIME
                if late <= 5
                else Standing.LATE
                if late <= 30
                else Standing.ABSENT
            )
            assert judged.minutes == abs(late)


def drive(shift: Shift, followed: bool, steps: list[tuple[str, int, int, bool]], begins: int) -> None:
    course, now = Course(shift, followed), shift.start + begins
    course.look(now)
    for what, later, skew, measured in steps:
        now += later
        if what != "wait":
            course.step(what, now, pressed(now, skew, measured))
        course.look(now)
    left = course.progress.checked_out_at
    if left is not None:
        early = shift.end - int(left.timestamp()) // 60
        judged = judge_departure(shift.ends_at, left, RULES, relieved=course.progress.accepted_at is not None)
        relieved = course.progress.accepted_at is not None
        assert judged.leaving == (Leaving.FULL if relieved or early <= 10 else Leaving.LEFT_EARLY)
        assert judged.minutes == (0 if judged.leaving is Leaving.FULL else early)
        assert course.state == DutyState.CHECKED_OUT


CASES = (shifts(), st.booleans(), STEPS, st.integers(-180, 800))
QUIET = [HealthCheck.function_scoped_fixture]


@settings(max_examples=300, deadline=None, suppress_health_check=QUIET)
@given(*CASES)
def test_every_course_of_a_seat_keeps_to_the_drawn_arrows(
    server_zone: str,
    shift: Shift,
    followed: bool,
    steps: list[tuple[str, int, int, bool]],
    begins: int,
) -> None:
    drive(shift, followed, steps, begins)


@pytest.mark.prove
@settings(max_examples=3400, deadline=None, suppress_health_check=QUIET)
@given(*CASES)
def test_ten_thousand_courses_in_three_server_zones(
    server_zone: str,
    shift: Shift,
    followed: bool,
    steps: list[tuple[str, int, int, bool]],
    begins: int,
) -> None:
    drive(shift, followed, steps, begins)


def test_the_oracle_notices_a_rule_that_is_off_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: late from the fourth minute on, or a relief not waited for, does not pass."""
    shift = Shift(480, 1200)
    arrive_late = [("arrive", 5, 0, True)]
    drive(shift, True, arrive_late, 0)
    monkeypatch.setattr(f"{__name__}.RULES", Thresholds(grace_minutes=4))
    with pytest.raises(AssertionError):
        drive(shift, True, arrive_late, 0)
    monkeypatch.undo()
    leave_alone = [("arrive", 0, 0, True), ("leave", 60, 0, True)]
    monkeypatch.setattr(f"{__name__}.check_departure", lambda *_, **__: None)
    with pytest.raises(AssertionError):
        drive(shift, True, leave_alone, 0)


@pytest.mark.parametrize("refused", [CheckInRefused, CheckOutRefused, HandoverRefused])
def test_what_the_rules_refuse_they_refuse_by_name(refused: type[RuleBroken]) -> None:
    course = Course(Shift(480, 1200), followed=True)
    step = {CheckInRefused: "arrive", CheckOutRefused: "leave", HandoverRefused: "offer"}[refused]
    with pytest.raises(refused):
        course.moved(step, moment(480) - timedelta(days=1))
