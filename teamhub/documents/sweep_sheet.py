"""The sweep sheet (扫楼登记表): one building on A4 landscape, its doors filled in, empty boxes for what is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.documents.fonts import Role
from teamhub.documents.glyphs import check_glyphs
from teamhub.documents.paper import Sheet, environment


@dataclass(frozen=True)
class SheetDoor:
    """`place`: 1-301 or the name of a shop; `about`: vacant, shop; `before`: number of the last outcome in the legend,
    empty before a visit. No resident's name stands on the sheet."""

    place: str
    about: str
    residents: int
    letter_signed: bool
    before: str


@dataclass(frozen=True)
class SweepSheetFacts:
    """`legend`: (number, outcome). `where`: compound and building. All in the language of the print."""

    community: str
    title: str
    where: str
    sweep: str
    teams: str
    as_of: str
    doors: tuple[SheetDoor, ...]
    legend: tuple[tuple[str, str], ...]
    example_note: str = ""


@dataclass(frozen=True)
class SweepSheetWords:
    columns: tuple[str, ...]
    signed: str
    legend: str
    team: str
    first_visitor: str
    second_visitor: str
    date: str


WORDS = {
    "zh": SweepSheetWords(
        ("序号", "门牌", "常住", "在家", "未检人数", "未检原因", "承诺书", "上次", "结果", "复访时间", "困难诉求", "备注"),
        "已签", "结果代号", "小组", "走访人", "走访人", "日期",
    ),
    "en": SweepSheetWords(
        ("No.", "Door", "Living", "At home", "Untested", "Why untested", "Letter", "Last", "Outcome", "Come again",
         "Needs", "Remarks"),
        "signed", "Outcomes", "Team", "Visitor", "Visitor", "Date",
    ),
}  # fmt: skip


def print_sweep_sheet(facts: SweepSheetFacts, *, language: str) -> bytes:
    """The PDF. Raises GlyphMissing, FontMissing, PrintingFailed."""
    return sweep_sheet(facts, language=language).printed()


def sweep_sheet(facts: SweepSheetFacts, *, language: str) -> Sheet:
    """The head is repeated on every sheet of paper. Raises GlyphMissing, FontMissing."""
    chinese = language.startswith("zh")
    words = WORDS["zh" if chinese else "en"]
    check_glyphs(_pieces(facts, words))
    template = environment().get_template("documents/sweep_sheet.html")
    html = template.render(sheet=facts, words=words, is_chinese=chinese)
    return Sheet(html, ("page.css", "sweep_sheet.css"), f"{facts.title} {facts.where}")


def _pieces(facts: SweepSheetFacts, words: SweepSheetWords) -> Iterator[tuple[Role, str, str]]:
    yield Role.TITLE, facts.community + facts.title, "title"
    head = (*words.columns, words.team, words.legend, words.first_visitor, words.date)
    yield Role.HEADING, "".join(head), "head"
    about = (facts.where, facts.sweep, facts.teams, facts.as_of, facts.example_note, words.signed)
    yield Role.SMALL, "".join((*about, *(label for _, label in facts.legend))), "head"
    for door in facts.doors:
        yield Role.SMALL, door.place + door.about, door.place
