"""A leader vouches at the gate for who is there, on the phone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.duty import CheckIn, DutyAssignment
from teamhub.web.clock import now
from tests.journeys.conftest import Stage, look
from tests.journeys.duty_today import build_today


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "confirm"), [("zh_Hans_CN", "确认所选"), ("en", "Confirm those ticked")]
)
def test_arrivals_that_nobody_saw_are_confirmed_in_two_taps(
    stage: Stage, language: str, confirm: str
) -> None:
    build_today(stage, begins_in=-1, on_gate=("member", "other_member"))
    with stage.app.app_context():
        for seat in db.session.scalars(select(DutyAssignment)):
            db.session.add(
                CheckIn(
                    community_id=seat.community_id,
                    assignment_id=seat.id,
                    arrived_at=now(),
                    recorded_at=now(),
                    standing="on_time",
                    evidence="tap",
                )
            )
        db.session.commit()
        db.session.remove()
    page = stage.phone("leader", language)
    page.goto(f"{stage.url}/linli/duty")
    page.locator("a[href$='/duty/arrivals']").first.click()
    look(page, f"arrivals-{language}")
    page.get_by_role("button", name=confirm).click()
    page.locator(".empty").wait_for()
