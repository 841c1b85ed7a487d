"""Cases with a schedule (a yellow code: three days at home, two single tests at least 24 hours apart). The rule is
data; a case keeps a copy of the rule under which it began. Day 1 is the day on which the case started."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from teamhub.domain.duty_time import day_bounds
from teamhub.domain.errors import RuleBroken


class RuleSetBroken(RuleBroken):
    """rule_set_out_of_range | rule_set_impossible: the tests do not fit into the days"""


class ReleaseRefused(RuleBroken):
    """release_refused: `obstacles`, see release_obstacles"""


@dataclass(frozen=True)
class RuleSet:
    """`days` at home, `tests` in them, at least `min_interval_hours` apart, each of sampling `mode`."""

    days: int
    tests: int
    min_interval_hours: int
    mode: str

    def __post_init__(self) -> None:
        if self.days < 1 or self.tests < 0 or self.min_interval_hours < 0:
            raise RuleSetBroken("rule_set_out_of_range")
        if max(0, self.tests - 1) * self.min_interval_hours > (self.days - 1) * 24:
            raise RuleSetBroken("rule_set_impossible")

    @classmethod
    def from_stored(cls, stored: Mapping[str, object]) -> RuleSet:
        """The copy that a case keeps: {"days", "tests", "min_interval_hours", "mode"}."""
        try:
            days, tests, hours = (int(str(stored[name])) for name in ("days", "tests", "min_interval_hours"))
        except (KeyError, ValueError):
            raise RuleSetBroken("rule_set_out_of_range") from None
        return cls(days, tests, hours, str(stored.get("mode", "")))

    def as_stored(self) -> dict[str, object]:
        return {
            "days": self.days,
            "tests": self.tests,
            "min_interval_hours": self.min_interval_hours,
            "mode": self.mode,
        }


@dataclass(frozen=True)
class TakenTest:
    """`result`: negative, positive, or empty while it is pending."""

    taken_at: datetime
    mode: str
    result: str = ""


class TestFlag(StrEnum):
    """Why a test does not count (late: it counts, but after its day)."""

    __test__ = False  # the name begins like a test class

    NONE = ""
    EARLY = "early"
    BEFORE_CASE = "before_case"
    WRONG_MODE = "wrong_mode"
    BEYOND = "beyond"
    LATE = "late"


@dataclass(frozen=True)
class JudgedTest:
    """`number`: which of the required tests this is; None: not counted."""

    test: TakenTest
    number: int | None
    flag: TestFlag

    @property
    def counted(self) -> bool:
        return self.number is not None


@dataclass(frozen=True)
class DueTest:
    """A test still to be taken, half-open [due_from, due_until) in UTC, on `day` in the community's zone."""

    number: int
    day: date
    due_from: datetime
    due_until: datetime

    def overdue_at(self, at: datetime) -> bool:
        return at >= self.due_until


class CaseState(StrEnum):
    REPORTED = "reported"
    ISOLATED = "isolated"
    TESTING = "testing"
    TESTS_DONE = "tests_done"
    RESULTS_NEGATIVE = "results_negative"
    RELEASED = "released"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class CaseFacts:
    """What is on record about one case. None: has not happened."""

    rule: RuleSet
    started_on: date
    tests: Sequence[TakenTest] = ()
    isolated_at: datetime | None = None
    code_seen_green_at: datetime | None = None
    released_at: datetime | None = None
    escalated_at: datetime | None = None


