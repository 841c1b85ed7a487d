"""Facts 13 to 21 of the story: from the call in the night to the totals."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from teamhub.domain.phrases import rounded_count
from teamhub.domain.rota import SeatState
from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment, Shift
from teamhub.queries import duty_musters, duty_roster, notices
from tests.story.conftest import ZONE, Story


def test_fact_13_the_muster_of_the_first_night(story: Story) -> None:
    shown = duty_musters.one(story.viewer, duty_musters.listing(story.viewer)[0].id)
    roll = shown.muster.roll
    assert (roll.expected, roll.present, roll.in_time, roll.late) == (21, 21, 21, 0)
    assert shown.muster.due_at == story.at(1, 2, 50)
    assert (roll.first_at, roll.last_at) == (story.at(1, 2, 31), story.at(1, 2, 49))
    assert roll.response_minutes == 89
    assert [(o.name, o.roll.expected) for o in shown.organizations] == [
        ("市委组织部", 9), ("市委编办", 5), ("市委党校", 7),
    ]  # fmt: skip


def test_fact_13_times_past_midnight_belong_to_that_date(story: Story) -> None:
    assert len(story.day(1).musters) == 1
    assert story.day(2).musters == ()
    assert "1时20分接到集结指令，要求2时50分前到位；应到21人，2时49分前全部按时到位" in story.brief(1)


def test_fact_14_minutes_after_the_muster_every_post_is_held(story: Story) -> None:
    seats = story.rows(
        "SELECT a.post_id, a.assigned_at, c.arrived_at FROM duty_assignments a JOIN shifts s ON s.id = a.shift_id "
        "JOIN check_ins c ON c.assignment_id = a.id WHERE s.kind = 'surge'"
    )
    assert len(seats) == 30
    assert len({post for post, _, _ in seats}) == 14
    for _, assigned, arrived in seats:
        assert "2022-03-31 18:49" < str(assigned) < str(arrived) < "2022-03-31 19:06", (
            "02:49 to 03:05 in Shanghai"
        )


def test_fact_15_the_first_round_begins_the_same_night_and_the_queue_grows(story: Story) -> None:
    held = story.day(1).testing.rounds[0]
    assert held.tested == 4938
    assert story.rows("SELECT number FROM testing_rounds WHERE starts_at < '2022-03-31 19:31'") == [(1,)]
    waits = [
        int(str(w))
        for (w,) in story.rows(
            "SELECT q.wait_minutes FROM queue_observations q JOIN site_sessions s ON s.id = q.session_id "
            "JOIN testing_rounds r ON r.id = s.round_id JOIN sampling_sites p ON p.id = s.site_id "
            "WHERE r.number = 1 AND p.code = 'P8' ORDER BY q.observed_at"
        )
    ]
    assert waits[0] < waits[1] < waits[2] < waits[3] == 58
    assert "超过30分钟上限" in story.brief(1)


def test_fact_16_the_urgent_notice_is_acknowledged_by_all_twenty_one(story: Story) -> None:
    row = next(n for n in notices.listing(story.viewer) if n.issuer == "市委组织部")
    assert "紧急提示" in row.title
    assert row.issued_at.astimezone(ZONE).date() == story.date(1)
    shown = notices.one(story.viewer, row.id)
    assert (shown.notice.addressed, shown.notice.received) == (21, 21)
    assert all(r.acknowledged_at and r.acknowledged_at <= story.at(2, 9) for r in shown.receipts)


@pytest.mark.parametrize("day", range(1, 7))
def test_fact_17_every_post_is_held_around_the_clock(story: Story, day: int) -> None:
    grid = duty_roster.grid(story.viewer, story.campaign, story.date(day), 1, at=story.at(day, 12))
    ordinary = [s for s in grid.shifts if s.kind in ("day", "night")]
    assert [(s.starts_at, s.ends_at - s.starts_at) for s in ordinary] == [
        (story.at(day, 8), timedelta(hours=12)), (story.at(day, 20), timedelta(hours=12)),
    ]  # fmt: skip
    assert grid.open_seats == 0
    for line in grid.lines:
        for cell in line.cells:
            assert len(cell.seats) == line.post.seats, SeatState.GAP


def test_fact_17_nobody_has_two_shifts_in_a_row(story: Story) -> None:
    query = (
        select(DutyAssignment.person_id, Shift.starts_at, Shift.ends_at)
        .join(Shift, Shift.id == DutyAssignment.shift_id)
        .where(DutyAssignment.replaced_at.is_(None))
        .order_by(DutyAssignment.person_id, Shift.starts_at)
    )
    held = list(db.session.execute(query))
    breaks = [b.starts_at - a.ends_at for a, b in pairwise(held) if a.person_id == b.person_id]
    assert len(breaks) > 200
    assert min(breaks) >= timedelta(hours=11)


def test_fact_18_on_the_second_morning_a_resident_was_through_in_less_than_ten_minutes(story: Story) -> None:
    site = "JOIN site_sessions s ON s.id = q.session_id JOIN sampling_sites p ON p.id = s.site_id"
    waits = story.rows(
        f"SELECT q.wait_minutes FROM queue_observations q {site} WHERE p.name = '金域华府' "
        "AND q.observed_at BETWEEN '2022-04-02 00:00' AND '2022-04-02 01:20' ORDER BY q.observed_at"
    )
    assert (9,) in waits
    assert all(int(str(w)) < 10 for (w,) in waits)
    night = f"SELECT max(q.wait_minutes) FROM queue_observations q {site} WHERE p.name = '金域华府' AND q.observed_at < '2022-04-01 12:00'"
    assert story.count(night) == 55


def test_fact_18_her_words_may_be_quoted(story: Story) -> None:
    rows = story.rows("SELECT thanks, quote_consent FROM deeds WHERE beneficiary = '刘大妈'")
    assert len(rows) == 1
    assert "不到10分钟" in str(rows[0][0])
    assert rows[0][1]


@pytest.mark.parametrize(("day", "longest"), [(2, 29), (4, 28), (6, 24)])
def test_fact_19_since_the_second_day_nobody_queued_longer_than_half_an_hour(
    story: Story, day: int, longest: int
) -> None:
    found = story.day(day)
    assert (found.testing.longest_wait_minutes, found.testing.waits_over_target) == (longest, 0)
    assert f"排队最长{longest}分钟，未超过30分钟" in story.brief(day)


def test_fact_19_the_claim_is_not_made_on_the_first_day(story: Story) -> None:
    assert "未超过30分钟" not in story.brief(1)
    assert story.day(1).testing.waits_over_target > 0


def test_fact_20_the_first_sweep_is_on_the_third_of_april(story: Story) -> None:
    assert story.day(2).totals.sweeps == 0
    sweep = story.day(3).sweeps[0]
    assert (sweep.number, sweep.teams, sweep.people, sweep.due) == (1, 17, 57, 2219)


def test_fact_21_four_rounds_four_sweeps_and_round_words_that_never_claim_too_much(story: Story) -> None:
    totals = story.day(6).totals
    assert (totals.rounds, totals.person_tests, totals.sweeps, totals.deeds) == (4, 20168, 4, 108)
    assert rounded_count(totals.person_tests, "zh", least=100) == "2万余"
    assert rounded_count(totals.deeds, "zh", least=100) == "100余"
