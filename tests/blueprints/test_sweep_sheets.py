"""A sweep sheet typed in from paper: what can be stored is, the rest stays as it was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, SweepDoor
from teamhub.queries import terms
from tests.cast import Cast
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, build_sweep

As = Callable[..., PageClient]
WHEN = "2022-04-03T19:30"


@pytest.fixture
def scene(app: Flask, cast: Cast) -> SweepScene:
    return build_sweep(cast, shops=True)


def number_of(cast: Cast, code: str) -> str:
    """As the legend of the printed sheet counts."""
    active = [c for c, t in terms.terms(cast.community_id, "visit_outcome").items() if t.active]
    return str(active.index(code) + 1)


def address(cast: Cast) -> str:
    return f"/linli/sweeps/1/buildings/{cast.building_id}/typed-in"


def opened(client: PageClient, cast: Cast) -> dict[str, str]:
    """The fields of the grid as they stand."""
    client.get(address(cast))
    return shown(client)


def shown(client: PageClient) -> dict[str, str]:
    return {
        str(field["name"]): str(field.get("value", ""))
        for field in client.soup.select("form[data-grid] input")
        if field.get("type") != "checkbox" and field.get("name") != "csrf_token"
    }


def visits(unit_id: int) -> list[DoorVisit]:
    db.session.expire_all()
    return list(db.session.scalars(select(DoorVisit).where(DoorVisit.unit_id == unit_id)))


def test_a_whole_sheet_is_stored_and_empty_lines_are_no_visit(scene: SweepScene, cast: Cast, as_: As) -> None:
    client = as_("leader")
    sent = opened(client, cast) | {"visited": WHEN}
    met, empty = number_of(cast, "met_all_ok"), number_of(cast, "no_answer")
    for unit_id in scene.first_well[:4]:
        sent |= {f"code-{unit_id}": met, f"letter-{unit_id}": "1"}
    sent[f"code-{scene.first_well[4]}"] = f"０{empty}"
    sent[f"note-{scene.first_well[4]}"] = "晚上再去"
    client.post(address(cast), sent)
    assert [len(visits(unit_id)) for unit_id in scene.first_well] == [1, 1, 1, 1, 1, 0]
    [late] = visits(scene.first_well[4])
    assert (late.outcome, late.note) == ("no_answer", "晚上再去")
    assert late.visited_at.isoformat() == "2022-04-03T11:30:00+00:00"
    assert late.recorded_at > late.visited_at
    assert len(list(db.session.scalars(select(CommitmentLetter)))) == 4
    client.get(address(cast))
    assert "signed" not in client.text()


def test_what_cannot_be_stored_stays_as_it_was_typed_with_the_reason(
    scene: SweepScene, cast: Cast, as_: As
) -> None:
    client = as_("leader")
    good, unknown, untested = scene.first_well[:3]
    sent = opened(client, cast) | {
        "visited": WHEN,
        f"code-{good}": number_of(cast, "met_all_ok"),
        f"code-{unknown}": "99",
        f"note-{unknown}": "字迹不清",
        f"code-{untested}": number_of(cast, "met_all_ok"),
        f"untested-{untested}": "2",
    }
    client.post(address(cast), sent, expect=422)
    assert len(visits(good)) == 1
    assert visits(unknown) == visits(untested) == []
    kept = shown(client)
    assert (kept[f"code-{unknown}"], kept[f"note-{unknown}"]) == ("99", "字迹不清")
    assert kept[f"untested-{untested}"] == "2"
    assert kept[f"code-{good}"] == "", "what is stored is not sent again"
    assert "编号不在图例中" in client.text()
    mended = {f"code-{unknown}": number_of(cast, "met_all_ok"), f"untested-{untested}": ""}
    client.post(address(cast), kept | mended)
    assert [len(visits(unit_id)) for unit_id in (good, unknown, untested)] == [1, 1, 1]


def test_the_same_sheet_sent_twice_is_stored_once(scene: SweepScene, cast: Cast, as_: As) -> None:
    client = as_("leader")
    sent = opened(client, cast) | {
        "visited": WHEN,
        f"code-{scene.first_well[0]}": number_of(cast, "met_all_ok"),
    }
    client.post(address(cast), sent)
    client.post(address(cast), sent)
    assert len(visits(scene.first_well[0])) == 1


def test_a_door_that_a_phone_recorded_meanwhile_is_shown_before_it_is_doubled(
    scene: SweepScene, cast: Cast, as_: As
) -> None:
    client, door = as_("leader"), scene.first_well[0]
    sent = opened(client, cast) | {"visited": WHEN, f"code-{door}": number_of(cast, "met_all_ok")}
    db.session.scalars(select(SweepDoor).where(SweepDoor.unit_id == door)).one().version += 1
    db.session.commit()
    client.post(address(cast), sent, expect=422)
    assert visits(door) == []


def test_without_a_time_or_with_one_to_come_nothing_is_lost(scene: SweepScene, cast: Cast, as_: As) -> None:
    client, door = as_("leader"), scene.first_well[0]
    for when in ("", "2099-01-01T00:00"):
        sent = opened(client, cast) | {"visited": when, f"code-{door}": number_of(cast, "met_all_ok")}
        client.post(address(cast), sent, expect=422)
        kept = client.soup.find("input", attrs={"name": f"code-{door}"})
        assert kept is not None
        assert kept["value"] == number_of(cast, "met_all_ok")
    assert visits(door) == []


def test_sheets_are_typed_in_by_who_leads_the_sweep(scene: SweepScene, cast: Cast, as_: As) -> None:
    as_("member").get(address(cast), expect=403)
    as_("outsider").get(address(cast).replace("linli", "bieqv"), expect=404)
    for language in ("zh_Hans_CN", "en"):
        as_("leader", language=language).get(address(cast))
