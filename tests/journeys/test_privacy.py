"""What nobody may see: residents beyond the own doors for a member, anything but counts for the committee's reader."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief
from teamhub.models.people import Person
from teamhub.models.places import Building, Resident, Unit
from tests.journeys.conftest import LANGUAGES, Stage, look
from tests.sweep_scene import SweepScene, build_sweep

HERS, OTHERS = ("赵桂兰", "13977770001"), ("钱永福", "13977770002")
OUTSIDE = re.compile(r"date=(?!2022-04-0[1-6])|\.pdf\b|\.json\b")
"""Days before and after the story have no end; the paper holds what its page holds."""


def with_residents(stage: Stage) -> SweepScene:
    """One resident behind a door of the member's team, one behind a door of the other team."""
    assert stage.cast is not None
    with stage.app.app_context():
        scene = build_sweep(stage.cast)
        for number, (unit_id, (name, phone)) in enumerate(
            ((scene.first_well[0], HERS), (scene.second_well[0], OTHERS))
        ):
            db.session.add(
                Resident(
                    community_id=stage.cast.community_id,
                    code=f"R{number}",
                    compound_id=stage.cast.compound_id,
                    unit_id=unit_id,
                    name=name,
                    phone=phone,
                )
            )
        db.session.commit()
        db.session.remove()
    return scene


def pages_reached(page: Page, start: str) -> dict[str, str]:
    """address -> text of every page and fragment that links lead to from here, within this installation."""
    waiting, seen = [start], dict[str, str]()
    while waiting:
        url = waiting.pop()
        if url in seen or len(seen) > 400:
            continue
        answer = page.request.get(url)
        assert answer.status == 200, f"{url}: {answer.status}: a link that this reader may not follow"
        if "html" not in answer.headers.get("content-type", ""):
            seen[url] = answer.text() if "pdf" not in answer.headers.get("content-type", "") else ""
            continue
        soup = BeautifulSoup(answer.text(), "html.parser")
        seen[url] = soup.get_text(" ")
        for link in soup.select("a[href], [hx-get]"):
            target = urldefrag(urljoin(url, str(link.get("href") or link.get("hx-get")))).url
            if urlsplit(target).netloc == urlsplit(start).netloc and not OUTSIDE.search(target):
                waiting.append(target)
    return seen


@pytest.mark.browser
def test_a_member_sees_no_resident_beyond_the_own_doors(stage: Stage) -> None:
    scene = with_residents(stage)
    assert stage.cast is not None
    phone = stage.phone("member")
    building = f"/linli/doors/1/{stage.cast.building_id}"
    phone.goto(building)
    expect(phone.locator("#front a.door")).to_have_count(6)
    for door in scene.second_well:
        assert phone.request.get(f"{building}/{door}").status == 404
    for path in (
        "people/",
        "places/",
        f"places/buildings/{stage.cast.building_id}",
        "deeds",
        "duty",
        "tally",
    ):
        assert phone.request.get(f"/linli/{path}").status in {403, 404}, path
    reached = pages_reached(phone, f"{stage.url}/linli/")
    assert f"{stage.url}{building}/{scene.first_well[0]}" in reached
    for url, text in reached.items():
        for word in (*OTHERS, HERS[1]):
            assert word not in text, f"{word} at {url}"


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_committees_reader_sees_counts_only(example_stage: Stage, language: str) -> None:
    with example_stage.app.app_context():
        people = [(p.name, p.phone) for p in db.session.scalars(select(Person))]
        people += [(r.name, r.phone) for r in db.session.scalars(select(Resident))]
        flats = [
            f"{building}栋{unit.label}"
            for unit, building in db.session.execute(
                select(Unit, Building.name).join(Building, Building.id == Unit.building_id).limit(40)
            )
        ]
        # Those who signed a brief stand on it, in print too; the top bar names whoever reads.
        named = {"郝明轩"}
        for brief in db.session.scalars(select(DailyBrief)):
            named |= {brief.reviewed_by, brief.approved_by}
        db.session.remove()
    page = example_stage.desk("committee_reader", language)
    page.goto("/balicha/")
    look(page, "reader-home")
    reached = pages_reached(page, f"{example_stage.url}/balicha/")
    assert len(reached) >= 10
    for url, text in reached.items():
        for name, phone in people:
            assert name in named or name not in text, f"{name} at {url}"
            assert not phone or phone not in text, f"{phone} at {url}"
        assert not any(flat in text for flat in flats), url
