"""The duty roster of a week (周值班表): A4 landscape, rows posts, columns days, in each cell the shifts with their
names. No telephone stands on it: the sheet of the day has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class WeekSlot:
    """One shift of one day at one post. `missing`: people still wanted."""

    shift: str
    names: tuple[str, ...]
    missing: int = 0


@dataclass(frozen=True)
class WeekRow:
    """`days`: slots of each day of the week, parallel to the heads."""

    post: str
    kind: str
    days: tuple[tuple[WeekSlot, ...], ...]


@dataclass(frozen=True)
class WeekFacts:
    """`days`: heads of the columns ("4月4日 周一"). `officers` runs parallel to them: who leads which shift. `shifts`:
    the hours that the short names stand for."""

    community: str
    title: str
    week: str
    as_of: str
    days: tuple[str, ...]
    officers: tuple[tuple[str, ...], ...]
    shifts: tuple[str, ...]
    rows: tuple[WeekRow, ...]
    nothing: str = ""
    example_note: str = ""


@dataclass(frozen=True)
class WeekWords:
    post: str
    officer: str
    missing: str


WORDS = {"zh": WeekWords("岗位", "带班", "缺{n}人"), "en": WeekWords("Post", "In charge", "{n} missing")}


def print_week(facts: WeekFacts, *, language: str) -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return week_sheet(facts, language=language).printed()


def week_sheet(facts: WeekFacts, *, language: str) -> Sheet:
    """The head is repeated on every sheet of paper, a post is never torn. Raises GlyphMissing, FontMissing."""
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    check_glyphs(_pieces(facts, words))
    html = (
        environment()
        .get_template("documents/week_roster.html")
        .render(week=facts, words=words, is_chinese=chinese)
    )
    return Sheet(html, ("page.css", "week_roster.css"), f"{facts.title} {facts.week}")


def _pieces(facts: WeekFacts, words: WeekWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.community + facts.title, "title"
    yield Role.HEADING, "".join((*facts.days, words.post, words.officer, words.missing)), "head"
    told = (facts.week, facts.as_of, facts.nothing, facts.example_note, *facts.shifts)
    yield Role.SMALL, "".join((*told, *(line for day in facts.officers for line in day))), "head"
    for row in facts.rows:
        yield Role.HEADING, row.post, row.post
        yield Role.SMALL, row.kind, row.post
        for slot in (slot for day in row.days for slot in day):
            for name in slot.names:
                yield Role.SMALL, slot.shift + name, name
