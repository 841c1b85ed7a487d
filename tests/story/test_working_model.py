"""Facts 22 to 42 of the story: how the work was done, and the rules behind it."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from teamhub.domain.timed_cases import CaseFacts, RuleSet, TakenTest, judge_tests, release_obstacles
from teamhub.models.base import db
from teamhub.models.deeds import RequestStep, ResidentRequest
from teamhub.models.testing import HomeSample, TimedCase
from teamhub.queries import deeds, terms
from tests.story.conftest import ZONE, Story


def test_fact_22_the_team_of_a_site_is_a_row_of_the_template(story: Story) -> None:
    seats = story.rows(
        "SELECT s.member_type, sum(s.count) FROM staffing_seats s JOIN staffing_templates t ON t.id = s.template_id "
        "WHERE t.name = '1+2+4' GROUP BY s.member_type ORDER BY 2"
    )
    assert seats == [("medic", 1), ("cadre", 2), ("community_worker", 4)]


@pytest.mark.parametrize("number", [2, 3, 4])
def test_fact_22_from_the_second_round_on_every_team_is_complete(story: Story, number: int) -> None:
    held = next(r for day in range(2, 7) for r in story.day(day).testing.rounds if r.number == number)
    assert (held.template, held.team_size, held.teams, held.on_duty) == ("1+2+4", 7, 5, 35)
    assert {s.code: s.count for s in held.by_member_type} == {"cadre": 10, "community_worker": 20, "medic": 5}


def test_fact_22_the_first_round_was_before_the_model(story: Story) -> None:
    held = story.day(1).testing.rounds[0]
    assert (held.template, held.on_duty) == ("", 25)


def _tasks(story: Story, member_type: str) -> Counter[str]:
    rows = story.rows(
        "SELECT m.task FROM sampling_team_members m JOIN people p ON p.id = m.person_id "
        "JOIN sampling_teams t ON t.id = m.team_id JOIN testing_rounds r ON r.id = t.round_id "
        f"WHERE r.number = 3 AND p.member_type = '{member_type}'"
    )
    return Counter(str(task) for (task,) in rows)


def test_fact_23_two_cadres_enter_data_and_help_with_sampling(story: Story) -> None:
    assert _tasks(story, "cadre") == {"info_entry": 5, "sampling_assist": 5}


def test_fact_24_four_community_workers_in_two_pairs(story: Story) -> None:
    assert _tasks(story, "community_worker") == {"info_entry_assist": 10, "queue_marshal": 10}


def test_fact_25_eligible_people_and_load_are_known_for_each_site(story: Story) -> None:
    sites = story.day(4).testing.rounds[0].sites
    assert sum(s.eligible for s in sites) == 5186
    guideline = story.day(4).testing.guideline
    assert guideline is not None
    assert (guideline.people_per_sampler, guideline.needed, guideline.samplers) == (360, 15, 5)


def test_fact_26_the_words_of_the_loudhailer_can_be_edited(story: Story) -> None:
    words = terms.standard_text(story.community.id, "announcement", "zh_Hans_CN")
    assert all(part in words for part in ("戴好口罩", "有序排队", "间隔一米"))


def test_fact_27_every_arrival_and_every_change_of_shift_is_on_record(story: Story) -> None:
    duty = story.day(4).duty
    assert (duty.expected, duty.present, duty.late, duty.absent, duty.substitutions) == (60, 60, 1, 0, 1)
    assert (duty.spot_checks, duty.empty_posts_found) == (3, 0)
    assert story.count("SELECT count(*) FROM handovers WHERE accepted_at IS NOT NULL") == 12 * 14


def test_fact_28_protective_gear_is_looked_at_in_spot_checks(story: Story) -> None:
    assert story.count("SELECT count(*) FROM spot_checks WHERE protective_gear_worn") == 13


def test_fact_29_no_closed_shop_is_left_out(story: Story) -> None:
    sweep = story.day(3).sweeps[0]
    assert (sweep.shops_due, sweep.shops_settled) == (34, 34)
    assert story.count("SELECT count(*) FROM units WHERE kind = 'shop'") == 34


@pytest.mark.parametrize(("day", "found"), [(3, 23), (4, 9), (5, 5), (6, 2)])
def test_fact_30_untested_people_are_found_settled_and_every_compound_is_cleared(
    story: Story, day: int, found: int
) -> None:
    sweep = story.day(day).sweeps[0]
    assert (sweep.untested_found, sweep.made_up, sweep.remaining) == (found, found, 0)
    assert sweep.cleared
    assert sweep.cleared_compounds == 17
    assert all(row.cleared for row in sweep.rows)


def test_fact_30_a_sweep_is_cleared_only_in_the_evening(story: Story) -> None:
    stamps = story.rows("SELECT held_on, cleared_at FROM sweeps ORDER BY number")
    assert len(stamps) == 4
    for held_on, cleared_at in stamps:
        assert str(cleared_at)[:10] == str(held_on)
        assert "10:00" < str(cleared_at)[11:16] < "13:00", "between 18:00 and 21:00 in Shanghai"


def test_fact_31_a_letter_from_each_of_2219_households(story: Story) -> None:
    assert story.day(2).totals.letters == 0
    assert story.day(3).totals.letters == 2219
    assert "核酸检测承诺书累计签订2219份，应签户全部签订" in story.brief(3)
    assert (
        story.count(
            "SELECT count(*) FROM commitment_letters WHERE signed_at IS NULL OR collected_by_id IS NULL"
        )
        == 0
    )


def test_fact_32_what_carers_hear_becomes_requests_that_are_settled_the_same_day(story: Story) -> None:
    rows = {r.code: (r.requests, r.closed) for r in story.day(4).care.rows}
    assert rows == {
        "limited_mobility": (2, 2), "elder_alone": (3, 3), "pregnant": (1, 1), "chronic": (5, 5), "yellow_code": (0, 0),
    }  # fmt: skip
    assert story.count("SELECT count(*) FROM resident_requests WHERE channel = 'carer'") == 11


PIECES = {1: (88, 61), 2: (176, 139), 3: (203, 155), 4: (214, 168), 5: (197, 161), 6: (189, 150)}


@pytest.mark.parametrize("day", PIECES)
def test_fact_33_pieces_are_counted_by_gate(story: Story, day: int) -> None:
    assert tuple(g.received for g in story.day(day).supplies.rows) == PIECES[day]


def test_fact_33_runs_and_pieces_are_no_deeds(story: Story) -> None:
    supplies = story.day(4).supplies
    assert supplies.received == 382
    assert 0 < supplies.runs < supplies.received
    assert story.day(4).deeds.day == 22


def test_fact_33_three_pieces_wait_at_ten_in_the_evening_and_come_the_next_day(story: Story) -> None:
    words = story.brief(4)
    assert "书奇医院 | 对外开放 | 3 | 3 | 71 | 168 | 待送3件" in words
    assert "已送达379件" in words
    late = story.rows(
        "SELECT pieces, delivered_at FROM supply_deliveries WHERE pending_reason = 'address_unclear'"
    )
    assert [(n, str(at)[:10]) for n, at in late] == [(3, "2022-04-05")]


def _history(asker: str) -> tuple[ResidentRequest, list[RequestStep]]:
    request = db.session.scalars(select(ResidentRequest).where(ResidentRequest.requested_by == asker)).one()
    return request, list(request.steps)


def test_fact_34_the_escorted_trip_was_approved_and_came_back_through_the_gate(story: Story) -> None:
    request, steps = _history("刘师傅")
    kinds = [s.kind for s in steps]
    assert kinds.index("approved") < kinds.index("departed") < kinds.index("returned") < kinds.index("done")
    left = next(s for s in steps if s.kind == "departed")
    assert left.facts.keys() >= {"vehicle", "driver", "gate", "pharmacy"}
    assert request.closed_at is not None
    assert request.closed_at.astimezone(ZONE).date() == story.date(3)


def test_fact_35_the_medicine_crossed_the_border_and_nobody_else_did(story: Story) -> None:
    request, steps = _history("孔大妈")
    assert request.category == "border_handover"
    handed = next(s for s in steps if s.kind == "handed_over")
    assert (handed.facts["place"], handed.facts["counterpart"]) == ("随县边界卡口", "吴山镇")
    moments = [s.at for s in steps if s.kind in ("sent", "handed_over", "received")]
    assert moments == sorted(moments)
    assert "跨区" in terms.standard_text(story.community.id, "movement_rule", "zh_Hans_CN")


def test_fact_36_who_asks_and_who_is_helped_may_differ(story: Story) -> None:
    request, _ = _history("孔大妈")
    assert (request.requested_by, request.beneficiary, request.relation) == ("孔大妈", "孔大妈女儿", "母女")


def _facts(case: TimedCase) -> CaseFacts:
    taken = db.session.scalars(select(HomeSample).where(HomeSample.timed_case_id == case.id)).all()
    return CaseFacts(
        RuleSet.from_stored(case.rule),
        case.started_on,
        [TakenTest(s.sampled_at, "single", s.result) for s in taken if s.sampled_at],
        case.isolated_at,
        case.code_seen_green_at,
    )


def test_fact_37_three_days_at_home_and_two_single_tests_by_a_rule_that_is_data(story: Story) -> None:
    assert story.rows("SELECT days, tests, mode FROM rule_sets") == [(3, 2, "single")]
    cases = db.session.scalars(select(TimedCase).order_by(TimedCase.code)).all()
    assert Counter(c.group_label for c in cases) == {"A": 6, "B": 6, "C": 5}
    for case in cases:
        facts = _facts(case)
        judged = judge_tests(facts.rule, facts.started_on, facts.tests, ZONE)
        assert all(j.counted and not j.flag for j in judged), case.code
        assert len(judged) == (1 if case.group_label == "C" else 2)


def test_fact_37_group_a_was_released_when_every_condition_held_and_no_earlier(story: Story) -> None:
    for case in db.session.scalars(select(TimedCase)):
        if case.group_label == "A":
            assert case.released_at is not None
            assert release_obstacles(_facts(case), case.released_at, ZONE) == ()
            assert "days_not_over" in release_obstacles(_facts(case), story.at(4, 23, 59), ZONE)
        else:
            assert case.released_at is None
            assert release_obstacles(_facts(case), story.at(6, 22), ZONE) != ()
    timed = story.day(5).care.timed[0]
    assert (timed.active, timed.released_today) == (6, 6)


def test_fact_38_somebody_leads_the_medic_from_door_to_door(story: Story) -> None:
    assert story.count("SELECT count(*) FROM home_samples WHERE medic_id IS NULL OR escort_id IS NULL") == 0
    assert story.count("SELECT count(*) FROM home_samples WHERE sampled_at IS NOT NULL") == 59


def test_facts_39_and_40_errands_by_category(story: Story) -> None:
    rows = {r.code: (r.day, r.total) for r in story.day(6).deeds.rows}
    assert rows == {
        "medicine": (3, 21), "delivery": (7, 38), "printing": (3, 18), "utility_top_up": (2, 14),
        "lost_and_found": (1, 8), "other": (2, 9),
    }  # fmt: skip


@pytest.mark.parametrize(("day", "done"), [(1, 12), (2, 17), (3, 19), (4, 22), (5, 20), (6, 18)])
def test_facts_39_and_40_deeds_of_each_day(story: Story, day: int, done: int) -> None:
    found = deeds.log(story.viewer, deeds.DeedFilter(day=story.date(day)), "zh_Hans_CN", most=None)
    assert found.total == story.day(day).deeds.day == done


def test_fact_41_thanks_are_kept_with_the_consent_to_quote_them(story: Story) -> None:
    rows = story.rows("SELECT beneficiary, thanks FROM deeds WHERE thanks <> '' AND quote_consent")
    said = {str(who): str(words) for who, words in rows}
    assert "燃眉之急" in said["孔大妈女儿"]
    assert "刘大妈" in said
    assert story.count("SELECT count(*) FROM deeds WHERE thanks <> '' AND NOT quote_consent") == 0


def test_fact_42_sweeping_words_stand_only_where_the_figures_carry_them(story: Story) -> None:
    for day in range(1, 7):
        words = story.brief(day)
        assert "不漏一人" not in words
        assert ("应签户全部签订" in words) == (day >= 3)
        assert ("全部清零" in words) == bool(story.day(day).sweeps)


def test_the_facts_of_a_step_are_kept_as_written(story: Story) -> None:
    stored = db.session.scalars(select(RequestStep.facts).where(RequestStep.kind == "handed_over")).first()
    assert set(stored or ()) == {"place", "counterpart", "contact"}
