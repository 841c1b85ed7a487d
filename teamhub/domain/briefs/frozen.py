"""An issued brief keeps its facts as one canonical text and is printed from it for ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures, freeze_value, thaw_value

SHAPE = 1
"""Rises when the stored shape changes in a way that old texts do not fit; `thaw` must then read both."""


@dataclass(frozen=True)
class FrozenFacts:
    figures: DayFigures
    texts: BriefTexts
    shape: int = SHAPE


def freeze(figures: DayFigures, texts: BriefTexts) -> str:
    """Canonical JSON: the same facts always give the same text."""
    return freeze_value(FrozenFacts(figures, texts))


@lru_cache(maxsize=100)
def thaw(text: str) -> FrozenFacts:
    """Raises ShapeChanged. An issue never changes, and a summary reads those of a quarter: a hundred are kept, some
    120 KB each."""
    return thaw_value(text, FrozenFacts)
