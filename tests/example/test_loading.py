"""Loading the example: through the importer, on its last day in the middle of a shift, by command and on the first
page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, text

from teamhub import create_app
from teamhub.actions import journal
from teamhub.cli import cli
from teamhub.domain.access import Role, Viewer
from teamhub.domain.attendance import Standing
from teamhub.domain.briefs import compose, text_of
from teamhub.domain.duty_steps import Step
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.queries import briefs, duty_board, duty_my_day, tally, viewers
from tests.conftest import CHEAP, copy_instance
from tests.loaded_example import load_example
from tests.page_client import PageClient

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 24, 10, 40, tzinfo=ZONE).astimezone(UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def running(migrated_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The example as somebody finds it who loads it at twenty to eleven in the morning."""
    folder = copy_instance(migrated_instance, tmp_path_factory.mktemp("running") / "instance")
    app = create_app(CHEAP, instance_path=str(folder))
    with app.app_context():
        load_example(None, NOON)
        yield app
        db.session.remove()
        db.engine.dispose()


def viewer() -> Viewer:
    return Viewer.system(viewers.community_by_slug("balicha").id)


def member(name: str, role: Role) -> Viewer:
    person = db.session.scalars(select(Person).where(Person.name == name)).one()
    assert person.account_id is not None
    return Viewer.of(person.account_id, name, person.community_id, person.id, frozenset({role}))


def test_the_board_shows_a_running_shift_with_one_late_and_one_substitute(running: Flask) -> None:
    campaign = viewers.current_campaign(viewer().community_id, TODAY)
    board = duty_board.board(viewer(), campaign, ZONE, NOON)
    assert [(s.kind, s.duty_date) for s in board.running] == [("day", TODAY)]
    assert (board.expected, board.on_post, board.gaps) == (30, 30, ())
    seats = [seat for card in board.cards for seat in card.seats]
    assert sum(s.standing is Standing.LATE for s in seats) == 1
    assert sum(bool(s.instead_of) for s in seats) == 1
    assert board.coming is not None
    assert board.coming.kind == "night"


def test_a_round_and_a_sweep_are_under_way(running: Flask) -> None:
    found = tally.day_figures(viewer().community_id, TODAY, NOON)
    assert 15055 < found.totals.person_tests < 20168
    assert 0 < found.sweeps[0].unvisited < 2219
    assert (found.totals.rounds, found.totals.sweeps, found.totals.letters) == (4, 4, 2219)
    later = tally.day_figures(viewer().community_id, TODAY, tally.end_of_day(viewer().community_id, TODAY))
    assert later.totals.person_tests == found.totals.person_tests


def test_the_draft_of_the_day_counts_up_to_now_and_calls_nobody_absent_who_is_not_due(running: Flask) -> None:
    community_id = viewer().community_id
    facts = briefs.facts_of(community_id, TODAY, None, at=NOON)
    words = text_of(compose(facts.figures, facts.texts, "zh_Hans_CN"))
    assert "应到30人次，实到30人次；迟到1人次，替班1人次" in words
    assert "缺勤" not in words
    yesterday = briefs.facts_of(community_id, TODAY - timedelta(days=1), None, at=NOON).figures
    assert yesterday.as_of.hour == 22


def test_a_member_sees_the_night_shift_to_come(running: Flask) -> None:
    mine = duty_my_day.my_day(member("李文涛", Role.MEMBER), NOON)
    assert mine.seat is not None
    assert (mine.seat.shift.kind, mine.seat.shift.duty_date) == ("night", TODAY)
    assert mine.step in (Step.CONFIRM, Step.NONE)


def test_a_sweeper_sees_the_doors_of_the_own_team(running: Flask) -> None:
    captain = db.session.scalars(select(Person).where(Person.code == "S01")).one()
    tasks = duty_my_day.door_tasks(member(captain.name, Role.SWEEPER), NOON)
    assert [(t.sweep_number, t.total) for t in tasks] == [(4, 312)]
    assert 0 < tasks[0].done < 312


def test_nothing_that_comes_later_is_stored(running: Flask) -> None:
    limit = NOON.strftime("%Y-%m-%d %H:%M:%S.%f")
    for table, column in (
        ("check_ins", "arrived_at"), ("site_counts", "counted_at"), ("door_visits", "visited_at"), ("deeds", "done_at"),
        ("supply_deliveries", "delivered_at"), ("home_samples", "sampled_at"), ("care_contacts", "contacted_at"),
    ):  # fmt: skip
        latest = db.session.execute(text(f"SELECT max({column}) FROM {table}")).scalar_one()
        assert "2026-11-22" < str(latest) <= limit, table


def test_the_imported_journal_holds(running: Flask) -> None:
    assert list(journal.broken_entries(viewer().community_id)) == []


def test_it_is_marked_as_an_example_and_the_leader_administers_it(running: Flask) -> None:
    assert viewers.community_by_slug("balicha").is_example
    leader = db.session.scalars(select(Person).where(Person.name == "周建明")).one()
    assert leader.account_id is not None
    _, found = viewers.viewer_in(leader.account_id, leader.name, "balicha")
    assert found.roles == {Role.TEAM_LEADER, Role.SYSTEM_ADMIN}


def test_the_command_fills_an_unused_instance_says_how_to_sign_in_and_refuses_a_second_time(
    tmp_path: Path,
) -> None:
    app = create_app(CHEAP, instance_path=str(tmp_path / "new"))
    with app.app_context():
        runner = app.test_cli_runner()
        done = runner.invoke(cli, ["demo"])
        assert done.exit_code == 0, done.output
        assert "示例数据" in done.output
        ways = dict(re.findall(r"  ([a-z ]+)  name (\d+) {2}passphrase", done.output))
        assert ways.keys() == {"team leader", "committee reader", "party secretary"}
        assert re.findall(r"  ([a-z ]+)  code [0-9A-Z]{4}-[0-9A-Z]{4}", done.output) == ["member", "sweeper"]

        passphrase = re.findall(r"passphrase (\S{14})\n", done.output)[0]
        client = PageClient(app).speak("en")
        client.get("/sign-in")
        client.post("/sign-in", {"login": ways["team leader"], "passphrase": passphrase}, expect=303)
        client.get("/balicha/", expect=302)

        again = runner.invoke(cli, ["demo", "--start", "2022-04-01"])
        assert again.exit_code == 1
        assert "loaded already" in again.output
        assert "已经载入" in again.output
        assert db.session.execute(text("SELECT count(*) FROM communities")).scalar_one() == 1
        db.session.remove()
        db.engine.dispose()


def test_the_first_page_loads_it_and_shows_once_how_to_sign_in(app: Flask, stranger: PageClient) -> None:
    stranger.get("/first-run/")
    stranger.post("/first-run/example", expect=200)
    shown = stranger.soup.get_text(" ")
    assert "周建明" in shown
    assert "李文涛" in shown
    assert db.session.execute(text("SELECT count(*) FROM units")).scalar_one() == 2377
    stranger.post("/first-run/example", expect=404)
