"""What comes in at the gate is carried to the doors; one address is unclear."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from teamhub.models.base import db
from teamhub.models.duty import GatePeriod, Post
from teamhub.web.clock import now
from tests.journeys.conftest import WALKS, Stage, look

WORDS = {
    "zh_Hans_CN": {"door": "已送到门口", "why": "没送成", "unclear": "地址不清"},
    "en": {"door": "At the door", "why": "Could not be delivered", "unclear": "Address unclear"},
}


def open_a_gate(stage: Stage) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        gate = Post(
            community_id=stage.cast.community_id,
            campaign_id=stage.cast.campaign_id,
            code="G1",
            name="汉孟路南端",
            kind="gate",
            seats=2,
            opened_on=(now() - timedelta(days=1)).date(),
            key="gate",
        )
        db.session.add(gate)
        db.session.flush()
        db.session.add(
            GatePeriod(
                community_id=stage.cast.community_id, post_id=gate.id, open_from=now() - timedelta(days=1)
            )
        )
        db.session.commit()
        db.session.remove()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_pieces_from_the_gate_to_the_doors(stage: Stage, language: str, size: str) -> None:
    words = WORDS[language]
    open_a_gate(stage)
    page = stage.window(size, "member", language)
    page.goto("/linli/supplies")
    look(page, "supplies-empty")
    page.goto("/linli/supplies/new")
    page.locator("[name=lines]").fill("明珠华府 1-1-301 20\n别的小区 3件\n明珠华府 17件")
    page.locator("button[form=receive-form]").click()
    expect(page.locator("#receive-form [role=alert]")).to_contain_text("别的小区")
    look(page, "supplies-faulty-line")
    page.locator("[name=lines]").fill("明珠华府 1-1-301 20\n明珠华府 1-1-101 3\n明珠华府 17件")
    page.locator("button[form=receive-form]").click()
    look(page, "supplies")
    page.goto("/linli/supplies/runs/new")
    for box in page.locator("[name=pieces]").all():
        box.check()
    look(page, "supplies-set-off")
    page.locator("button[form=run-form]").click()
    look(page, "supplies-walk")
    for _ in range(2):
        page.get_by_role("button", name=words["door"], exact=True).first.click()
        page.wait_for_load_state("load")
    page.get_by_text(words["why"]).click()
    page.get_by_role("button", name=words["unclear"]).click()
    expect(page.locator("#walk")).to_contain_text(words["unclear"])
    look(page, "supplies-walk-over")
    page.goto("/linli/supplies")
    gate = page.get_by_role("region", name="汉孟路南端").locator(".figure__value")
    expect(gate).to_have_text(
        [
            re.compile(r"^\s*40\b"),
            re.compile(r"^\s*23 / 40\s*$"),
            re.compile(r"^\s*17\s*$"),
            re.compile(r"\d|—"),
        ]
    )
