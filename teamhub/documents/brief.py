"""The daily brief on paper and as the page that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment
from teamhub.documents.qr import qr_asset
from teamhub.documents.typesetting import Line, Measure, Segment, set_lines
from teamhub.domain.briefs.brief import Brief, Item, Table
from teamhub.domain.briefs.compose import compose
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.briefs.runs import Runs, plain

POINTS_PER_MM = 72 / 25.4
LINE = 156 * POINTS_PER_MM
CELLS = 28
BODY = Measure(Role.BODY, size=16.0, line=LINE, pitch=LINE / CELLS)
"""The measure of Chinese running text: 28 characters of 16 pt in 156 mm."""

SourceUrl = Callable[[str], str | None]


def print_brief(brief: Brief, *, draft: bool, language: str) -> bytes:
    """The PDF. `draft` prints a watermark. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return brief_sheet(brief, draft=draft, language=language).printed()


def brief_sheet(brief: Brief, *, draft: bool, language: str) -> Sheet:
    """The brief as a sheet to be printed alone or bound. Raises GlyphMissing, FontMissing."""
    check_glyphs(pieces(brief, language))
    setter = LineSetter() if language.startswith("zh") else None
    html = (
        environment()
        .get_template("documents/brief.html")
        .render(
            brief=brief,
            draft=draft,
            is_chinese=language.startswith("zh"),
            source_url=None,
            typeset=setter.typeset if setter else whole_line,
            keep=keep_together,
        )
    )
    proof = brief.proof
    return Sheet(
        html,
        ("page.css", "shares.css", "brief.css", *(("proof.css",) if proof else ())),
        f"{brief.title} {brief.number_line}",
        extra_css=setter.css() if setter else "",
        assets={"proof": qr_asset(proof.link, stains=False)} if proof else {},
    )


def print_facts(facts: FrozenFacts, *, draft: bool, language: str) -> bytes:
    """The PDF of frozen facts: compose, then print."""
    return print_brief(compose(facts.figures, facts.texts, language), draft=draft, language=language)


def check_facts(facts: FrozenFacts, *, language: str) -> None:
    """Whether every character can be printed, without printing. Raises GlyphMissing, FontMissing."""
    check_glyphs(pieces(compose(facts.figures, facts.texts, language), language))


def brief_html(brief: Brief, source_url: SourceUrl | None = None, moved: Collection[str] = ()) -> str:
    """The brief as HTML (safe markup) for a page: classes only. With `source_url` every figure is a link to the
    rows behind it; a key without an address stays plain. Figures whose key is in `moved` are marked."""
    template = environment().get_template("documents/_brief_body.html")
    return template.render(brief=brief, source_url=source_url, typeset=None, keep=None, moved=moved)


@dataclass
class _Stretch:
    text: str
    together: bool


CELL_PADDING, CELL_SIZES = {True: 4.5, False: 5.5}, {True: 9.0, False: 10.5}
STRETCHES = re.compile(r"（[^（）]*）|(?:[^、，；, ]、)?[^、，；,（ ]+[、，；, ]?|.", re.DOTALL)
"""Stretches of a cell: what stands in brackets, and names up to the next comma or space."""


def keep_together(text: str, table: Table, place: int) -> list[_Stretch]:
    """A table cell in stretches: names between spaces and commas stay whole where they fit the column."""
    room = (LINE * table.columns[place].share / 100 - CELL_PADDING[table.dense]) / CELL_SIZES[table.dense]
    return [_Stretch(part, ems(part.rstrip("、，；, ")) <= room) for part in STRETCHES.findall(text) if part]


def ems(text: str) -> float:
    """Width of small text in em, full-width marks and characters as 1, the rest as a good half."""
    return sum(1.0 if ord(c) > 0x2E7F or c in "“”‘’—…" else 0.56 for c in text)


def whole_line(runs: Runs, marker: str = "") -> list[_Line]:
    """English: one stretch of text, broken and justified by the press."""
    segments = [_Segment(marker, False, True)] if marker else []
    return [_Line(0, [*segments, _Segment(plain(runs), False, False)])]


@dataclass
class _Line:
    tracking: int
    segments: list[_Segment]


@dataclass
class _Segment:
    text: str
    half: bool
    is_marker: bool


@dataclass
class LineSetter:
    """Sets paragraphs into lines and remembers which letter-spacings it used."""

    used: set[int] = field(default_factory=set)

    def typeset(self, runs: Runs, marker: str = "") -> list[_Line]:
        lines = set_lines([marker, plain(runs)] if marker else [plain(runs)], BODY)
        self.used |= {line.tracking for line in lines}
        return [
            _Line(line.tracking, [self._segment(s, bool(marker)) for s in line.segments]) for line in lines
        ]

    @staticmethod
    def _segment(segment: Segment, has_marker: bool) -> _Segment:
        return _Segment(segment.text, segment.half, has_marker and segment.run == 0)

    def css(self) -> str:
        return "\n".join(f".tr{n} {{ letter-spacing: {n / 100:.2f}pt }}" for n in sorted(self.used))


def pieces(brief: Brief, language: str) -> Iterator[tuple[Role, str, str]]:
    """Every text of the brief with the role it is printed in and a name for the place."""
    chinese = language.startswith("zh")
    body, second = (Role.BODY, Role.SECOND) if chinese else (Role.BODY_EN, Role.BODY_EN)
    yield Role.TITLE, brief.masthead, "masthead"
    yield Role.HEADING, brief.secrecy + brief.draft_note, "secrecy"
    yield body, brief.number_line + brief.compiled_by + brief.date_line, "head"
    yield Role.TITLE, brief.title, "title"
    yield Role.SUBTITLE if chinese else body, brief.as_of_line, "as_of"
    yield body, brief.addressee, "addressee"
    yield Role.SMALL, brief.standing + brief.example_note, "footer"
    if brief.proof:
        yield Role.SMALL, brief.proof.code_label + brief.proof.invitation, "footer"
    for paragraph in brief.lead:
        yield body, plain(paragraph.runs), "lead"
    for section in brief.sections:
        yield Role.HEADING, section.marker + section.title, section.key
        for block in section.blocks:
            if isinstance(block, Table):
                yield from _table_pieces(block, body, section.key)
            else:
                yield body, plain(block.runs), section.key
                if isinstance(block, Item):
                    yield second, block.marker, section.key
    ending = brief.ending
    yield (
        body,
        ending.reviewed_label + ending.reviewed_by + ending.approved_label + ending.approved_by,
        "signatures",
    )
    yield body, "".join(d.label + d.receivers for d in ending.distribution) + ending.copies, "receivers"


def _table_pieces(table: Table, body: Role, where: str) -> Iterator[tuple[Role, str, str]]:
    yield Role.HEADING, "".join(c.title for c in table.columns), where
    for row in table.rows:
        yield Role.HEADING if row.is_total else body, "".join(plain(c) for c in row.cells), where


__all__ = ["BODY", "Line", "SourceUrl", "brief_html", "pieces", "print_brief"]
