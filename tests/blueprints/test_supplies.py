"""Supplies: received at an open gate, carried on walks, each piece settled once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import supplies as verbs
from teamhub.actions.work import unit_of_work
from teamhub.domain.delivery_lines import read_lines
from teamhub.domain.errors import AlreadyDone
from teamhub.domain.supplies import SupplyRefused
from teamhub.models.base import db
from teamhub.models.duty import GatePeriod
from teamhub.models.places import Compound, Unit
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.web.clock import now
from tests.cast import Cast
from tests.duty_scene import Scene, build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]


@pytest.fixture
def scene(app: Flask, cast: Cast) -> Scene:
    """Gate 汉孟路南端 open since yesterday, the other post shut."""
    made = build_scene(cast)
    for period in db.session.scalars(select(GatePeriod)):
        db.session.delete(period)
    db.session.add(
        GatePeriod(community_id=cast.community_id, post_id=made.gate.id, open_from=now() - timedelta(days=1))
    )
    db.session.commit()
    return made


def receive(client: PageClient, lines: str, gate: int, expect: int = 303) -> None:
    client.get("/linli/supplies/new")
    once = client.soup.find("input", attrs={"name": "once"})
    assert once is not None
    sent = {"gate_id": str(gate), "compound_id": "", "lines": lines, "once": str(once["value"])}
    client.post("/linli/supplies/new", sent, expect=expect)


def pieces() -> list[SupplyDelivery]:
    return list(db.session.scalars(select(SupplyDelivery).order_by(SupplyDelivery.id)))


def start(client: PageClient, ids: list[int], expect: int = 303) -> int:
    client.get("/linli/supplies/runs/new")
    once = client.soup.find("input", attrs={"name": "once"})
    sent = {
        "pieces": [str(n) for n in ids],
        "carriers": "李文涛、张晓琳",
        "once": str(once["value"]) if once else "x",
    }
    answer = client.post("/linli/supplies/runs/new", sent, expect=expect)
    found = re.search(r"/runs/(\d+)$", answer.location or "")
    return int(found.group(1)) if found else 0


def tap(client: PageClient, run: int, piece: int, outcome: str, expect: int = 303) -> None:
    client.post(f"/linli/supplies/runs/{run}/pieces/{piece}", {"outcome": outcome}, expect=expect)


def test_forty_pieces_are_relayed_and_one_address_is_unclear(scene: Scene, as_: As) -> None:
    client = as_("member")
    doors = [f"明珠华府 1-1-{floor}0{flat}" for floor in (1, 2, 3) for flat in (1, 2)]
    receive(client, "\n".join([*(f"{door} 6" for door in doors), "明珠华府 4件"]), scene.gate.id)
    assert sum(one.pieces for one in pieces()) == 40
    run = start(client, [one.id for one in pieces()])
    client.get(f"/linli/supplies/runs/{run}")
    shown = [h.get_text() for h in client.soup.select("#walk h2")]
    flats = [re.sub(r"\D", "", name)[-3:] for name in shown[:-1]]
    assert flats == ["301", "302", "201", "202", "101", "102"], (
        "from the top floor down, who has no door last"
    )
    for one in pieces()[:-1]:
        tap(client, run, one.id, "delivered")
    assert db.session.get_one(RelayRun, run).finished_at is None
    tap(client, run, pieces()[-1].id, "address_unclear")
    assert db.session.get_one(RelayRun, run).finished_at is not None
    client.get("/linli/supplies")
    assert "36" in client.text()
    assert [one.pending_reason for one in pieces()][-1] == "address_unclear"
    assert len(start_again := [one.id for one in pieces() if one.delivered_at is None]) == 1
    assert start(client, start_again) != run, "what was set aside goes along on another walk"


def test_a_shop_is_a_door_by_its_name(scene: Scene, as_: As, cast: Cast) -> None:
    shop = Unit(
        community_id=cast.community_id,
        compound_id=cast.compound_id,
        building_id=cast.building_id,
        label="好邻居超市",
        kind="shop",
    )
    db.session.add(shop)
    db.session.commit()
    receive(
        as_("member"), "明珠华府 好邻居超市 2\n明珠华府 1栋好邻居超市 ×3\n明珠华府 另一家店", scene.gate.id
    )
    assert [one.unit_id for one in pieces()] == [shop.id, shop.id, None]


def test_a_closed_gate_receives_nothing(scene: Scene, as_: As, cast: Cast) -> None:
    receive(as_("member"), "明珠华府 1-1-301 2", scene.checkpoint.id, expect=422)
    with pytest.raises(SupplyRefused) as refused:
        verbs.receive(
            verbs.Arrival(scene.checkpoint.id, read_lines("明珠华府 2件", {"明珠华府": cast.compound_id})),
            by=cast.viewer("member"),
            at=now(),
        )
    assert refused.value.code == "gate_not_open"
    assert pieces() == []


def test_one_bad_line_stores_nothing_and_everything_typed_stays(scene: Scene, as_: As) -> None:
    client = as_("member")
    receive(client, "明珠华府 1-1-301 2\n别的小区 3件\n明珠华府 1-1-302 两箱", scene.gate.id, expect=422)
    assert pieces() == []
    kept = client.soup.find("textarea", attrs={"name": "lines"})
    assert kept is not None
    assert kept.get_text().strip().splitlines() == [
        "明珠华府 1-1-301 2",
        "别的小区 3件",
        "明珠华府 1-1-302 两箱",
    ]
    assert "别的小区 3件" in client.text()


def test_the_same_submission_twice_is_received_once(scene: Scene, as_: As) -> None:
    client = as_("member")
    client.get("/linli/supplies/new")
    once = client.soup.find("input", attrs={"name": "once"})
    assert once is not None
    sent = {
        "gate_id": str(scene.gate.id),
        "compound_id": "",
        "lines": "明珠华府 3件",
        "once": str(once["value"]),
    }
    for _ in range(2):
        client.post("/linli/supplies/new", sent)
    assert [one.pieces for one in pieces()] == [3]


def test_a_second_tap_changes_nothing_and_undo_takes_the_first_back(scene: Scene, as_: As) -> None:
    client, other = as_("member"), as_("other_member")
    receive(client, "明珠华府 1-1-301 2", scene.gate.id)
    [one] = pieces()
    run = start(client, [one.id])
    tap(client, run, one.id, "received")
    first = one.delivered_at
    tap(other, run, one.id, "refused")
    db.session.refresh(one)
    assert (one.delivered_at, one.pending_reason) == (first, "")
    tap(client, run, one.id, "back")
    db.session.refresh(one)
    assert one.delivered_at is None
    assert db.session.get_one(RelayRun, run).finished_at is None


def test_pieces_on_the_way_go_on_no_second_walk(scene: Scene, as_: As) -> None:
    client = as_("member")
    receive(client, "明珠华府 1-1-301 2\n明珠华府 1-1-302 1", scene.gate.id)
    first, second = pieces()
    start(client, [first.id])
    start(client, [first.id, second.id], expect=422)
    assert db.session.scalar(select(func.count()).select_from(RelayRun)) == 1


def taps_at_once(app: Flask, cast: Cast, delivery_id: int, *, guarded: bool) -> list[str]:
    """Eight phones settle one piece in the same moment; `guarded`: as the action does it, inside one write."""
    barrier, outcomes, lock = threading.Barrier(8), [], threading.Lock()

    def phone() -> None:
        with app.app_context():
            looked = db.session.get_one(SupplyDelivery, delivery_id).delivered_at is None
            db.session.rollback()
            barrier.wait()
            try:
                with unit_of_work():
                    if guarded:
                        verbs.deliver(delivery_id, by=cast.viewer("member"), at=now())
                    elif looked:
                        db.session.get_one(SupplyDelivery, delivery_id).delivered_at = now()
                said = "delivered" if guarded or looked else "late"
            except AlreadyDone:
                said = "late"
            with lock:
                outcomes.append(said)
            db.session.remove()

    phones = [threading.Thread(target=phone) for _ in range(8)]
    for one in phones:
        one.start()
    for one in phones:
        one.join()
    return outcomes


def test_eight_phones_settle_a_piece_once(scene: Scene, app: Flask, cast: Cast) -> None:
    with unit_of_work():
        [one] = verbs.receive(
            verbs.Arrival(scene.gate.id, read_lines("明珠华府 2件", {"明珠华府": cast.compound_id})),
            by=cast.viewer("member"),
            at=now(),
        )
    assert sorted(taps_at_once(app, cast, one.id, guarded=True)) == ["delivered", *["late"] * 7]


def test_without_looking_inside_the_write_all_eight_believe_they_were_first(
    scene: Scene, app: Flask, cast: Cast
) -> None:
    with unit_of_work():
        [one] = verbs.receive(
            verbs.Arrival(scene.gate.id, read_lines("明珠华府 2件", {"明珠华府": cast.compound_id})),
            by=cast.viewer("member"),
            at=now(),
        )
    assert taps_at_once(app, cast, one.id, guarded=False).count("delivered") > 1


def test_somebody_elses_pieces_are_not_there(scene: Scene, as_: As) -> None:
    client = as_("member")
    receive(client, "明珠华府 1-1-301 2", scene.gate.id)
    [one] = pieces()
    run = start(client, [one.id])
    as_("outsider").get(f"/bieqv/supplies/runs/{run}", expect=404)
    as_("outsider").post(f"/bieqv/supplies/runs/{run}/pieces/{one.id}", {"outcome": "delivered"}, expect=404)
    as_("reader").get("/linli/supplies", expect=403)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_page_reads_well(scene: Scene, as_: As, language: str) -> None:
    client = as_("member", language=language)
    client.get("/linli/supplies")
    client.get("/linli/supplies/runs/new")
    receive(client, "明珠华府 1-1-301 2\n明珠华府 3件", scene.gate.id)
    client.get("/linli/supplies?state=waiting")
    run = start(client, [one.id for one in pieces()])
    tap(client, run, pieces()[0].id, "refused")
    client.get(f"/linli/supplies/runs/{run}")
    client.get("/linli/supplies")
    assert db.session.scalar(select(func.count()).select_from(Compound)) == 1
