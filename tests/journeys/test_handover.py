"""A post changes hands between two phones: one shows the code, the other scans it, both read what is carried over."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.duty import CheckIn, DutyAssignment, Handover
from teamhub.web.clock import now
from tests.journeys.conftest import Stage, look
from tests.journeys.duty_today import GATE, Today, build_today

NOTE = "22号楼三单元老人等药"


def on_post(stage: Stage, today: Today) -> dict[str, int]:
    """The member and the other member are on the gate since this shift began; the sweeper relieves them. Seats by name."""
    assert stage.cast is not None
    with stage.app.app_context():
        db.session.add(
            DutyAssignment(
                community_id=stage.cast.community_id,
                shift_id=today.next_shift_id,
                post_id=today.gate_id,
                person_id=stage.cast.person("sweeper"),
                assigned_at=now(),
            )
        )
        db.session.flush()
        seats = {seat.person_id: seat.id for seat in db.session.scalars(select(DutyAssignment))}
        for name in ("member", "other_member"):
            db.session.add(
                CheckIn(
                    community_id=stage.cast.community_id,
                    assignment_id=seats[stage.cast.person(name)],
                    arrived_at=now(),
                    standing="on_time",
                    evidence="static",
                    recorded_at=now(),
                )
            )
        db.session.commit()
        found = {name: seats[stage.cast.person(name)] for name in ("member", "other_member", "sweeper")}
        db.session.remove()
    return found


def scan(page: Page, picture: str) -> str:
    """What a camera reads from the phone's screen."""
    page.locator(".post-poster__code svg").screenshot(path=picture)
    with Image.open(picture) as opened:
        [found] = zxingcpp.read_barcodes(opened)
    return found.text


@pytest.mark.browser
def test_shown_scanned_and_signed_by_both(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> None:
    picture = str(tmp_path_factory.mktemp("scan") / "code.png")
    today = build_today(stage, begins_in=-715, on_gate=("member", "other_member"))
    seats = on_post(stage, today)
    phone, relief = stage.phone("member"), stage.phone("sweeper")

    phone.goto("/linli/me")
    phone.get_by_role("link", name="日志与通行").click()
    phone.locator("[name=text]").fill("劝返外来车辆2台")
    phone.get_by_role("button", name="记入日志").click()
    expect(phone.locator(".trail")).to_contain_text("劝返外来车辆2台")
    phone.locator("[name=vehicles]").fill("12")
    phone.get_by_role("button", name="计入").click()
    expect(phone.locator(".traffic")).to_contain_text("12")
    look(phone, "post-log")
    phone.goto("/linli/me")
    phone.get_by_role("link", name="交班").click()
    phone.locator("[name=remarks]").fill(NOTE)
    look(phone, "hand-over")
    phone.get_by_role("button", name="交班").click()
    expect(phone.locator("#handing-over")).to_contain_text(NOTE)
    look(phone, "handing-over")
    address = scan(phone, picture)
    assert re.fullmatch(rf"{stage.url}/linli/duty/handovers/\d+\?code=[\w.-]+", address)

    phone.request.post(f"/linli/duty/check-out/{seats['member']}")  # without a token: refused, not signed out
    token = phone.locator("input[name=csrf_token]").first.input_value()
    refused = phone.request.post(
        f"/linli/duty/check-out/{seats['member']}", form={"csrf_token": token, "once": "too-early"}
    )
    assert refused.status == 422
    assert "接班人尚未接班" in refused.text()

    relief.goto(address)
    expect(relief.locator("main")).to_contain_text(NOTE)
    look(relief, "take-over")
    relief.locator("button[form=take-over]").click()
    expect(relief.locator("main")).to_contain_text("接班")
    expect(phone.locator("#handing-over .note--done")).to_contain_text("接班", timeout=15_000)
    look(phone, "handed-over")
    phone.get_by_role("button", name="签退").click()
    expect(phone.locator(".answer__word")).to_contain_text("已签退")

    desk = stage.desk("leader")
    desk.goto(f"/linli/duty/seats/{seats['other_member']}")
    expect(desk.locator("main")).to_contain_text(GATE)
    with stage.app.app_context():
        handover = db.session.scalars(select(Handover)).one()
        assert handover.accepted_at is not None
        arrival = db.session.scalars(select(CheckIn).where(CheckIn.assignment_id == seats["sweeper"])).one()
        assert arrival.evidence == "rotating"
        db.session.remove()


@pytest.mark.browser
def test_a_leader_lets_somebody_go_with_a_reason_that_is_kept(stage: Stage) -> None:
    today = build_today(stage, begins_in=-715, on_gate=("member", "other_member"))
    seats = on_post(stage, today)
    desk = stage.desk("leader")
    desk.goto(f"/linli/duty/seats/{seats['member']}")
    desk.locator("summary", has_text="接班前放行").click()
    desk.locator("[name=reason]").last.fill("家中急事")
    look(desk, "let-go")
    desk.get_by_role("button", name="签退").click()
    expect(desk.locator("main")).to_be_visible()
    with stage.app.app_context():
        arrival = db.session.scalars(select(CheckIn).where(CheckIn.assignment_id == seats["member"])).one()
        assert arrival.checked_out_at is not None
        assert arrival.check_out_reason == "家中急事"
        entry = db.session.scalars(
            select(JournalEntry).where(JournalEntry.action == "duty.checked_out")
        ).one()
        assert entry.details["overridden"] is True
        db.session.remove()
