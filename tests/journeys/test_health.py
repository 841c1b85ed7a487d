"""Who looks after the installation finds its health under the settings."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Stage, look


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "words"), [("zh_Hans_CN", "系统运行状况"), ("en", "Health of the installation")]
)
def test_health_is_found_from_the_settings(stage: Stage, language: str, words: str) -> None:
    page = stage.desk("leader", language)
    page.goto(f"{stage.url}/linli/settings/")
    page.get_by_role("link", name=words).click()
    page.get_by_role("heading", level=1, name=words).wait_for()
    look(page, f"health-{language}")
