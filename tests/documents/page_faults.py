"""What a proud typesetter would not let out of the house, found on printed pages of a brief: each finding is a line
of words; a page without faults gives none."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from teamhub.domain.briefs.brief import Brief, text_of
from tests.documents.printed import MM, Printed, font, lines

LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM
CLOSING, OPENING = "，。、；：？！）》”’,.;:?!)%", "（《“‘("
FEWEST = 12
"""Lines of a page that is not the last: fewer would look like a mistake."""
LEAST_FILLED = 0.6
"""Part of the text block that such a page fills at least."""


def faults(paper: Printed, brief: Brief) -> list[str]:
    """`brief`: what was to be printed."""
    found = [*boxes(paper)]
    known = set(re.findall("[A-Za-z]+", text_of(brief)))
    last = len(paper.pages) - 1
    for place, page in enumerate(paper.pages):
        rows = text_rows(page)
        told = [
            *outside(rows),
            *heading_at_the_foot(rows),
            *marks(page, rows),
            *cells(page, known),
            *tables(page),
        ]
        if place < last:
            told += thin(rows)
        found += [f"page {place + 1}: {fault}" for fault in told]
    found += end_block(paper, brief.ending.reviewed_label)
    return found


def text_rows(page: Any) -> list[list[dict[str, Any]]]:
    """Lines within the text block, without the watermark."""
    return [
        row for row in ([c for c in r if c["size"] < 60] for r in lines(page))
        if row and TOP - 2 < row[0]["top"] < BOTTOM
    ]  # fmt: skip


def words(row: list[dict[str, Any]]) -> str:
    return "".join(c["text"] for c in row)


def outside(rows: list[list[dict[str, Any]]]) -> Iterator[str]:
    for row in rows:
        # the empty half of an opening mark may stand outside at the left, that of a closing one at the right
        left = LEFT - (row[0]["size"] / 2 if row[0]["text"] in OPENING else 0) - 0.6
        right = RIGHT + (row[-1]["size"] / 2 if row[-1]["text"] in CLOSING else 0) + 0.6
        if row[0]["x0"] < left or row[-1]["x1"] > right or row[-1]["bottom"] > BOTTOM + 3:
            yield f"outside the text block: {words(row)}"


def heading_at_the_foot(rows: list[list[dict[str, Any]]]) -> Iterator[str]:
    if rows and is_heading(rows[-1]):
        yield f"a heading is the last line: {words(rows[-1])}"


def is_heading(row: list[dict[str, Any]]) -> bool:
    return font(row[0]).startswith("Noto-Sans") and row[0]["size"] > 12.5


def marks(page: Any, rows: list[list[dict[str, Any]]]) -> Iterator[str]:
    """Outside tables, where a cell is a column of its own."""
    spans = [(t.bbox[1], t.bbox[3]) for t in page.find_tables()]
    for row in rows:
        if any(top <= row[0]["top"] <= bottom for top, bottom in spans):
            continue
        if row[0]["text"] in CLOSING:
            yield f"begins with a closing mark: {words(row)}"
        if row[-1]["text"] in OPENING:
            yield f"ends with an opening mark: {words(row)}"


def cells(page: Any, known: set[str]) -> Iterator[str]:
    """Text that crosses the rule of its cell, and English words torn in it. Of a mark the empty half may hang over."""
    own = page.filter(lambda thing: thing.get("size", 0) < 60)  # without the watermark
    for table in page.find_tables():
        for box in table.cells:
            inside = within(page, *box)
            for char in inside:
                hang = char["size"] / 2 if char["text"] in "，。、；（）" else 0
                if char["x0"] < box[0] - hang or char["x1"] > box[2] + hang + 0.1:
                    yield f"crosses the rule of its cell: {words(inside)}"
                    break
            for word in own.crop(box, strict=False).extract_words(x_tolerance=1):
                if word["text"].isalpha() and word["text"].isascii() and word["text"] not in known:
                    yield f"torn in its cell: {words(inside)}"


def within(page: Any, x0: float, top: float, x1: float, bottom: float) -> list[dict[str, Any]]:
    return [
        c for c in page.chars
        if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom
        and c["text"].strip() and c["size"] < 60
    ]  # fmt: skip


def tables(page: Any) -> Iterator[str]:
    """On each page a table begins with its head and brings at least two rows."""
    for table in page.find_tables():
        if len(table.rows) < 3:
            yield f"a lonely row: {table.extract()}"
        head = within(page, *table.rows[0].bbox)
        if not all(font(c) == "Noto-Sans-CJK-SC-Bold" for c in head):
            yield f"a table without its head: {words(head)}"


def thin(rows: list[list[dict[str, Any]]]) -> Iterator[str]:
    filled = (rows[-1][0]["bottom"] - TOP) / (BOTTOM - TOP) if rows else 0
    if len(rows) < FEWEST or filled < LEAST_FILLED:
        yield f"only {len(rows)} lines, {filled:.0%} of the page"


def end_block(paper: Printed, label: str) -> Iterator[str]:
    """At the foot of the last page, with at least two lines of text above it, and nowhere else."""
    label = "".join(label.split())
    pages = [n for n, page in enumerate(paper.pages) if any(label in words(r) for r in text_rows(page))]
    if pages != [len(paper.pages) - 1]:
        yield f"the end block is on pages {pages}"
        return
    rows = text_rows(paper.pages[-1])
    at = next(n for n, row in enumerate(rows) if label in words(row))
    if at < 2:
        yield "the end block stands alone"
    if BOTTOM - rows[-1][0]["bottom"] > 5 * MM:
        yield "the end block is not at the foot"


def boxes(paper: Printed) -> Iterator[str]:
    """The press gives a font that was asked for a character it lacks an encoding of its own: what is outside it comes
    out as a box."""
    with pikepdf.open(io.BytesIO(paper.pdf)) as document:
        for place, page in enumerate(document.pages, 1):
            for face in page.Resources.Font.values():
                if face.Encoding != pikepdf.Name("/Identity-H"):
                    yield f"page {place}: a box instead of a character of {face.BaseFont}"
