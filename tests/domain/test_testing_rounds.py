"""Four rounds, 20 168 person-tests, and every sum twice."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teamhub.domain.testing import (
    CountRefused,
    Guideline,
    PoolShortage,
    TestCount,
    TubeCheck,
    adjusted_coverage,
    by_day,
    by_home_compound,
    by_round,
    check_count,
    check_untested,
    coverage,
    eligible_people,
    makeups,
    person_tests,
    shortage_by_pool,
    staffing,
    tubes_needed,
    untested_partition,
)

ONE_TWO_FOUR = [
    ("medic", "sampling", 1),
    ("cadre", "info_entry", 1),
    ("cadre", "sampling_assist", 1),
    ("community_worker", "info_entry_assist", 2),
    ("community_worker", "queue_marshal", 2),
]


def april(day: int) -> date:
    return date(2022, 4, day)


def story_counts() -> list[TestCount]:
    return [
        TestCount(1, april(1), april(1), "C01", 4938),
        TestCount(2, april(2), april(2), "C01", 4998),
        TestCount(2, april(2), april(3), "C03", 4),
        TestCount(2, april(2), april(3), "C01", 19, at_site="P1"),
        TestCount(3, april(4), april(4), "C01", 5096),
        TestCount(4, april(6), april(6), "C01", 5113),
    ]


def test_a_makeup_counts_for_its_round_and_on_its_own_day() -> None:
    counts = story_counts()
    assert by_round(counts) == {1: 4938, 2: 5021, 3: 5096, 4: 5113}
    assert by_day(counts) == {
        april(1): 4938,
        april(2): 4998,
        april(3): 23,
        april(4): 5096,
        april(6): 5113,
    }
    assert makeups(counts) == {(april(3), 2): 23}
    assert person_tests(counts) == sum(by_round(counts).values()) == sum(by_day(counts).values()) == 20168


def test_a_walk_in_counts_at_home() -> None:
    counts = [
        TestCount(3, april(4), april(4), "C01", 700, at_site="P1"),
        TestCount(3, april(4), april(4), "C02", 3, at_site="P1"),
    ]
    assert by_home_compound(counts) == {"C01": 700, "C02": 3}


@given(
    st.lists(
        st.builds(
            TestCount,
            st.integers(1, 9),
            st.integers(1, 28).map(april),
            st.integers(1, 28).map(april),
            st.sampled_from(["C01", "C02", "C03"]),
            st.integers(-20, 900),
        )
    )
)
def test_rounds_days_and_homes_add_up_to_the_same(counts: list[TestCount]) -> None:
    whole = person_tests(counts)
    assert sum(by_round(counts).values()) == whole
    assert sum(by_day(counts).values()) == whole
    assert sum(by_home_compound(counts).values()) == whole
    assert sum(makeups(counts).values()) == whole - sum(c.persons for c in counts if c.day == c.round_day)


def test_coverage_of_the_third_round() -> None:
    assert coverage(5096, 5186) == Decimal("98.26")
    assert adjusted_coverage(5096, 22, 5186) == Decimal("98.69")
    assert coverage(0, 0) is None


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 10_000))
def test_no_rate_is_ever_over_a_hundred(tested: int, elsewhere: int, eligible: int) -> None:
    plain, adjusted = coverage(tested, eligible), adjusted_coverage(tested, elsewhere, eligible)
    assert plain is not None
    assert adjusted is not None
    assert 0 <= plain <= adjusted <= 100
    assert (plain == 100) == (tested >= eligible)


def test_who_is_reported_away_is_not_eligible() -> None:
    assert eligible_people(747, 18) == 729
    assert eligible_people(3, 5) == 0


def test_tubes_of_the_story() -> None:
    assert tubes_needed(712, 10, short_pools=1) == 73
    assert tubes_needed(1, 10) == 1
    assert tubes_needed(0, 10) == 0
    assert tubes_needed(28, 1) == 28


@given(st.integers(1, 10_000), st.integers(1, 20), st.integers(0, 5))
def test_the_tubes_hold_everybody_and_one_less_would_not(persons: int, pool_size: int, short: int) -> None:
    tubes = tubes_needed(persons, pool_size, short_pools=short)
    assert (tubes - short) * pool_size >= persons > (tubes - short - 1) * pool_size


def test_a_count_must_fit_its_tubes() -> None:
    check_count(10, 1, pool_size=10)
    check_count(10, 10, pool_size=10)
    for persons, tubes, code in [
        (0, 0, "count_not_positive"),
        (11, 1, "tubes_too_few"),
        (3, 4, "tubes_too_many"),
    ]:
        with pytest.raises(CountRefused) as refused:
            check_count(persons, tubes, pool_size=10)
        assert refused.value.code == code


def test_tubes_in_the_box_and_in_the_system() -> None:
    assert (TubeCheck(522, 522).agrees, TubeCheck(522, 522).difference) == (True, 0)
    assert (TubeCheck(521, 522).agrees, TubeCheck(521, 522).difference) == (False, -1)
    assert TubeCheck(522, None).agrees is None


def test_ninety_untested_each_with_one_reason() -> None:
    reasons = {
        "temporarily_away": 31,
        "tested_elsewhere": 22,
        "infant": 14,
        "medical_exempt": 12,
        "quarantined": 7,
        "other": 4,
        "refused": 0,
    }
    partition = untested_partition(5186, 5096, reasons)
    assert (partition.untested, partition.explained, partition.complete) == (90, 90, True)
    assert partition.by_reason[0] == ("temporarily_away", 31)
    assert "refused" not in dict(partition.by_reason)
    check_untested(90, reasons)


def test_missing_and_surplus_reasons_show() -> None:
    assert untested_partition(100, 90, {"other": 4}).unexplained == 6
    too_many = untested_partition(100, 90, {"other": 14})
    assert (too_many.excess, too_many.unexplained, too_many.complete) == (4, 0, False)
    with pytest.raises(CountRefused) as refused:
        check_untested(10, {"other": 14})
    assert refused.value.values == {"most": 10}
    with pytest.raises(CountRefused):
        check_untested(10, {"other": -1})


@given(
    st.integers(0, 500), st.integers(0, 500), st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 100))
)
def test_reasons_and_open_questions_partition_the_untested(
    eligible: int, tested: int, reasons: dict[str, int]
) -> None:
    partition = untested_partition(eligible, tested, reasons)
    assert partition.explained + partition.unexplained - partition.excess == partition.untested
    assert partition.untested >= 0


def test_the_demo_runs_below_the_guideline() -> None:
    samplers = Guideline(people=5186, people_per_one=360, present=5)
    assert (samplers.needed, samplers.short) == (15, 10)
    assert Guideline(people=5186, people_per_one=2500, present=9).short == 0


def test_one_two_four_complete() -> None:
    staff = [("medic", "sampling"), ("cadre", "info_entry"), ("cadre", "sampling_assist")]
    staff += [("community_worker", "info_entry_assist")] * 2 + [("community_worker", "queue_marshal")] * 2
    lines = staffing(ONE_TWO_FOUR, staff)
    assert [line.present for line in lines] == [1, 1, 1, 2, 2]
    assert shortage_by_pool(lines) == {}


def test_a_shortage_is_named_by_pool_and_no_pool_helps_another() -> None:
    lines = staffing(ONE_TWO_FOUR, [("cadre", "")] * 5 + [("community_worker", "queue_marshal")] * 3)
    assert shortage_by_pool(lines) == {"medic": 1, "community_worker": 1}
    assert lines[-1] == PoolShortage("community_worker", "queue_marshal", 2, 2)
    assert [line.present for line in lines] == [0, 1, 1, 1, 2]


POOLS = st.sampled_from(["medic", "cadre", "community_worker"])
TASKS = st.sampled_from(["", "sampling", "info_entry", "queue_marshal"])


@given(
    st.lists(st.tuples(POOLS, TASKS, st.integers(1, 4)), max_size=5, unique_by=lambda line: line[:2]),
    st.lists(st.tuples(POOLS, TASKS), max_size=12),
)
def test_each_pool_fills_as_many_seats_as_it_has_people(
    template: list[tuple[str, str, int]], staff: list[tuple[str, str]]
) -> None:
    lines = staffing(template, staff)
    for pool in ("medic", "cadre", "community_worker"):
        seats = sum(wanted for p, _, wanted in template if p == pool)
        people = sum(p == pool for p, _ in staff)
        assert sum(line.present for line in lines if line.member_type == pool) == min(seats, people)
    assert all(0 <= line.present <= line.wanted for line in lines)
