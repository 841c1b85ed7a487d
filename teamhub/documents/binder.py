"""The binder of a day (当日合订本): a cover with the contents, then the day's sheets, all in one print with one count of
pages. A line of the contents is a link to its sheet and says on which page of the binder that begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from teamhub.documents.binding import anchor, bind
from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class Chapter:
    """Sheets of one kind under one heading of the contents. Without a sheet the contents say `nothing`."""

    title: str
    sheets: tuple[Sheet, ...]
    nothing: str = ""


@dataclass(frozen=True)
class BinderFacts:
    """`day`, `as_of` and `compiled_by` are in words, in the language of the print. `through`: the words before the number
    of the page in the binder."""

    community: str
    title: str
    day: str
    as_of: str
    compiled_by: str
    through: str
    chapters: tuple[Chapter, ...]
    example_note: str = ""


@dataclass(frozen=True)
class BinderWords:
    contents: str
    absent: str


WORDS = {
    "zh": BinderWords("目　录", "{title}（{nothing}）"),
    "en": BinderWords("Contents", "{title} ({nothing})"),
}


@dataclass(frozen=True)
class _Entry:
    """`level` 1: a chapter, 2: a sheet in it. `place`: of the sheet in the binder, None for a chapter without one."""

    title: str
    level: int
    place: int | None


def print_binder(facts: BinderFacts, *, language: str) -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    cover = cover_sheet(facts, language=language)
    sheets = [cover, *(sheet for chapter in facts.chapters for sheet in chapter.sheets)]
    title = f"{facts.community} {facts.title} {facts.day}"
    return bind(sheets, title=title, language=language, through=facts.through)


def cover_sheet(facts: BinderFacts, *, language: str) -> Sheet:
    """Cover and contents; its numbers are right only in front of the sheets. Raises GlyphMissing, FontMissing."""
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    entries = list(contents(facts.chapters, words))
    check_glyphs(_pieces(facts, words, entries))
    html = (
        environment()
        .get_template("documents/binder.html")
        .render(binder=facts, words=words, entries=entries, anchor=anchor, is_chinese=chinese)
    )
    return Sheet(html, ("page.css", "binder.css"), f"{facts.title} {facts.day}")


def contents(chapters: Sequence[Chapter], words: BinderWords) -> Iterator[_Entry]:
    """One line a chapter; a chapter of several sheets lists them below it. The cover is sheet 0."""
    place = 1
    for chapter in chapters:
        if not chapter.sheets:
            yield _Entry(words.absent.format(title=chapter.title, nothing=chapter.nothing), 1, None)
            continue
        yield _Entry(chapter.title, 1, place)
        if len(chapter.sheets) > 1:
            for number, sheet in enumerate(chapter.sheets):
                yield _Entry(sheet.label, 2, place + number)
        place += len(chapter.sheets)


def _pieces(
    facts: BinderFacts, words: BinderWords, entries: Sequence[_Entry]
) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.community + facts.title, "title"
    yield Role.HEADING, words.contents + "".join(e.title for e in entries if e.level == 1), "contents"
    told = (facts.day, facts.as_of, facts.compiled_by, facts.through, facts.example_note)
    yield Role.SMALL, "".join(told), "cover"
    for entry in entries:
        yield Role.SMALL, entry.title, entry.title
