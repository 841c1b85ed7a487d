"""The brief's words and tables set by Typst and by ReportLab: the same text, the same sizes and margins, their own way
of breaking lines. `python -m benchmarks.rivals NAME FILE` sets a pickled brief once, so that its memory can be read."""

from __future__ import annotations

import io
import itertools
import json
import pickle
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from teamhub.documents.fonts import FANG, WENKAI_LIGHT, locate
from teamhub.domain.briefs.brief import Brief, Item, Table
from teamhub.domain.briefs.runs import plain

Piece = tuple[str, Any]
"""(masthead, title, heading, body or small, text), or (table, Table)."""


def pieces(brief: Brief) -> Iterator[Piece]:
    """What stands in the brief, top down."""
    yield "masthead", brief.masthead
    yield "small", f"{brief.number_line}　{brief.compiled_by}　{brief.date_line}"
    yield "title", brief.title
    yield "small", brief.as_of_line
    yield "body", brief.addressee
    for paragraph in brief.lead:
        yield "body", plain(paragraph.runs)
    for section in brief.sections:
        yield "heading", section.marker + section.title
        for block in section.blocks:
            if isinstance(block, Table):
                yield "table", block
            else:
                yield "body", (block.marker if isinstance(block, Item) else "") + plain(block.runs)
    ending = brief.ending
    yield "small", f"{ending.reviewed_label}{ending.reviewed_by}　{ending.approved_label}{ending.approved_by}"
    for one in ending.distribution:
        yield "small", one.label + one.receivers
    yield "small", ending.copies


# ------------------------------------------------------------------------------------------------ Typst

PREAMBLE = """
#set page(paper: "a4", margin: (top: 37mm, right: 26mm, bottom: 35mm, left: 28mm), numbering: "1")
#set text(font: ("FandolFang R", "LXGW WenKai", "Noto Serif CJK SC"), size: 16.SERIALpt, lang: "zh")
#set par(justify: true, leading: 13pt, first-line-indent: (amount: 2em, all: true))
#set table(stroke: 0.5pt)
#show heading: set text(font: "Noto Sans CJK SC", size: 16pt)
"""
SERIAL = itertools.count(1)
STYLES = {
    "masthead": '#align(center, text(font: "Noto Serif CJK SC", weight: "bold", size: 54pt, fill: rgb("c8102e"), {}))\n',
    "title": '#align(center, text(font: "Noto Serif CJK SC", weight: "bold", size: 22pt, {}))\n',
    "heading": "#heading({})\n",
    "body": "#par(text({}))\n",
    "small": "#par(text(size: 14pt, {}))\n",
}


@cache
def typesetter() -> Any:
    """A compiler that has its fonts loaded, as the press has."""
    import typst

    folder = str(locate(FANG).parent)
    return typst.Compiler(font_paths=[folder])


def typst_source(brief: Brief) -> str:
    """Each time a hair's breadth larger: Typst remembers what it has set, and would only copy the second time."""
    preamble = PREAMBLE.replace("SERIAL", f"{next(SERIAL):09}")
    parts = [f"#set document(title: {json.dumps(brief.title, ensure_ascii=False)})", preamble]
    for style, what in pieces(brief):
        if style == "table":
            parts.append(typst_table(what))
        else:
            parts.append(STYLES[style].format(json.dumps(what, ensure_ascii=False)))
    return "\n".join(parts)


def typst_table(table: Table) -> str:
    def cell(text: str) -> str:
        return f"text(size: 10.5pt, {json.dumps(text, ensure_ascii=False)})"

    shares = ", ".join(f"{column.share}fr" for column in table.columns)
    head = ", ".join(cell(column.title) for column in table.columns)
    rows = "".join(f"{cell(plain(one))}, " for row in table.rows for one in row.cells)
    return f"#table(columns: ({shares}), table.header({head}), {rows})\n"


def by_typst(brief: Brief) -> bytes:
    printed: bytes = typesetter().compile(typst_source(brief).encode(), format="pdf", pdf_standards=["a-2a"])
    return printed


# ------------------------------------------------------------------------------------------------ ReportLab

SIZES = {"masthead": (54, 62), "title": (22, 33), "heading": (16, 29), "body": (16, 29), "small": (14, 22)}


@cache
def reportlab_font() -> str:
    """It embeds TrueType outlines only, and of the brief's fonts LXGW WenKai alone has those: everything is set in it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("WenKai", str(locate(WENKAI_LIGHT))))
    return "WenKai"


def by_reportlab(brief: Brief) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    font = reportlab_font()
    styles = {
        name: ParagraphStyle(
            name,
            fontName=font,
            fontSize=size,
            leading=leading,
            wordWrap="CJK",
            alignment=1 if name in ("masthead", "title") else 4,
            textColor="#c8102e" if name == "masthead" else "#000000",
            firstLineIndent=32 if name == "body" else 0,
        )
        for name, (size, leading) in SIZES.items()
    }
    story = [
        reportlab_table(what, font) if style == "table" else Paragraph(escaped(what), styles[style])
        for style, what in pieces(brief)
    ]
    out = io.BytesIO()
    margins = {"topMargin": 37 * mm, "bottomMargin": 35 * mm, "leftMargin": 28 * mm, "rightMargin": 26 * mm}
    SimpleDocTemplate(out, pagesize=A4, title=brief.title, lang="zh-CN", **margins).build(story)
    return out.getvalue()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def reportlab_table(table: Table, font: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph
    from reportlab.platypus import Table as Grid

    style = ParagraphStyle("cell", fontName=font, fontSize=10.5, leading=15, wordWrap="CJK")
    rows = [[column.title for column in table.columns]]
    rows += [[plain(cell) for cell in row.cells] for row in table.rows]
    whole = sum(column.share for column in table.columns)
    widths = [156 * mm * column.share / whole for column in table.columns]
    cells = [[Paragraph(escaped(cell), style) for cell in row] for row in rows]
    return Grid(cells, colWidths=widths, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.5, "#000000")])


RIVALS = {"typst": by_typst, "reportlab": by_reportlab}

if __name__ == "__main__":
    name, file = sys.argv[1:]
    sys.stdout.buffer.write(RIVALS[name](pickle.loads(Path(file).read_bytes())))  # noqa: S301 - our own file
