"""The daily brief as a Word file, for offices that go on writing in it. The same words as on paper; the geometry of
GB/T 9704-2012 as far as Word knows it: margins, 22 lines of 28 characters by its spacing, faces by their office names.
Word takes its own face where an office font is not installed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from teamhub.domain.briefs.brief import Align, Brief, Item, Row, Table, joined
from teamhub.domain.briefs.runs import Runs, plain

PITCH = Pt(28.99)
RED = RGBColor(0xC8, 0x10, 0x2E)
MARGINS = {"top_margin": 37, "right_margin": 26, "bottom_margin": 35, "left_margin": 28}
FACES = {
    "body": ("Times New Roman", "仿宋_GB2312"),
    "title": ("Times New Roman", "方正小标宋简体"),
    "heading": ("Times New Roman", "黑体"),
    "second": ("Times New Roman", "楷体_GB2312"),
    "page": ("Times New Roman", "宋体"),
}
"""Role -> (Latin face, Chinese face), as an office has them."""
ABOVE_THE_END = 2
"""Paragraphs that stay on one sheet with the end block: it never stands alone."""
SHORT = 8
"""Rows up to which a table is not split over two sheets."""
CELL_MARGIN = 40
"""Twentieths of a point."""
CLOSER = -5
"""Twentieths of a point between characters: 28 of 16 pt in 156 mm. Word's own character grid would do it too, but
other programs widen tables by it."""
AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
        "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
        "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
        "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def brief_word(brief: Brief) -> bytes:
    """docx. A draft says so at the head of every sheet."""
    document = Document()
    _page(document, brief)
    _styles(document, chinese=brief.language.startswith("zh"))
    _head(document, brief)
    for lead in brief.lead:
        _prose(document, lead.runs)
    for section in brief.sections:
        document.add_heading(_clean(joined(brief, section.marker, section.title)), level=1)
        for block in section.blocks:
            if isinstance(block, Table):
                _table(document, block)
            elif isinstance(block, Item):
                _prose(document, block.runs, marker=joined(brief, block.marker, ""))
            else:
                _prose(document, block.runs)
    for paragraph in document.paragraphs[-ABOVE_THE_END:]:
        paragraph.paragraph_format.keep_with_next = True
    _ending(document, brief)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: WordDocument, brief: Brief) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    section.header_distance, section.footer_distance = Mm(15), Mm(24)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        _page_number(footer.paragraphs[0], side)
    notes = " ".join(note for note in (brief.example_note, brief.draft_note) if note)
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].text = _clean(notes)
        header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    core = document.core_properties
    core.title, core.author = (
        _clean(f"{brief.title} {brief.number_line}")[:255],
        _clean(brief.compiled_by)[:255],
    )
    core.language, core.comments = brief.language.replace("_Hans_", "-"), ""
    core.created = core.modified = datetime.fromisoformat(brief.created).astimezone(UTC).replace(tzinfo=None)


def _styles(document: WordDocument, *, chinese: bool) -> None:
    size, pitch = (16.0, PITCH) if chinese else (12.0, Pt(18))
    body = _style(document, "Normal", "body", size)
    body.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    body.paragraph_format.line_spacing = pitch
    body.paragraph_format.space_after = body.paragraph_format.space_before = Pt(0)
    if chinese:
        _spacing(body.element.get_or_add_rPr(), CLOSER)
    title = _style(document, "Title", "title", 22 if chinese else 16, bold=True)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(33)
    title.paragraph_format.space_before = pitch
    _no_border(title)
    heading = _style(document, "Heading 1", "heading", size, bold=not chinese)
    heading.paragraph_format.space_before = Pt(0) if chinese else Pt(8)
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.first_line_indent = Pt(2 * size) if chinese else None


def _style(
    document: WordDocument, name: str, role: str, size: float, *, bold: bool = False
) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    latin, chinese = FACES[role]
    style.font.name, style.font.size, style.font.bold = latin, Pt(size), bold
    style.font.italic, style.font.color.rgb = False, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    _set(fonts, eastAsia=chinese, hAnsi=latin)
    return style


def _head(document: WordDocument, brief: Brief) -> None:
    if brief.secrecy:
        _line(document, brief.secrecy, role="heading")
    masthead = _line(document, brief.masthead, role="title", align=WD_ALIGN_PARAGRAPH.CENTER)
    masthead.paragraph_format.line_spacing = Pt(70)
    for run in masthead.runs:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(54), True, RED
        if not brief.language.startswith("zh"):
            run.font.size = Pt(40)
    _line(document, brief.number_line, align=WD_ALIGN_PARAGRAPH.CENTER)
    issue = _line(document, f"{brief.compiled_by}\t{brief.date_line}")
    issue.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    if not brief.language.startswith("zh"):
        issue.runs[0].font.size = Pt(10)
    _border(issue, bottom=(16, "C8102E"))
    document.add_paragraph(_clean(brief.title), style="Title")
    _line(document, brief.as_of_line, role="second", align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, brief.addressee)


def _line(
    document: WordDocument, text: str, *, role: str = "", align: WD_ALIGN_PARAGRAPH | None = None
) -> WordParagraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(_clean(text))
    if role:
        latin, chinese = FACES[role]
        run.font.name = latin
        _set(run._element.get_or_add_rPr().get_or_add_rFonts(), eastAsia=chinese)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _prose(document: WordDocument, runs: Runs, marker: str = "") -> None:
    paragraph = document.add_paragraph()
    size = document.styles["Normal"].font.size
    paragraph.paragraph_format.first_line_indent = Pt(2 * size.pt)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if marker:
        run = paragraph.add_run(_clean(marker))
        _set(run._element.get_or_add_rPr().get_or_add_rFonts(), eastAsia=FACES["second"][1])
    paragraph.add_run(_clean(plain(runs)))


def _table(document: WordDocument, table: Table) -> None:
    made = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        _set(_below(margins, f"w:{side}"), w=CELL_MARGIN, type="dxa")
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    for place, column in enumerate(table.columns):
        made.columns[place].width = Mm(156 * column.share / 100)
    size = 9.0 if table.dense else 10.5
    heads = [(column.title, True, Align.CENTRE) for column in table.columns]
    _row(made, heads, table, size, stays=True)
    _set(_below(made.rows[0]._tr.get_or_add_trPr(), "w:tblHeader"), val="true")
    count = len(table.rows)
    for number, row in enumerate(table.rows, start=1):
        stays = number < count and (count <= SHORT or number > count - 3)
        _row(made, _cells(row, table), table, size, stays=stays)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _cells(row: Row, table: Table) -> Iterable[tuple[str, bool, Align]]:
    for cell, column in zip(row.cells, table.columns, strict=True):
        yield plain(cell), row.is_total, column.align


def _row(
    made: WordTable, cells: Iterable[tuple[str, bool, Align]], table: Table, size: float, *, stays: bool
) -> None:
    """`stays`: on one sheet with the row below."""
    row = made.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one bare
    _set(_below(row._tr.get_or_add_trPr(), "w:cantSplit"), val="true")
    for place, (text, strong, align) in enumerate(cells):
        cell = row.cells[place]
        cell.width = Mm(156 * table.columns[place].share / 100)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(size * 1.4)
        paragraph.paragraph_format.keep_with_next = stays
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if align is Align.TEXT else WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(_clean(text))
        run.font.size, run.font.bold = Pt(size), strong
        _spacing(run._element.get_or_add_rPr(), 0)


def _ending(document: WordDocument, brief: Brief) -> None:
    end, chinese = brief.ending, brief.language.startswith("zh")
    signs = f"{end.reviewed_label}{end.reviewed_by or '________'}    {end.approved_label}{end.approved_by or '________'}"
    signed = _line(document, signs, align=WD_ALIGN_PARAGRAPH.RIGHT)
    signed.paragraph_format.space_before, signed.paragraph_format.keep_with_next = PITCH, True
    lines = [d.label + d.receivers for d in end.distribution]
    for place, text in enumerate([*lines, end.copies]):
        last = place == len(lines)
        paragraph = _line(document, text, align=WD_ALIGN_PARAGRAPH.RIGHT if last else None)
        paragraph.paragraph_format.keep_with_next = not last
        paragraph.paragraph_format.line_spacing = Pt(22 if chinese else 16)
        for run in paragraph.runs:
            run.font.size = Pt(14 if chinese else 10.5)
        _border(paragraph, top=(8, "000000") if place == 0 else None, bottom=(8, "000000") if last else None)


def _page_number(paragraph: WordParagraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in four-size Song, one character in from the outer edge."""
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    for kind, text in (("", "— "), ("begin", ""), ("instr", "PAGE"), ("end", ""), ("", " —")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(14)
        _set(run._element.get_or_add_rPr().get_or_add_rFonts(), eastAsia=FACES["page"][1])
        if kind == "instr":
            _below(run._element, "w:instrText").text = text
        elif kind:
            _set(_below(run._element, "w:fldChar"), fldCharType=kind)


def _spacing(properties: BaseOxmlElement, twentieths: int) -> None:
    spacing = OxmlElement("w:spacing")
    _set(spacing, val=twentieths)
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def _border(
    paragraph: WordParagraph, top: tuple[int, str] | None = None, bottom: tuple[int, str] | None = None
) -> None:
    """(eighths of a point, colour) a side."""
    borders = OxmlElement("w:pBdr")
    # The order of these elements is part of the format: Word calls a file damaged that has them mixed up.
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)
    for side, given in (("top", top), ("bottom", bottom)):
        if given:
            _set(_below(borders, f"w:{side}"), val="single", sz=given[0], space=4, color=given[1])


def _no_border(style: ParagraphStyle) -> None:
    """Word's own title style draws a line under itself."""
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        border.getparent().remove(border)


def _below(parent: BaseOxmlElement, tag: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(tag)
    parent.append(made)
    return made


def _set(element: BaseOxmlElement, **values: str | int) -> None:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)
