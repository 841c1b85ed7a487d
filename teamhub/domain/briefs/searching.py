"""What somebody asks the archive of briefs: a day, a number, or words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

DAY = re.compile(r"(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
NUMBER = re.compile(r"(?:第|no\.?|#)?\s*(\d{1,4})\s*期?", re.IGNORECASE)
AROUND = 24


@dataclass(frozen=True)
class Question:
    """At most one of the three. `month_day`: a day without its year."""

    words: str = ""
    number: int | None = None
    day: date | None = None
    month_day: tuple[int, int] | None = None


def read_question(typed: str) -> Question:
    """2022-04-04, 4月4日; 4, 第4期, No. 4; anything else is searched for as words."""
    text = " ".join(unicodedata.normalize("NFKC", typed).split())
    if found := DAY.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        assert month is not None
        assert day is not None
        try:
            asked = date(year or 2000, month, day)  # 2000 has a 29 February
        except ValueError:
            return Question(words=text)
        return Question(day=asked) if year else Question(month_day=(month, day))
    if found := NUMBER.fullmatch(text):
        return Question(number=int(found.group(1)))
    return Question(words=text)


def excerpt(text: str, words: str) -> str:
    """The first line that holds the words, cut to what stands around them."""
    for line in text.splitlines():
        at = line.casefold().find(words.casefold())
        if at >= 0:
            start, end = max(0, at - AROUND), at + len(words) + AROUND
            return f"{'…' if start else ''}{line[start:end].strip()}{'…' if end < len(line) else ''}"
    return ""
