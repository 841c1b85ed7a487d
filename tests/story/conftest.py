"""The loaded example, read only, and its days as the program itself tells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from teamhub import create_app
from teamhub.domain.access import Viewer
from teamhub.domain.briefs import compose, text_of
from teamhub.domain.figures.day import DayFigures
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.queries import briefs, tally, viewers
from tests.conftest import CHEAP

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Story:
    """Balicha, 1 to 6 April 2022. `viewer` sees everything."""

    _days: dict[int, DayFigures] = field(default_factory=dict)

    @cached_property
    def community(self) -> viewers.CommunityRow:
        return viewers.community_by_slug("balicha")

    @cached_property
    def viewer(self) -> Viewer:
        return Viewer.system(self.community.id)

    @property
    def campaign(self) -> Campaign:
        return viewers.current_campaign(self.community.id, self.date(1))

    def date(self, day: int) -> date:
        return date(2022, 4, day)

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2022, 4, day, hour, minute, tzinfo=ZONE).astimezone(UTC)

    def day(self, day: int) -> DayFigures:
        """Every figure as of the end of the day."""
        if day not in self._days:
            moment = tally.end_of_day(self.community.id, self.date(day))
            self._days[day] = tally.day_figures(self.community.id, self.date(day), moment)
        return self._days[day]

    def brief(self, day: int, language: str = "zh_Hans_CN") -> str:
        """The words of the day's brief."""
        row = briefs.latest_of_day(self.community.id, self.date(day))
        facts = briefs.facts_of(self.community.id, self.date(day), row)
        return text_of(compose(facts.figures, facts.texts, language))

    def count(self, sql: str) -> int:
        """A number straight from the database."""
        return int(db.session.execute(text(sql)).scalar_one())

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in db.session.execute(text(sql))]


@pytest.fixture(scope="session")
def story(example_instance: Path) -> Iterator[Story]:
    app = create_app(CHEAP, instance_path=str(example_instance))
    with app.app_context():
        yield Story()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _fresh_look(story: Story) -> Iterator[None]:
    yield
    db.session.rollback()
