"""Files made to do harm are refused before anything opens them, quickly and with a reason."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator

import pytest

from teamhub.domain.workbook.faults import BookRefused
from teamhub.forms.workbook import (
    open_book,
    sentences,  # noqa: F401  # it brings the sentences
)
from teamhub.web.errors import SENTENCES
from tests.workbook.sample import book_of, only

GOOD = book_of(only("organizations"))
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FOOT = "</sheetData></worksheet>"


def rebuilt(changes: dict[str, bytes | str | None], *, packed: bool = True) -> bytes:
    """The good workbook with parts changed, added or (None) taken out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def sheet(cells: str) -> bytes:
    return rebuilt({SHEET: HEAD + cells + FOOT})


def encrypted() -> bytes:
    """An archive whose entries say that they need a password."""
    data = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def lying() -> bytes:
    """The directory promises a small sheet, the data unpacks to more."""
    real = rebuilt({SHEET: HEAD + "<row r='1'/>" * 50_000 + FOOT})
    size = len((HEAD + "<row r='1'/>" * 50_000 + FOOT).encode())
    return real.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def hostile() -> Iterator[tuple[str, bytes, str]]:
    yield "nothing", b"", "book_empty"
    yield "blanks", b" \r\n ", "book_empty"
    yield "old Excel", OLE, "book_old_format"
    yield "locked", OLE + "EncryptedPackage".encode("utf-16-le"), "book_encrypted"
    yield "locked archive", encrypted(), "book_encrypted"
    yield "web page", b"\xef\xbb\xbf<html><body><table></table></body></html>", "book_is_web_page"
    yield "web page in capitals", b"<!DOCTYPE HTML><HTML></HTML>", "book_is_web_page"
    yield "xml spreadsheet", b"<?xml version='1.0'?><Workbook/>", "book_is_web_page"
    yield "program", b"MZ\x90\x00" + b"\0" * 99, "book_not_a_workbook"
    yield "elf", b"\x7fELF" + b"\0" * 99, "book_not_a_workbook"
    yield "pdf", b"%PDF-1.7\n", "book_not_a_workbook"
    yield "picture", b"\x89PNG\r\n\x1a\n", "book_not_a_workbook"
    yield "rar", b"Rar!\x1a\x07", "book_not_a_workbook"
    yield "binary", bytes(range(256)) * 4, "book_unreadable_text"
    yield "odd bytes", b"\xff\xfe\xfd\x00\xd8", "book_unreadable_text"
    yield "cut", GOOD[: len(GOOD) // 2], "book_damaged"
    yield "only the mark", b"PK\x03\x04", "book_damaged"
    yield "scrambled", GOOD[:60] + bytes(len(GOOD) - 120) + GOOD[-60:], "book_damaged"
    yield "another archive", rebuilt({"xl/workbook.xml": None}), "book_not_a_workbook"
    yield "without relations", rebuilt({"xl/_rels/workbook.xml.rels": None}), "book_damaged"
    yield "broken xml", rebuilt({"xl/workbook.xml": "<workbook><sheets>"}), "book_damaged"
    yield "nested", rebuilt({f"inner{n}.zip": GOOD for n in range(250)}), "book_too_many_parts"
    yield "macros", rebuilt({"xl/vbaProject.bin": b"x"}), "book_has_macros"
    yield "bomb", rebuilt({"xl/media/a.bin": b"\0" * 40_000_000}), "book_packed_too_tight"
    yield (
        "bomb of many",
        rebuilt({f"xl/media/{n}.bin": b"ab" * 300_000 for n in range(190)}),
        "book_too_large",
    )
    yield "lying directory", lying(), "book_damaged"
    yield "laughs", rebuilt({SHEET: '<!DOCTYPE l [<!ENTITY a "ha">]>' + HEAD + FOOT}), "book_unsafe_xml"
    yield "laughs in strings", rebuilt({"xl/sharedStrings.xml": '<!ENTITY a "ha"><sst/>'}), "book_unsafe_xml"
    yield (
        "outer entity",
        rebuilt({"xl/styles.xml": "<!DOCTYPE s SYSTEM 'file:///etc/passwd'><s/>"}),
        "book_unsafe_xml",
    )
    yield (
        "hidden doctype",
        rebuilt({"xl/workbook.xml": "<!DOCTYPE w [<!ENTITY b 'c'>]><workbook/>"}),
        "book_damaged",
    )
    yield "other encoding", rebuilt({SHEET: (HEAD + FOOT).encode("utf-16")}), "book_unsafe_xml"
    yield "far cell", sheet("<row r='1'><c r='XFD1048576'><v>1</v></c></row>"), "book_too_many_rows"
    yield "far column", sheet("<row r='1'><c r='XFD1'><v>1</v></c></row>"), "book_too_many_columns"
    yield "far row", sheet("<row r='1048576'><c r='A1048576'><v>1</v></c></row>"), "book_too_many_rows"
    yield (
        "far cell in a near row",
        sheet("<row r='1'><c r = 'A900000'><v>1</v></c></row>"),
        "book_too_many_rows",
    )
    yield "wide and deep", sheet("<row r='1'><c r='GR290000'><v>1</v></c></row>"), "book_too_many_rows"
    yield "disguised cell", sheet("<row r='1'><c r='&#88;FD1048576'><v>1</v></c></row>"), "book_unsafe_xml"
    yield "prefixed", sheet('<x:row r="1048000"><x:c r="B1048000"/></x:row>'), "book_too_many_rows"
    yield "long text", b"\n" * 400_000 + b"a,b\n", "book_too_many_rows"
    yield "wide text", b"a," * 500 + b"\n", "book_too_many_columns"
    yield "unknown table", "菜名,价格\r\n面条,8\r\n".encode(), ""


@pytest.mark.parametrize(("data", "code"), [pytest.param(d, c, id=n) for n, d, c in hostile() if c])
def test_refused_with_a_reason_and_at_once(data: bytes, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(BookRefused) as refused:
        open_book(data, "花名册.xlsx")
    assert refused.value.code == code
    assert time.monotonic() - began < 4
    assert code in SENTENCES


def test_a_dimension_that_lies_is_not_believed() -> None:
    data = rebuilt(
        {
            SHEET: HEAD.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
            + "<row r='1'><c r='A1' t='str'><v>x</v></c></row>"
            + FOOT
        }
    )
    (only_sheet,) = open_book(data, "x.xlsx")
    assert only_sheet.rows == [["x"]]
