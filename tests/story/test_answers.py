"""Facts 43 to 59 of the story: the team's problems and what the program answers, and the smaller points."""

from __future__ import annotations

import pytest

from teamhub.domain.access import GRANTS, Permission, Role
from teamhub.queries import deeds, posts, tally, terms, viewers
from tests.story.conftest import Story


def test_fact_43_who_goes_where_is_written_down_before_anybody_leaves(story: Story) -> None:
    muster = story.rows("SELECT closed_at FROM musters")[0][0]
    seats = story.rows(
        "SELECT min(a.assigned_at), count(*) FROM duty_assignments a JOIN people p ON p.id = a.person_id "
        "JOIN shifts s ON s.id = a.shift_id WHERE p.member_type = 'cadre' AND s.kind = 'surge'"
    )
    assert seats[0][1] == 10
    assert str(muster) < str(seats[0][0])


def test_fact_44_the_model_shortened_the_queue(story: Story) -> None:
    waits = [r.longest_wait for day in (1, 2, 4, 6) for r in story.day(day).testing.rounds]
    assert waits == [58, 29, 28, 24]


def test_fact_45_each_sweep_looks_for_those_whom_the_sites_missed(story: Story) -> None:
    found = [(s.number, s.untested_found) for day in range(3, 7) for s in story.day(day).sweeps]
    assert found == [(1, 23), (2, 9), (3, 5), (4, 2)]
    makeup = story.day(3).testing.makeups
    assert [(m.round_number, m.at_site, m.at_home) for m in makeup] == [(2, 19, 4)]


def test_fact_46_who_cannot_come_down_is_sampled_at_home_in_every_round_since(story: Story) -> None:
    for day in (3, 4, 6):
        sampled = story.count(
            "SELECT count(*) FROM home_samples WHERE reason = 'limited_mobility' "
            f"AND sampled_at >= '2022-04-{day - 1:02d} 16:00' AND sampled_at < '2022-04-{day:02d} 16:00'"
        )
        assert sampled == 4


def test_fact_47_nothing_waits_at_the_gates_overnight_but_what_has_no_address(story: Story) -> None:
    for day in range(1, 7):
        moment = tally.brief_moment(story.community.id, story.date(day))
        supplies = tally.day_figures(story.community.id, story.date(day), moment).supplies
        assert supplies.pending == (3 if day == 4 else 0)


def test_fact_48_both_hard_cases_about_medicine_ended_well(story: Story) -> None:
    states = story.rows(
        "SELECT requested_by, state FROM resident_requests WHERE requested_by IN ('刘师傅', '孔大妈')"
    )
    assert set(states) == {("刘师傅", "closed"), ("孔大妈", "closed")}


@pytest.mark.parametrize(
    ("day", "active", "steps"), [(2, 6, {1: 6}), (4, 12, {2: 6, 1: 6}), (5, 6, {1: 6}), (6, 11, {2: 6, 1: 5})]
)
def test_fact_49_each_yellow_code_has_its_schedule(
    story: Story, day: int, active: int, steps: dict[int, int]
) -> None:
    timed = story.day(day).care.timed[0]
    assert (timed.active, timed.isolated, timed.overdue) == (active, active, 0)
    assert {s.tests_done: s.cases for s in timed.steps} == steps


@pytest.mark.parametrize("day", range(1, 7))
def test_fact_50_one_entry_gives_page_and_paper_the_same_figures(story: Story, day: int) -> None:
    found = story.day(day)
    words = story.brief(day)
    assert f"累计{found.totals.deeds}件" in words
    assert f"累计{found.totals.person_tests}人次" in words


def test_fact_50_days_and_rounds_are_two_sums_of_the_same_tests(story: Story) -> None:
    found = story.day(6)
    assert [p.person_tests for p in found.day_series] == [4938, 4998, 23, 5096, 0, 5113]
    assert [p.tested for p in found.round_series] == [4938, 5021, 5096, 5113]


def test_fact_51_people_at_a_post_have_a_task(story: Story) -> None:
    tasks = {str(t) for (t,) in story.rows("SELECT DISTINCT task FROM duty_assignments")}
    assert tasks == {"gate_watch", "publicity", "queue_marshal"}
    assert tasks <= set(terms.terms(story.community.id, "task"))


