"""What a summary of several days is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures


@dataclass(frozen=True)
class SummaryDay:
    """`number` None: the day's brief is not issued, its figures are the records as they stand. `problems`: what its
    brief said of problems."""

    figures: DayFigures
    number: int | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class SummaryFacts:
    """`days` in order, at least one. `texts`: the community's standing words. `whole`: from the campaign's first day."""

    days: tuple[SummaryDay, ...]
    texts: BriefTexts
    compiled_by: str
    whole: bool = False

    @property
    def first(self) -> date:
        return self.days[0].figures.day

    @property
    def last(self) -> date:
        return self.days[-1].figures.day
