"""The subdistrict looks over its communities and goes into the one that needs help."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from teamhub.models.base import db
from teamhub.models.places import Community
from tests.cast import subdistrict_reader
from tests.journeys.conftest import WALKS, Stage, look


@pytest.mark.browser
@pytest.mark.parametrize(("language", "size"), WALKS)
def test_from_the_area_into_a_community(stage: Stage, language: str, size: str) -> None:
    assert stage.cast is not None
    with stage.app.app_context():
        first = db.session.get_one(Community, stage.cast.community_id)
        assert first.subdistrict_id is not None
        stage.cast.accounts["subdistrict"] = subdistrict_reader(first.subdistrict_id)
        db.session.remove()
    page = stage.window(size, "subdistrict", language)
    page.goto("/")
    expect(page).to_have_url(f"{stage.url}/area")
    look(page, "area")
    page.locator("main tbody th a[href='/linli/']").click()
    expect(page).to_have_url(f"{stage.url}/linli/duty")
