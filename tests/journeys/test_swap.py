"""Two members swap their shifts: two phones and a leader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from teamhub.models.base import db
from teamhub.models.duty import DutyAssignment
from teamhub.web.clock import now
from tests.journeys.conftest import WALKS, Stage, look
from tests.journeys.duty_today import build_today


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_asked_agreed_approved(stage: Stage, language: str, size: str) -> None:
    today = build_today(stage, begins_in=240, on_gate=("member",))
    assert stage.cast is not None
    with stage.app.app_context():
        theirs = DutyAssignment(
            community_id=stage.cast.community_id,
            shift_id=today.next_shift_id,
            post_id=today.checkpoint_id,
            person_id=stage.cast.person("other_member"),
            assigned_at=now() - timedelta(days=1),
        )
        db.session.add(theirs)
        db.session.commit()
        their_seat = theirs.id
        db.session.remove()
    mine = stage.phone("member", language)
    mine.goto("/linli/me")
    mine.locator(".my-links a[href$='/change']").first.click()
    look(mine, "swap-ask")
    mine.locator(f"input[value='swap:{their_seat}']").check()
    mine.locator("form[action$='/change'] button[type=submit]").last.click()
    expect(mine.locator("form[action$='/withdraw']")).to_have_count(1)
    other = stage.phone("other_member", language)
    other.goto("/linli/me")
    other.locator("#my-day a[href$='/duty/changes']").first.click()
    look(other, "swap-asked")
    other.locator("form[action$='/answer'] button").first.click()
    expect(other.locator("form[action$='/answer']")).to_have_count(0)
    leader = stage.window(size, "group_leader", language)
    leader.goto("/linli/duty/changes")
    look(leader, "swap-decide")
    leader.locator("form[action$='/decide'] button").first.click()
    expect(leader.locator("form[action$='/decide']")).to_have_count(0)
    other.goto("/linli/me")
    expect(other.locator("#my-day .my-post")).to_contain_text("汉孟路南端")
    mine.goto("/linli/duty/leave/new")
    look(mine, "leave-new")