def days_of_tests(rule: RuleSet, started_on: date) -> tuple[date, ...]:
    """The day of each test: the first on day 1, the last on the last day, the others evenly between."""
    steps = max(1, rule.tests - 1)
    return tuple(started_on + timedelta(days=n * (rule.days - 1) // steps) for n in range(rule.tests))


def schedule(
    rule: RuleSet, started_on: date, zone: ZoneInfo, *, counted: Sequence[datetime] = ()
) -> tuple[DueTest, ...]:
    """The tests still due after those `counted` (times, in order). A test becomes due on its day, but never earlier
    than the interval after the one before; where that one was late, its successor has until the end of the day on
    which it becomes due."""
    due: list[DueTest] = []
    interval = timedelta(hours=rule.min_interval_hours)
    earliest = counted[-1] + interval if counted else None
    for number, day in enumerate(days_of_tests(rule, started_on), start=1):
        if number <= len(counted):
            continue
        due_from, due_until = day_bounds(day, zone)
        if earliest and earliest > due_from:
            due_from = earliest
            day = max(day, due_from.astimezone(zone).date())
            due_until = day_bounds(day, zone)[1]
        due.append(DueTest(number, day, due_from, due_until))
        earliest = due_from + interval
    return tuple(due)


def judge_tests(
    rule: RuleSet, started_on: date, tests: Iterable[TakenTest], zone: ZoneInfo
) -> tuple[JudgedTest, ...]:
    """In order of time. Not counted: before day 1, of another mode, too soon after the test counted before, or more
    than the rule asks for. A test after its day counts and is flagged."""
    judged: list[JudgedTest] = []
    counted: list[datetime] = []
    begins = day_bounds(started_on, zone)[0]
    for test in sorted(tests, key=lambda t: t.taken_at):
        flag = _refusal(rule, begins, counted, test)
        if flag is not TestFlag.NONE:
            judged.append(JudgedTest(test, None, flag))
            continue
        window = schedule(rule, started_on, zone, counted=counted)[0]
        late = window.overdue_at(test.taken_at)
        counted.append(test.taken_at)
        judged.append(JudgedTest(test, len(counted), TestFlag.LATE if late else TestFlag.NONE))
    return tuple(judged)


def _refusal(rule: RuleSet, begins: datetime, counted: list[datetime], test: TakenTest) -> TestFlag:
    if test.taken_at < begins:
        return TestFlag.BEFORE_CASE
    if test.mode != rule.mode:
        return TestFlag.WRONG_MODE
    if len(counted) >= rule.tests:
        return TestFlag.BEYOND
    if counted and test.taken_at < counted[-1] + timedelta(hours=rule.min_interval_hours):
        return TestFlag.EARLY
    return TestFlag.NONE


def counted_tests(facts: CaseFacts, zone: ZoneInfo) -> int:
    """Tests that count."""
    return sum(j.counted for j in judge_tests(facts.rule, facts.started_on, facts.tests, zone))


def due_tests(facts: CaseFacts, zone: ZoneInfo) -> tuple[DueTest, ...]:
    """What is still due of an active case; nothing of a released or escalated one."""
    if facts.released_at or facts.escalated_at:
        return ()
    judged = judge_tests(facts.rule, facts.started_on, facts.tests, zone)
    counted = [j.test.taken_at for j in judged if j.counted]
    return schedule(facts.rule, facts.started_on, zone, counted=counted)


def missed_tests(facts: CaseFacts, at: datetime, zone: ZoneInfo) -> tuple[DueTest, ...]:
    return tuple(due for due in due_tests(facts, zone) if due.overdue_at(at))


def case_state(facts: CaseFacts, zone: ZoneInfo) -> CaseState:
    """How far a case is. In TESTING, `counted_tests` tells how many are done."""
    if facts.released_at:
        return CaseState.RELEASED
    counted = [j for j in judge_tests(facts.rule, facts.started_on, facts.tests, zone) if j.counted]
    if facts.escalated_at or any(test.result == "positive" for test in facts.tests):
        return CaseState.ESCALATED
    if len(counted) >= facts.rule.tests and facts.isolated_at:
        negative = all(j.test.result == "negative" for j in counted)
        return CaseState.RESULTS_NEGATIVE if negative else CaseState.TESTS_DONE
    if counted:
        return CaseState.TESTING
    return CaseState.ISOLATED if facts.isolated_at else CaseState.REPORTED


def isolation_ends(rule: RuleSet, started_on: date, zone: ZoneInfo) -> datetime:
    """Midnight after the last day at home."""
    return day_bounds(started_on + timedelta(days=rule.days - 1), zone)[1]


def release_obstacles(facts: CaseFacts, at: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    """Everything that keeps the case from being released: already_released, escalated, days_not_over, tests_missing,
    results_pending, result_positive, code_not_green. Empty: release."""
    judged = judge_tests(facts.rule, facts.started_on, facts.tests, zone)
    results = [j.test.result for j in judged if j.counted]
    against = {
        "already_released": facts.released_at is not None,
        "escalated": facts.escalated_at is not None,
        "days_not_over": at < isolation_ends(facts.rule, facts.started_on, zone),
        "tests_missing": len(results) < facts.rule.tests,
        "results_pending": any(result not in ("negative", "positive") for result in results),
        "result_positive": any(test.result == "positive" for test in facts.tests),
        "code_not_green": facts.code_seen_green_at is None or facts.code_seen_green_at > at,
    }
    return tuple(code for code, holds in against.items() if holds)


def check_release(facts: CaseFacts, at: datetime, zone: ZoneInfo) -> None:
    """Raises ReleaseRefused with every obstacle."""
    obstacles = release_obstacles(facts, at, zone)
    if obstacles:
        raise ReleaseRefused("release_refused", obstacles=obstacles)
