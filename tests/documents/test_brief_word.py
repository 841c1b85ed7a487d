"""The brief as a Word file and its tables as a spreadsheet: the words of the paper, set as the standard asks."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

from teamhub.documents.brief_tables import brief_tables, value_of
from teamhub.documents.brief_word import brief_word
from teamhub.domain.briefs import compose
from teamhub.domain.briefs.brief import Align, Brief, Table, text_of
from teamhub.domain.briefs.runs import Words
from tests.documents.conftest import Invented
from tests.documents.invented_days import DAYS
from tests.documents.printed import printed
from tests.domain.briefs.days import april_fourth, april_texts

LANGUAGES = ("zh_Hans_CN", "en")


def brief(language: str = "zh_Hans_CN") -> Brief:
    return compose(april_fourth(), april_texts(), language)


def opened(made: Brief) -> WordDocument:
    return Document(io.BytesIO(brief_word(made)))


def text_in(document: WordDocument) -> str:
    """Paragraphs and tables in the order of the file, without white space."""
    parts = [element.text or "" for element in document.element.body.iter(qn("w:t"), qn("w:tab"))]
    return "".join("".join(parts).split())


def paragraph(document: WordDocument, start: str) -> Paragraph:
    return next(p for p in document.paragraphs if p.text.startswith(start))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_brief_is_in_it_in_the_same_order(language: str) -> None:
    made = brief(language)
    there = text_in(opened(made))
    place = 0
    for line in text_of(made).splitlines():
        for part in line.split(" | "):
            wanted = "".join(part.split())
            found = there.find(wanted, place)
            assert found >= 0, part
            place = found
    tables = [block for s in made.sections for block in s.blocks if isinstance(block, Table)]
    assert len(opened(made).tables) == len(tables) > 3


def test_the_sheet_has_the_margins_of_the_standard() -> None:
    section = opened(brief()).sections[0]
    assert [round(n.mm, 1) for n in (section.page_width, section.page_height)] == [210.0, 297.0]  # type: ignore[union-attr]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(n.mm) for n in margins if n] == [37, 26, 35, 28]


def test_faces_and_sizes_follow_the_role() -> None:
    document = opened(brief())

    def face(style: str) -> tuple[str | None, float]:
        made = document.styles[style]
        fonts = made.element.rPr.find(qn("w:rFonts"))
        return fonts.get(qn("w:eastAsia")), made.font.size.pt

    assert face("Normal") == ("仿宋_GB2312", 16.0)
    assert face("Title") == ("方正小标宋简体", 22.0)
    assert face("Heading 1") == ("黑体", 16.0)
    assert document.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.99, abs=0.05)
    body = paragraph(document, "4月4日")
    assert body.paragraph_format.first_line_indent is not None
    assert body.paragraph_format.first_line_indent.pt == 32.0


def test_heads_repeat_and_rows_are_not_split() -> None:
    for table in opened(brief()).tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(
            row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None
            for row in table.rows
        )
        widths = [cell.width.mm for cell in table.rows[1].cells if cell.width]
        assert sum(widths) == pytest.approx(156, abs=1)


def test_page_numbers_stand_at_the_outer_edge() -> None:
    section = opened(brief()).sections[0]
    sides = [f.paragraphs[0].alignment for f in (section.footer, section.even_page_footer)]
    assert [int(side) for side in sides if side is not None] == [2, 0], "odd right, even left"


def test_a_draft_says_so_on_every_sheet_and_an_issue_does_not() -> None:
    draft = compose(april_fourth(), replace(april_texts(), number=None), "zh_Hans_CN")
    assert "草稿" in opened(draft).sections[0].header.paragraphs[0].text
    assert "草稿" not in opened(brief()).sections[0].header.paragraphs[0].text


def test_what_no_xml_can_hold_is_left_out_and_markup_stays_text() -> None:
    odd = replace(brief(), addressee="社区\x00党委\x0b：<w:t>&amp;")
    assert "社区党委：<w:t>&amp;" in "".join(p.text for p in opened(odd).paragraphs)


def test_figures_in_the_spreadsheet_are_numbers() -> None:
    book = load_workbook(io.BytesIO(brief_tables(brief())))
    tables = [b for s in brief().sections for b in s.blocks if isinstance(b, Table)]
    assert len(book.sheetnames) == len(tables) == len(set(book.sheetnames))
    for sheet, table in zip(book.worksheets, tables, strict=True):
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) == len(table.rows) + 1
        for column, values in zip(table.columns, zip(*rows[1:], strict=True), strict=True):
            if column.align is Align.NUMBER:
                assert {type(v) for v in values} & {int, float}, (table.key, column.title)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5186", 5186), ("5,186", 5186), ("98.26%", 0.9826), ("—", "—"), ("待送3件", "待送3件")],
)
def test_a_cell_is_a_number_where_it_is_one(text: str, value: object) -> None:
    assert value_of(text, Align.NUMBER) == value
    assert value_of(text, Align.TEXT) == text


def test_a_typed_formula_stays_text() -> None:
    made = brief()
    table = next(b for b in made.sections[0].blocks if isinstance(b, Table))
    hostile = replace(table.rows[0], cells=((Words("=1+1"),), *table.rows[0].cells[1:]))
    changed = replace(table, rows=(hostile, *table.rows[1:]))
    blocks = tuple(changed if b is table else b for b in made.sections[0].blocks)
    made = replace(made, sections=(replace(made.sections[0], blocks=blocks), *made.sections[1:]))
    cell = load_workbook(io.BytesIO(brief_tables(made))).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_end_block_takes_the_last_lines_along() -> None:
    """It never stands alone on a sheet, whatever program breaks the pages."""
    document = opened(brief())
    at = next(n for n, p in enumerate(document.paragraphs) if p.text.startswith("审核："))
    assert all(p.paragraph_format.keep_with_next for p in document.paragraphs[at - 2 : -1])


@pytest.mark.prove
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["the fourth of April", *DAYS])
def test_an_office_opens_it_and_prints_the_same_figures(
    tmp_path: Path, invented: Callable[[str], Invented], name: str, language: str
) -> None:
    """LibreOffice, which refuses or repairs what is not well made, turns it into a PDF: the same figures, the same
    rare characters, no end block alone."""
    made = brief(language)
    if name in DAYS:
        facts = invented(name).facts
        made = compose(facts.figures, facts.texts, language)
    (tmp_path / "brief.docx").write_bytes(brief_word(made))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "brief.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
    paper = printed((tmp_path / "brief.pdf").read_bytes())
    kinds = re.compile(r"\d+|[\u3400-\u4dbf\U00020000-\U0003ffff]")
    wanted, found = (Counter(kinds.findall(text)) for text in (text_of(made), paper.text()))
    assert wanted - found == Counter(), "what the page adds are page numbers and repeated heads"
    assert 1 <= len(paper.pages) <= 7
    last = (paper.pages[-1].extract_text() or "").partition(made.ending.reviewed_label.strip())[0]
    assert len(last.split()) >= 2
