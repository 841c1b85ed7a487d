"""Text that looks like a formula is text, going out, coming in and going out again."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from openpyxl import load_workbook

from teamhub.domain.workbook import SHEETS
from teamhub.forms.workbook import open_book, parse_book
from teamhub.queries.workbook.ground import ground_for
from tests.workbook.moving import move_in, move_out
from tests.workbook.sample import book_of, only

SIGNS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", "==", "=-", "\t=")
BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://example.invalid","x")',
    "SUM(A1:A9)",
    "#N/A",
)
ODD = (
    "#N/A",
    "#REF!",
    "_x0041_",
    "_x000D_",
    "=",
    "'=1",
    '"=1"',
    "TRUE",
    "1.38E+10",
    "007",
    "<f>1</f>",
    "a\nb",
    "&amp;",
    "]]>",
)
PAYLOADS = [*(sign + body for sign in SIGNS for body in BODIES), *ODD]


def inside(data: bytes) -> bytes:
    """All parts of a workbook, one after the other."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)


@pytest.mark.proves("T69")
def test_payloads_come_back_as_they_went_in(app: Flask) -> None:
    sheets = only("community", "campaign")
    sheets["activity_log"] = [
        {"at": f"2022-04-01 {n // 60:02d}:{n % 60:02d}", "text": text} for n, text in enumerate(PAYLOADS)
    ]
    data = book_of(sheets)
    assert b"<f" not in inside(data)
    move_in(data)
    out = move_out("xinyuan")
    assert [row["text"] for row in out["activity_log"]] == PAYLOADS
    again = book_of(out)
    assert b"<f" not in inside(again)
    cells = load_workbook(io.BytesIO(again))["值班日志"]["D"][1:]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    parsed, _ = parse_book(open_book(again, "x.xlsx"), ground_for())
    assert [row.cells["text"] for row in parsed.sheets["activity_log"].rows] == PAYLOADS


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "a\x00b\x07c"])
def test_what_no_cell_can_hold_is_made_plain(app: Flask, text: str) -> None:
    sheets = only("community", "campaign") | {"activity_log": [{"at": "2022-04-01 09:00", "text": text}]}
    move_in(sheets)
    stored = move_out("xinyuan")["activity_log"][0]["text"]
    assert "\r" not in str(stored)
    assert "\x00" not in str(stored)


def test_every_sheet_begins_with_its_headings_in_both_languages() -> None:
    for language in ("zh_Hans_CN", "en"):
        book = load_workbook(io.BytesIO(book_of({spec.key: [] for spec in SHEETS}, language)), read_only=True)
        assert book.sheetnames == [spec.title(language) for spec in SHEETS]
        for spec, sheet in zip(SHEETS, book.worksheets, strict=True):
            (head,) = sheet.iter_rows(max_row=1, values_only=True)
            assert [str(cell).rstrip("*") for cell in head] == [c.title(language) for c in spec.columns]