def test_fact_52_each_pool_is_counted_apart(story: Story) -> None:
    assert [(s.code, s.count) for s in story.day(4).duty.by_member_type] == [
        ("cadre", 11), ("community_worker", 10), ("property_staff", 26), ("volunteer", 13),
    ]  # fmt: skip


def test_fact_53_every_compound_has_its_site_and_walk_ins_count_at_home(story: Story) -> None:
    assert posts.compounds_without_site(story.viewer, story.campaign.id) == []
    assert story.count("SELECT count(*) FROM site_compounds") == 17
    elsewhere = story.count("SELECT sum(persons) FROM site_counts WHERE walk_in")
    assert elsewhere > 0
    site = next(s for s in story.day(4).testing.rounds[0].sites if s.code == "P5")
    assert (site.pooled, site.home, site.tested) == (433, 2, 435)


def test_fact_54_progress_of_a_sweep_is_told_for_each_compound(story: Story) -> None:
    rows = story.day(3).sweeps[0].rows
    assert len(rows) == 17
    assert sum(r.due for r in rows) == 2219
    noon = tally.day_figures(story.community.id, story.date(3), story.at(3, 12)).sweeps[0]
    assert 0 < noon.remaining < noon.due + noon.shops_due
    assert noon.unvisited > 0
    assert not noon.cleared


def test_fact_55_slogans_are_data(story: Story) -> None:
    assert terms.standard_text(story.community.id, "slogan", "zh_Hans_CN") != ""


def test_fact_56_people_without_account_count_in_full(story: Story) -> None:
    without = story.count(
        "SELECT count(*) FROM duty_assignments a JOIN people p ON p.id = a.person_id "
        "JOIN shifts s ON s.id = a.shift_id WHERE s.duty_date = '2022-04-04' AND a.replaced_at IS NULL "
        "AND p.account_id IS NULL"
    )
    assert without == 39
    assert story.day(4).duty.present == 60


def test_fact_57_the_example_says_that_it_is_one_and_names_no_private_person(story: Story) -> None:
    assert story.day(4).community.is_example
    names = {str(n) for (n,) in story.rows("SELECT name FROM people UNION SELECT name FROM residents")}
    assert "陈护士" in names
    assert not names & {"陈红梅"}
    residents = [str(n) for (n,) in story.rows("SELECT name FROM residents")]
    assert len(residents) == 47
    assert all(
        len(n) == 3 and n[1:] in ("大爷", "大妈", "奶奶", "女士", "先生", "师傅", "阿姨") for n in residents
    )


def test_fact_58_cadres_are_deployed_from_a_day_on(story: Story) -> None:
    before = tally.day_figures(story.community.id, story.date(1).replace(month=3, day=31), story.at(1, 0))
    assert (before.totals.cadres, story.day(1).totals.cadres) == (0, 21)


def test_fact_58_a_day_of_rest_between_night_and_day_is_no_absence(story: Story) -> None:
    crew = story.day(3).duty.cadres
    assert (crew.expected, crew.present, crew.resting) == (21, 11, 10)
    assert "下沉干部21人，轮休10人，其余11人全部到岗" in story.brief(3)


def test_fact_59_the_tally_is_as_of_a_moment(story: Story) -> None:
    morning = tally.day_figures(story.community.id, story.date(4), story.at(4, 7))
    assert morning.totals.person_tests == 4938 + 4998 + 23
    assert morning.as_of == story.at(4, 7)
    assert "截至4月4日22时" in story.brief(4)


def test_the_committee_reads_counts_only(story: Story) -> None:
    granted = GRANTS[Role.COMMITTEE_READER]
    assert granted == {Permission.TALLY_VIEW, Permission.BRIEF_VIEW}
    reader = story.rows(
        "SELECT p.account_id FROM people p JOIN memberships m ON m.account_id = p.account_id WHERE m.role = 'committee_reader'"
    )
    assert len(reader) == 1
    _, found = viewers.viewer_in(int(str(reader[0][0])), "党委", "balicha")
    assert found.permissions == granted


def test_stories_found_by_what_they_tell(story: Story) -> None:
    found = deeds.log(story.viewer, deeds.DeedFilter(words="边界"), "zh_Hans_CN")
    assert [(r.compound, r.quote_consent) for r in found.rows] == [("棉花小区", True)]
