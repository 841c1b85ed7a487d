"""The link of a sweep team: its doors for the time of its walk, and no other door, page or moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.sweeps import DoorVisit, SweepDoor, SweepTeamLink
from teamhub.web.access import rule_of
from tests.architecture.test_access import address, rules
from tests.cast import Cast
from tests.outbox import Phone
from tests.page_client import PageClient
from tests.sweep_scene import MORNING, SweepScene, build_sweep, door_at

SignIn = Callable[..., PageClient]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING + timedelta(hours=1), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(clock: time_machine.Traveller, app: Flask, cast: Cast) -> SweepScene:
    return build_sweep(cast, shops=True)


@pytest.fixture
def leader(as_: SignIn, scene: SweepScene) -> PageClient:
    return as_("leader")


def made(leader: PageClient, team_id: int) -> str:
    """A new link for the team; the path of its address."""
    leader.post(f"/linli/sweeps/1/teams/{team_id}/link", {})
    leader.get(f"/linli/sweeps/1/teams/{team_id}")
    field = leader.soup.find("input", id="team-link")
    assert field is not None
    return re.sub(r"^https?://[^/]+", "", str(field["value"]))


def entered(app: Flask, link: str) -> PageClient:
    phone = PageClient(app)
    assert status(phone, link) == 200
    assert phone.post(link, {}).headers["Location"] == "/linli/doors"
    return phone


def door(cast: Cast, unit_id: int) -> str:
    return f"/linli/doors/1/{cast.building_id}/{unit_id}"


def status(client: PageClient, path: str, form: dict[str, object] | None = None) -> int:
    """What the address answers: to a look, or to this form."""
    data = None if form is None else form | {"csrf_token": client.csrf()}
    ask = client.http.get if data is None else client.http.post
    return Context().run(lambda: ask(path, data=data)).status_code


VISIT: dict[str, object] = {"outcome": "met_all_ok", "version": 0, "untested": 0}


def test_a_phone_without_an_account_walks_with_the_team(
    app: Flask, cast: Cast, scene: SweepScene, leader: PageClient
) -> None:
    phone = entered(app, made(leader, scene.first_team))
    assert phone.get("/", expect=302).headers["Location"] == "/linli/"
    assert phone.get("/linli/", expect=302).headers["Location"] == "/linli/doors"
    assert "明珠华府" in phone.get("/linli/doors").get_data(as_text=True)
    for number, unit in enumerate(scene.first_well):
        assert status(phone, door(cast, unit)) == 200
        assert status(phone, door(cast, unit), VISIT | {"once": f"k{number}"}) == 303
    rows = db.session.scalars(select(DoorVisit)).all()
    assert {(row.team_id, row.recorded_by_id is not None) for row in rows} == {(scene.first_team, True)}
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()
    assert entry.actor_account_id == link_row().account_id


def test_no_other_door_is_seen_guessed_or_changed(
    app: Flask, cast: Cast, scene: SweepScene, leader: PageClient
) -> None:
    phone = entered(app, made(leader, scene.first_team))
    page = phone.get(f"/linli/doors/1/{cast.building_id}").get_data(as_text=True)
    for unit in [*scene.second_well, scene.shop_id, scene.vacant_id]:
        assert f'/doors/1/{cast.building_id}/{unit}"' not in page
        assert status(phone, door(cast, unit)) == 404
        for way in ("", "/letter", "/settle"):
            assert status(phone, door(cast, unit) + way, VISIT | {"once": "k"}) == 404
    mine = Phone(phone, link_row().account_id)
    foreign = [mine.entry(door(cast, unit), VISIT, MORNING) for unit in scene.second_well]
    assert set(mine.outcomes(foreign)) == {"refused"}
    assert db.session.scalar(select(func.count()).select_from(DoorVisit)) == 0
    move(scene, scene.first_well[0], scene.second_team)
    assert status(phone, door(cast, scene.first_well[0])) == 404


def link_row() -> SweepTeamLink:
    return db.session.scalars(select(SweepTeamLink).order_by(SweepTeamLink.id.desc()).limit(1)).one()


def move(scene: SweepScene, unit_id: int, team_id: int) -> None:
    db.session.execute(
        update(SweepDoor).where(SweepDoor.id == door_at(scene, unit_id).id).values(team_id=team_id)
    )
    db.session.commit()


def test_every_other_page_of_the_community_is_closed(
    app: Flask, cast: Cast, scene: SweepScene, leader: PageClient
) -> None:
    """Every address there is: what is not public is the doors, the way out, and what travels with a phone."""
    phone = entered(app, made(leader, scene.first_team))
    opened = set()
    for rule, method in rules(app):
        declared = rule_of(app, rule.endpoint)
        if method != "GET" or declared is None or declared.public:
            continue
        for community in ("linli", "bieqv"):
            if status(phone, address(rule, community)) not in (403, 404):
                opened.add((rule.endpoint, community if "community" in rule.arguments else ""))
    assert opened == {
        ("home.community", "linli"),
        ("doors.index", "linli"),
        ("doors.building", "linli"),
        ("doors.door", "linli"),
        ("accounts.mine", ""),
        ("accounts.two_steps", ""),  # begins with a passphrase, and this account has none
        ("accounts.two_steps_key", ""),
        ("sync.greet", ""),
    }


def test_a_withdrawn_link_dies_at_once_on_every_phone(
    app: Flask, cast: Cast, scene: SweepScene, leader: PageClient
) -> None:
    link = made(leader, scene.first_team)
    phones = [entered(app, link), entered(app, link)]
    leader.post(f"/linli/sweeps/1/teams/{scene.first_team}/link/withdraw", {})
    for phone in phones:
        assert status(phone, door(cast, scene.first_well[0])) == 303
        assert status(phone, door(cast, scene.first_well[0]), VISIT) == 401
    assert db.session.scalar(select(func.count()).select_from(DoorVisit)) == 0
    stranger = PageClient(app)
    assert status(stranger, link) == status(stranger, link, {}) == 404


def test_what_a_phone_kept_is_sent_with_the_next_link_of_the_team(
    app: Flask, cast: Cast, scene: SweepScene, leader: PageClient
) -> None:
    old = made(leader, scene.first_team)
    phone = entered(app, old)
    mine = Phone(phone, link_row().account_id)
    kept = mine.entry(door(cast, scene.first_well[0]), VISIT, MORNING + timedelta(minutes=30))
    new = made(leader, scene.first_team)
    assert new != old
    mine.send([kept], expect=401)
    assert status(PageClient(app), old) == 404
    mine.client = entered(app, new)
    assert mine.outcomes([kept]) == ["done"]


@pytest.mark.parametrize(
    ("hours", "seen", "words"),
    [(-5, 200, "还没开始"), (0, 200, "开始上门"), (38, 200, "开始上门"), (40, 410, "已结束")],
)
def test_it_opens_for_the_time_of_the_walk(
    app: Flask,
    scene: SweepScene,
    leader: PageClient,
    clock: time_machine.Traveller,
    hours: int,
    seen: int,
    words: str,
) -> None:
    link = made(leader, scene.first_team)
    clock.move_to(MORNING + timedelta(hours=hours))
    stranger = PageClient(app)
    assert words in stranger.get(link, expect=seen).get_data(as_text=True)
    assert status(stranger, link, {}) == (303 if words == "开始上门" else 410)


def test_a_phone_is_out_when_the_walk_is_over(
    app: Flask, scene: SweepScene, leader: PageClient, clock: time_machine.Traveller
) -> None:
    phone = entered(app, made(leader, scene.first_team))
    for hour in range(2, 39, 4):
        clock.move_to(MORNING + timedelta(hours=hour))
        assert status(phone, "/linli/doors") == 200
    clock.move_to(MORNING + timedelta(hours=39))
    assert status(phone, "/linli/doors") == 303


def test_an_altered_address_opens_nothing(
    app: Flask, cast: Cast, scene: SweepScene, leader: PageClient
) -> None:
    link = made(leader, scene.first_team)
    path, _, token = link.rpartition("/")
    number, _, signature = token.partition("-")
    other = made(leader, scene.second_team).rpartition("/")[2].partition("-")
    flipped = ("A" if signature[0] != "A" else "B") + signature[1:]
    for forged in (
        f"{number}-{flipped}",
        f"{other[0]}-{signature}",
        f"{number}-{other[2]}",
        f"{number}-",
        number,
        f"0{number}-",
        f"²-{signature}",
        "9" * 40,
    ):
        assert status(PageClient(app), f"{path}/{forged}") == 404
    assert status(PageClient(app), link.replace("linli", "bieqv")) == 404
    assert status(PageClient(app), link) == 200


def test_only_who_leads_the_sweep_makes_links_and_of_own_teams(
    as_: SignIn, scene: SweepScene, leader: PageClient
) -> None:
    where = f"/linli/sweeps/1/teams/{scene.first_team}/link"
    for name in ("member", "sweeper", "group_leader"):
        assert status(as_(name), where, {}) == 403
    assert status(leader, "/linli/sweeps/1/teams/99/link", {}) == 404
    assert db.session.scalar(select(func.count()).select_from(SweepTeamLink)) == 0


def test_a_team_that_is_removed_takes_its_link_along(
    app: Flask, scene: SweepScene, leader: PageClient
) -> None:
    link = made(leader, scene.first_team)
    phone = entered(app, link)
    assert status(leader, f"/linli/sweeps/1/teams/{scene.first_team}/remove", {}) == 303
    assert status(PageClient(app), link) == 404
    assert status(phone, "/linli/doors") == 303


def test_opening_the_address_changes_nothing(app: Flask, scene: SweepScene, leader: PageClient) -> None:
    """Messengers fetch what is posted in them."""
    link = made(leader, scene.first_team)
    before = db.session.scalar(select(func.count()).select_from(JournalEntry))
    preview = PageClient(app)
    preview.get(link)
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == before
    assert status(preview, "/linli/doors") == 303
