"""Sweeps at the desk: opening one, teams and their doors, progress, what remains."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from teamhub.actions import doors, sweeps
from teamhub.domain.sweep_facts import SweepFacts, VisitFacts
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.sweeps import Sweep, SweepDoor, SweepTeam, SweepTeamMember
from teamhub.web.clock import now
from tests.cast import Cast
from tests.page_client import PageClient
from tests.sweep_scene import MORNING, SweepScene, after, build_sweep, door_at

SignIn = Callable[..., PageClient]


@pytest.fixture
def scene(cast: Cast) -> SweepScene:
    return build_sweep(cast, shops=True)


def proposed(client: PageClient) -> dict[str, object]:
    """The form of a new sweep as it is offered."""
    client.get("/linli/sweeps/new")
    sent: dict[str, object] = {}
    for field in client.soup.select("main form input[name]"):
        if field.get("type") == "checkbox" and not field.has_attr("checked"):
            continue
        sent.setdefault(str(field["name"]), []).append(field.get("value", ""))  # type: ignore[attr-defined]
    for field in client.soup.select("main form select"):
        chosen = field.select_one("option[selected]")
        sent[str(field["name"])] = chosen["value"] if chosen else ""
    sent.pop("csrf_token")
    return sent


def test_a_second_sweep_takes_over_teams_and_their_doors(as_: SignIn, scene: SweepScene) -> None:
    client = as_("leader")
    form = proposed(client)
    client.post("/linli/sweeps/new", form)
    second = db.session.scalars(select(Sweep).where(Sweep.number == 2)).one()
    assert [(t.name, len(t.members)) for t in second.teams] == [("明珠华府一队", 2), ("明珠华府二队", 1)]
    owners = dict(
        db.session.execute(
            select(SweepDoor.unit_id, SweepTeam.name)
            .outerjoin(SweepTeam, SweepTeam.id == SweepDoor.team_id)
            .where(SweepDoor.sweep_id == second.id)
        ).all()
    )
    assert owners[scene.first_well[0]] == "明珠华府一队"
    assert owners[scene.second_well[0]] == "明珠华府二队"
    assert owners[scene.shop_id] is None
    assert scene.vacant_id not in owners
    client.post("/linli/sweeps/new", form)
    assert db.session.scalar(select(func.count()).select_from(Sweep)) == 2


def test_a_sweep_without_shops_lists_households_only(as_: SignIn, scene: SweepScene) -> None:
    client = as_("leader")
    form = proposed(client)
    form.pop("with_shops")
    client.post("/linli/sweeps/new", form)
    kinds = db.session.scalars(
        select(Unit.kind)
        .join(SweepDoor, SweepDoor.unit_id == Unit.id)
        .join(Sweep)
        .where(Sweep.number == 2)
        .distinct()
    ).all()
    assert kinds == ["household"]


def test_a_number_is_given_once_and_nothing_is_opened_for_nobody(as_: SignIn, scene: SweepScene) -> None:
    client = as_("leader")
    client.post("/linli/sweeps/new", proposed(client) | {"number": "1"}, expect=422)
    assert "已有这一次扫楼" in client.text()
    client.post("/linli/sweeps/new", proposed(client) | {"compounds": []}, expect=422)
    assert "请选择要走访的小区" in client.text()
    client.post("/linli/sweeps/new", proposed(client) | {"compounds": ["999"]}, expect=422)
    assert db.session.scalar(select(func.count()).select_from(Sweep)) == 1


def test_doors_are_shared_by_the_people_of_each_team(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    client, page = as_("leader"), f"/linli/sweeps/1/compounds/{cast.compound_id}"
    client.get(page)
    client.post(f"{page}/give", {"building_id": "", "teams": []}, expect=422)
    assert "请选择扫楼队" in client.text()
    client.post(f"{page}/give", {"building_id": "", "teams": [str(scene.first_team), str(scene.second_team)]})
    shares = dict(
        db.session.execute(select(SweepDoor.team_id, func.count()).group_by(SweepDoor.team_id)).all()
    )
    assert shares == {scene.first_team: 9, scene.second_team: 4}
    client.post(f"{page}/give", {"building_id": str(cast.building_id), "teams": [str(scene.second_team)]})
    assert door_at(scene, scene.first_well[0]).team_id == scene.second_team


def test_doors_already_done_stay_with_their_team(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    done = scene.first_well[0]
    doors.record_visit(
        scene.sweep_id, done, VisitFacts("met_all_ok"), version=None, by=cast.viewer("leader"), at=after(1)
    )
    db.session.commit()
    form = {"building_id": "", "teams": [str(scene.second_team)], "only_open": "y"}
    as_("leader").post(f"/linli/sweeps/1/compounds/{cast.compound_id}/give", form)
    assert door_at(scene, done).team_id == scene.first_team
    assert door_at(scene, scene.first_well[1]).team_id == scene.second_team


def test_a_team_is_formed_changed_and_removed(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    client = as_("leader")
    client.get("/linli/sweeps/1/teams/new")
    assert "李文涛" not in client.text()
    form = {"name": "机动队", "people": [str(cast.person("worker"))]}
    client.post("/linli/sweeps/1/teams/new", form)
    client.post("/linli/sweeps/1/teams/new", {"name": "机动队"}, expect=422)
    assert "本次扫楼已有同名的队" in client.text()
    team = db.session.scalars(select(SweepTeam).where(SweepTeam.name == "机动队")).one()
    assert team.code == "S03"
    url = f"/linli/sweeps/1/teams/{team.id}"
    client.get(url)
    client.post(url, {"name": "机动队", "people": [str(cast.person("member"))]}, expect=422)
    client.post(url, {"name": "增援队", "people": [str(cast.person("medic")), str(cast.person("worker"))]})
    client.get("/linli/sweeps/1")
    assert "增援队" in client.text()
    assert "何*工" in client.text()
    client.post(f"{url}/remove")
    client.get(url, expect=404)


def test_a_team_with_visits_stays(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    facts, by = VisitFacts("no_answer"), cast.viewer("member")
    doors.record_visit(scene.sweep_id, scene.first_well[0], facts, version=None, by=by, at=after(1))
    db.session.commit()
    as_("leader").post(f"/linli/sweeps/1/teams/{scene.first_team}/remove", expect=422)
    assert db.session.get(SweepTeam, scene.first_team) is not None


def test_one_person_stands_in_one_team_of_a_sweep(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    taken = str(cast.person("member"))
    as_("leader").post("/linli/sweeps/1/teams/new", {"name": "又一队", "people": [taken]}, expect=422)
    count = select(func.count()).where(SweepTeamMember.person_id == cast.person("member"))
    assert db.session.scalar(count) == 1


def test_the_table_says_what_the_tally_says_and_clears_and_reopens(
    as_: SignIn, scene: SweepScene, cast: Cast
) -> None:
    client, leader = as_("leader"), cast.viewer("leader")
    client.get("/linli/sweeps/1")
    assert "13 未访" in client.text()
    for unit_id in (*cast.unit_ids, scene.shop_id):
        outcome = "shop_open_ok" if unit_id == scene.shop_id else "met_all_ok"
        facts = VisitFacts(outcome, letter="" if unit_id == scene.shop_id else "signed")
        doors.record_visit(scene.sweep_id, unit_id, facts, version=None, by=leader, at=after(1))
    db.session.commit()
    client.get("/linli/sweeps/1")
    assert "1/1 清零" in client.text()
    client.get(f"/linli/sweeps/1/compounds/{cast.compound_id}")
    assert "清零" in client.text()
    client.get("/linli/sweeps/1/remaining")
    assert "全部清零" in client.text()
    facts = VisitFacts("met_untested", untested=2)
    doors.record_visit(scene.sweep_id, cast.unit_ids[0], facts, version=None, by=leader, at=after(60))
    db.session.commit()
    client.get("/linli/sweeps/1")
    assert "0/1 清零" in client.text()
    assert "未落实 2 人" in client.text()


def test_what_remains_is_listed_with_why_and_filtered(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    leader = cast.viewer("leader")
    for unit_id, facts in zip(
        scene.first_well,
        (
            VisitFacts("no_answer", needs_help=True),
            VisitFacts("met_untested", untested=1),
            VisitFacts("met_all_ok"),
        ),
        strict=False,
    ):
        doors.record_visit(scene.sweep_id, unit_id, facts, version=None, by=leader, at=after(1))
    db.session.commit()
    client = as_("worker")
    client.get("/linli/sweeps/1/remaining")
    assert "还剩 13 户" in client.text()
    client.get("/linli/sweeps/1/remaining?reason=untested")
    assert "还剩 1 户" in client.text()
    assert "1栋 1单元 102" in client.text()
    client.get(f"/linli/sweeps/1/remaining?reason=letter&team={scene.first_team}")
    assert "还剩 6 户" in client.text()
    client.get("/linli/sweeps/1/remaining?reason=nonsense&compound=x")
    assert "还剩 13 户" in client.text()
    client.fragment("/linli/sweeps/1/remaining?compound=999", "remaining-list")
    assert "没有符合条件的门户" in client.text()


def test_the_export_is_the_table(as_: SignIn, scene: SweepScene) -> None:
    client = as_("leader")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/linli/sweeps/1/compounds.xlsx").data))
    assert book.active is not None
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[1][:4] == ["C01", "明珠华府", 3, 12]
    left = client.get("/linli/sweeps/1/remaining.csv?reason=unvisited").get_data(as_text=True)
    assert len(left.strip().splitlines()) == 14
    client.get("/linli/sweeps/1/compounds.pdf", expect=404)


def test_a_poll_is_answered_with_what_changed_or_nothing(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    client = as_("leader")
    asks = {"HX-Request": "true", "HX-Target": "div#sweep"}
    with time_machine.travel(now(), tick=False):
        known = {"If-None-Match": client.get("/linli/sweeps/1", headers=asks).headers["ETag"]}
        client.get("/linli/sweeps/1", headers=asks | known, expect=304)
    facts, by = VisitFacts("no_answer"), cast.viewer("leader")
    doors.record_visit(scene.sweep_id, scene.first_well[0], facts, version=None, by=by, at=after(1))
    db.session.commit()
    client.get("/linli/sweeps/1", headers=asks | known)


def test_newly_inhabited_flats_are_added(as_: SignIn, scene: SweepScene) -> None:
    client = as_("leader")
    db.session.get_one(Unit, scene.vacant_id).occupied = True
    db.session.commit()
    client.post("/linli/sweeps/1/doors")
    assert door_at(scene, scene.vacant_id).state == "untouched"


def test_another_communitys_sweep_is_not_there(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    outsider = as_("outsider")
    for path in (
        "",
        "/1",
        "/1/remaining",
        f"/1/compounds/{cast.compound_id}",
        f"/1/teams/{scene.first_team}",
    ):
        outsider.get(f"/linli/sweeps{path}", expect=404)
        if path:
            outsider.get(f"/bieqv/sweeps{path}", expect=404)
    mine = Compound(community_id=cast.other_community_id, code="C01", name="别处")
    db.session.add(mine)
    db.session.commit()
    as_("leader").get(f"/linli/sweeps/1/compounds/{mine.id}", expect=404)


PAGES = (
    "/linli/sweeps",
    "/linli/sweeps/1",
    "/linli/sweeps/1/remaining",
    "/linli/sweeps/1/compounds/{compound}",
)


def test_every_role_gets_its_page_in_both_languages(as_: SignIn, scene: SweepScene, cast: Cast) -> None:
    for language in ("zh_Hans_CN", "en"):
        for name in ("leader", "secretary", "group_leader", "worker"):
            client = as_(name, language=language)
            for path in PAGES:
                client.get(path.format(compound=cast.compound_id))
        client = as_("leader", language=language)
        for path in (
            "/linli/sweeps/new",
            "/linli/sweeps/1/teams/new",
            f"/linli/sweeps/1/teams/{scene.first_team}",
        ):
            client.get(path)
        for name in ("member", "sweeper", "medic", "reader", "inspector", "admin"):
            as_(name, language=language).get("/linli/sweeps/1", expect=403)


def test_an_empty_community_is_told_how_to_begin(as_: SignIn, cast: Cast) -> None:
    as_("leader").get("/linli/sweeps")
    as_("sweeper").get("/linli/doors")


def queries(client: PageClient, url: str) -> int:
    asked: list[str] = []

    def count(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    client.get(url)
    event.remove(db.engine, "before_cursor_execute", count)
    return len(asked)


def test_pages_ask_as_many_questions_for_three_as_for_one(
    as_: SignIn, scene: SweepScene, cast: Cast, app: Flask
) -> None:
    client, leader = as_("leader"), cast.viewer("leader")
    paths = [path.format(compound=cast.compound_id) for path in PAGES]
    before = [queries(client, path) for path in paths]
    for number in (2, 3):
        compound = Compound(community_id=cast.community_id, code=f"C0{number}", name=f"小区{number}")
        db.session.add(compound)
        db.session.flush()
        for name in ("1", "2"):
            _building(cast, compound, name)
    compound_ids = tuple(
        db.session.scalars(select(Compound.id).where(Compound.community_id == cast.community_id))
    )
    for _ in range(2):
        sweeps.open_sweep(
            SweepFacts(date(2022, 4, 4), MORNING, compound_ids, teams_of=scene.sweep_id),
            by=leader,
            at=MORNING,
        )
    for name in ("1", "2"):
        _building(cast, db.session.get_one(Compound, cast.compound_id), f"9{name}")
    sweeps.add_new_doors(scene.sweep_id, by=leader, at=MORNING)
    db.session.commit()
    assert [queries(client, path) for path in paths] == before


def _building(cast: Cast, compound: Compound, name: str) -> None:
    building = Building(community_id=cast.community_id, compound_id=compound.id, name=name)
    db.session.add(building)
    db.session.flush()
    db.session.add(
        Unit(community_id=cast.community_id, compound_id=compound.id, building_id=building.id, label="101")
    )
    db.session.flush()
