"""Sheets that go from hand to hand: the slip of a relay walk, and a list to sign."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pdfplumber
import pytest
from flask import Flask

from teamhub.models.base import db
from teamhub.models.duty import Post
from teamhub.models.supplies import RelayRun, SupplyDelivery
from teamhub.web.clock import now
from tests.cast import Cast
from tests.duty_scene import build_scene
from tests.page_client import PageClient

As = Callable[..., PageClient]


def read(client: PageClient, url: str) -> list[str]:
    """The words of each page, without blanks."""
    answer = client.get(url)
    assert answer.mimetype == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.data)) as book:
        return ["".join((page.extract_text() or "").split()) for page in book.pages]


@pytest.fixture
def walk_id(app: Flask, cast: Cast) -> int:
    """Two doors, one of them done."""
    scene = build_scene(cast)
    gate = db.session.get_one(Post, scene.gate.id)
    run = RelayRun(
        community_id=cast.community_id,
        campaign_id=cast.campaign_id,
        gate_id=gate.id,
        code="W01",
        carriers="李文涛、张晓琳",
        started_at=now() - timedelta(minutes=20),
    )
    db.session.add(run)
    db.session.flush()
    db.session.add_all(
        SupplyDelivery(
            community_id=cast.community_id,
            campaign_id=cast.campaign_id,
            code=f"S{n}",
            gate_id=gate.id,
            compound_id=cast.compound_id,
            unit_id=cast.unit_ids[n],
            pieces=n + 2,
            arrived_at=now() - timedelta(hours=1),
            delivered_at=now() if n == 0 else None,
            run_id=run.id,
            recorded_at=now(),
        )
        for n in (0, 1)
    )
    db.session.commit()
    return run.id


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_slip_of_a_walk_names_each_door_with_a_line_to_sign(walk_id: int, as_: As, language: str) -> None:
    member = as_("member", language=language)
    member.get(f"/linli/supplies/runs/{walk_id}")
    assert member.soup.select_one(f"a[href$='/runs/{walk_id}.pdf']") is not None
    [words] = read(member, f"/linli/supplies/runs/{walk_id}.pdf")
    assert "W01" in words
    assert "李文涛" in words
    assert ("Handedover2" if language == "en" else "接力运送单") in words
    assert "S0" in words
    assert "S1" in words
    as_("outsider").get(f"/bieqv/supplies/runs/{walk_id}.pdf", expect=404)


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_list_to_sign_has_who_is_listed_and_room_for_others(cast: Cast, as_: As, language: str) -> None:
    leader = as_("leader", language=language)
    leader.get("/linli/people/?q=李")
    link = leader.soup.select_one("a[href*='sign-in-sheet.pdf']")
    assert link is not None
    some = "".join(read(leader, str(link["href"])))
    everybody = "".join(read(leader, "/linli/people/sign-in-sheet.pdf"))
    assert ("Sign-insheet" if language == "en" else "签到表") in everybody
    assert len(some) < len(everybody)
    as_("member").get("/linli/people/sign-in-sheet.pdf", expect=403)
