"""Words that come in as data, in both languages, and counts under such a word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """A name kept by the community. Where no English was entered the Chinese stands in both languages."""

    zh: str
    en: str = ""

    def of(self, language: str) -> str:
        """`language`: zh_Hans_CN, zh or en."""
        if language.startswith("zh"):
            return self.zh
        return self.en or self.zh


@dataclass(frozen=True)
class Share:
    """A part of a whole: how many under one code of a vocabulary."""

    code: str
    label: Label
    count: int
