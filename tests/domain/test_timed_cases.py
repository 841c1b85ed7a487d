"""Three days at home, two single tests, a green code: then free."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.timed_cases import (
    CaseFacts,
    CaseState,
    ReleaseRefused,
    RuleSet,
    RuleSetBroken,
    TakenTest,
    TestFlag,
    case_state,
    check_release,
    counted_tests,
    days_of_tests,
    due_tests,
    isolation_ends,
    judge_tests,
    missed_tests,
    release_obstacles,
    schedule,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
YELLOW = RuleSet(days=3, tests=2, min_interval_hours=24, mode="single")
SECOND_OF_APRIL = date(2022, 4, 2)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, 4, day, hour, minute, tzinfo=SHANGHAI)


def took(day: int, hour: int, result: str = "", *, mode: str = "single") -> TakenTest:
    return TakenTest(at(day, hour), mode, result)


def case(*tests: TakenTest, **facts: datetime | None) -> CaseFacts:
    return replace(CaseFacts(YELLOW, SECOND_OF_APRIL, tests, isolated_at=at(2, 9)), **facts)  # type: ignore[arg-type]


def flags(*tests: TakenTest) -> list[str]:
    return [j.flag.value for j in judge_tests(YELLOW, SECOND_OF_APRIL, tests, SHANGHAI)]


def test_the_tests_fall_on_the_first_and_the_third_day() -> None:
    one, two = schedule(YELLOW, SECOND_OF_APRIL, SHANGHAI)
    assert (one.number, one.day, one.due_from, one.due_until) == (1, date(2022, 4, 2), at(2, 0), at(3, 0))
    assert (two.number, two.day, two.due_from, two.due_until) == (2, date(2022, 4, 4), at(4, 0), at(5, 0))


def test_other_rules_spread_their_tests_evenly() -> None:
    days = days_of_tests(RuleSet(3, 3, 24, "single"), SECOND_OF_APRIL)
    assert [d.day for d in days] == [2, 3, 4]
    assert [d.day for d in days_of_tests(RuleSet(7, 3, 24, "single"), SECOND_OF_APRIL)] == [2, 5, 8]
    assert days_of_tests(RuleSet(3, 0, 24, ""), SECOND_OF_APRIL) == ()
    assert [d.day for d in days_of_tests(RuleSet(3, 1, 24, ""), SECOND_OF_APRIL)] == [2]


def test_a_late_first_test_moves_the_second() -> None:
    facts = CaseFacts(YELLOW, SECOND_OF_APRIL, [took(4, 15)])
    (second,) = due_tests(facts, SHANGHAI)
    assert (second.day, second.due_from, second.due_until) == (date(2022, 4, 5), at(5, 15), at(6, 0))


def test_a_rule_whose_tests_do_not_fit_is_refused() -> None:
    with pytest.raises(RuleSetBroken) as refused:
        RuleSet(days=2, tests=3, min_interval_hours=24, mode="single")
    assert refused.value.code == "rule_set_impossible"
    for days, tests, hours in [(0, 1, 24), (1, -1, 0), (1, 1, -1)]:
        with pytest.raises(RuleSetBroken):
            RuleSet(days, tests, hours, "single")


def test_a_case_keeps_a_copy_of_its_rule() -> None:
    assert RuleSet.from_stored(YELLOW.as_stored()) == YELLOW
    with pytest.raises(RuleSetBroken):
        RuleSet.from_stored({"days": 3})


def test_a_second_test_within_a_day_is_flagged_and_not_counted() -> None:
    assert flags(took(2, 10), took(3, 9)) == ["", "early"]
    assert flags(took(2, 10), took(3, 10)) == ["", ""]
    assert flags(took(2, 10), took(3, 9), took(3, 11)) == ["", "early", ""]


def test_other_tests_that_do_not_count_say_why() -> None:
    assert flags(took(1, 10), took(2, 10, mode="pooled"), took(2, 11), took(4, 11), took(5, 11)) == [
        "before_case",
        "wrong_mode",
        "",
        "",
        "beyond",
    ]


def test_a_test_after_its_day_counts_and_is_flagged() -> None:
    (judged,) = judge_tests(YELLOW, SECOND_OF_APRIL, [took(3, 9)], SHANGHAI)
    assert (judged.counted, judged.number, judged.flag) == (True, 1, TestFlag.LATE)


def test_a_missed_test_is_overdue_until_it_is_taken() -> None:
    assert missed_tests(case(), at(2, 23), SHANGHAI) == ()
    assert [due.number for due in missed_tests(case(), at(3, 0), SHANGHAI)] == [1]
    assert missed_tests(case(took(2, 10)), at(3, 0), SHANGHAI) == ()
    assert [due.number for due in missed_tests(case(took(2, 10)), at(5, 0), SHANGHAI)] == [2]
    assert missed_tests(case(released_at=at(5, 0)), at(9, 0), SHANGHAI) == ()


def test_a_case_from_reported_to_released() -> None:
    negative = (took(2, 10, "negative"), took(4, 10, "negative"))
    way = [
        (case(isolated_at=None), CaseState.REPORTED),
        (case(), CaseState.ISOLATED),
        (case(took(2, 10)), CaseState.TESTING),
        (case(took(2, 10, "negative"), took(4, 10)), CaseState.TESTS_DONE),
        (case(*negative), CaseState.RESULTS_NEGATIVE),
        (case(*negative, released_at=at(5, 9)), CaseState.RELEASED),
        (case(took(2, 10), escalated_at=at(3, 9)), CaseState.ESCALATED),
        (case(took(2, 10, "positive")), CaseState.ESCALATED),
    ]
    assert [case_state(facts, SHANGHAI) for facts, _ in way] == [state for _, state in way]


def test_release_needs_the_days_the_tests_the_results_and_the_green_code() -> None:
    assert isolation_ends(YELLOW, SECOND_OF_APRIL, SHANGHAI) == at(5, 0)
    assert release_obstacles(case(took(2, 10, "negative")), at(4, 12), SHANGHAI) == (
        "days_not_over",
        "tests_missing",
        "code_not_green",
    )
    ready = case(took(2, 10, "negative"), took(4, 10, "negative"), code_seen_green_at=at(5, 8))
    assert release_obstacles(ready, at(5, 9), SHANGHAI) == ()
    check_release(ready, at(5, 9), SHANGHAI)
    assert release_obstacles(ready, at(5, 7), SHANGHAI) == ("code_not_green",)
    pending = replace(ready, tests=(took(2, 10, "negative"), took(4, 10)))
    assert release_obstacles(pending, at(5, 9), SHANGHAI) == ("results_pending",)
    positive = replace(ready, tests=(took(2, 10, "negative"), took(4, 10, "positive")))
    assert release_obstacles(positive, at(5, 9), SHANGHAI) == ("result_positive",)
    with pytest.raises(ReleaseRefused) as refused:
        check_release(positive, at(4, 9), SHANGHAI)
    assert refused.value.values["obstacles"] == ("days_not_over", "result_positive", "code_not_green")


def test_nobody_is_released_twice_or_while_escalated() -> None:
    ready = case(took(2, 10, "negative"), took(4, 10, "negative"), code_seen_green_at=at(5, 8))
    assert release_obstacles(replace(ready, released_at=at(5, 9)), at(6, 9), SHANGHAI) == (
        "already_released",
    )
    assert release_obstacles(replace(ready, escalated_at=at(5, 8)), at(6, 9), SHANGHAI) == ("escalated",)


RULES = (
    st.tuples(st.integers(1, 21), st.integers(0, 7), st.integers(0, 72))
    .filter(lambda r: max(0, r[1] - 1) * r[2] <= (r[0] - 1) * 24)
    .map(lambda r: RuleSet(*r, mode="single"))
)


@given(RULES, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_who_takes_each_test_when_it_becomes_due_is_done_within_the_days(rule: RuleSet, start: date) -> None:
    taken: list[TakenTest] = []
    while due := due_tests(CaseFacts(rule, start, taken), SHANGHAI):
        assert [d.number for d in due] == list(range(len(taken) + 1, rule.tests + 1))
        assert all(d.due_from < d.due_until for d in due)
        taken.append(TakenTest(due[0].due_from, "single", "negative"))
    assert len(taken) == rule.tests == counted_tests(CaseFacts(rule, start, taken), SHANGHAI)
    assert all(t.taken_at < isolation_ends(rule, start, SHANGHAI) for t in taken)
    assert all(j.flag is TestFlag.NONE for j in judge_tests(rule, start, taken, SHANGHAI))


@given(RULES, st.lists(st.tuples(st.integers(-24, 500), st.sampled_from(["single", "pooled"])), max_size=10))
def test_counted_tests_keep_their_distance_and_never_exceed_the_rule(
    rule: RuleSet, hours: list[tuple[int, str]]
) -> None:
    tests = [TakenTest(at(2, 0) + timedelta(hours=h), mode) for h, mode in hours]
    judged = judge_tests(rule, SECOND_OF_APRIL, tests, SHANGHAI)
    assert len(judged) == len(tests)
    counted = [j for j in judged if j.counted]
    assert [j.number for j in counted] == list(range(1, len(counted) + 1))
    assert len(counted) <= rule.tests
    assert all(j.test.mode == "single" for j in counted)
    gaps = [b.test.taken_at - a.test.taken_at for a, b in pairwise(counted)]
    assert all(gap >= timedelta(hours=rule.min_interval_hours) for gap in gaps)


def test_where_clocks_change_a_day_is_still_a_day() -> None:
    new_york = ZoneInfo("America/New_York")
    (one, two) = schedule(RuleSet(2, 2, 24, "single"), date(2022, 3, 12), new_york)
    assert two.due_from - one.due_from == timedelta(hours=24)
    assert two.due_until - two.due_from == timedelta(hours=23)
