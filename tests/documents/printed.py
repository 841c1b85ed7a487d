"""A printed brief as tests look at it: bytes, pages, characters with their place and font."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

import pdfplumber

from teamhub.documents.brief import print_brief
from teamhub.domain.briefs import BriefTexts, compose
from teamhub.domain.figures import DayFigures
from tests.domain.briefs.days import april_fourth, april_texts

MM = 72 / 25.4


@dataclass
class Printed:
    pdf: bytes
    pages: list[Any]

    def text(self) -> str:
        return "\n".join(page.extract_text() or "" for page in self.pages)

    def joined(self) -> str:
        """All characters in reading order without any space: lines and cells broken by the page are whole again."""
        return "".join(self.text().split())

    def running(self) -> str:
        """The same of the text block alone: without what repeats on each sheet, words whole that a hyphen parts."""
        block = (0, 36 * MM, 210 * MM, 262 * MM)
        lines = [line for page in self.pages for line in (page.crop(block).extract_text() or "").splitlines()]
        return "".join("".join(line.removesuffix("-").split()) for line in lines)


def printed(pdf: bytes) -> Printed:
    document = pdfplumber.open(io.BytesIO(pdf))
    return Printed(pdf, list(document.pages))


def print_day(
    day: DayFigures, texts: BriefTexts, language: str = "zh_Hans_CN", draft: bool = False
) -> Printed:
    return printed(print_brief(compose(day, texts, language), draft=draft, language=language))


@cache
def april(language: str = "zh_Hans_CN", draft: bool = False) -> Printed:
    """The fourth of April, printed once for all tests that look at it."""
    return print_day(april_fourth(), april_texts(), language, draft)


def lines(page: Any) -> list[list[dict[str, Any]]]:
    """Characters of a page by line, top down, each line from left to right."""
    found: dict[int, list[dict[str, Any]]] = {}
    for char in page.chars:
        if char["text"].strip():
            found.setdefault(round(char["bottom"]), []).append(char)
    return [sorted(row, key=lambda c: c["x0"]) for _, row in sorted(found.items())]


def font(char: dict[str, Any]) -> str:
    return str(char["fontname"]).partition("+")[2]


def body_lines(page: Any) -> list[list[dict[str, Any]]]:
    """Lines of running text: 16 pt in the body font."""
    return [
        row
        for row in lines(page)
        if row and abs(row[0]["size"] - 16) < 0.1 and font(row[-1]).endswith("Fang")
    ]
