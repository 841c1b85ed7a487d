"""What a file is, before anything opens it: magic bytes, the directory of the archive, the extent of each sheet."""

from __future__ import annotations

import re
import struct
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element  # the type only: parsing is defusedxml's

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from teamhub.domain.workbook.faults import BookRefused

MOST_ENTRIES = 200
MOST_BYTES = 100 * 1024 * 1024
MOST_RATIO = 100
SMALL_ENTRY = 1024 * 1024
"""Below this size an entry may be packed tighter than MOST_RATIO: a short sheet of equal rows is."""

MOST_ROWS = 300_000
MOST_COLUMNS = 200
MOST_CELLS = 12_000_000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']\s*(\d+)")
_CELL = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{1,4})(\d{1,8})")
_FAR = re.compile(
    rb"r\s*=\s*[\"'](?:(?P<odd>[^\"'<>]*&)|\s*(?:[A-Za-z]{2,}\d|[A-Za-z][3-9]\d{5}|[A-Za-z]\d{7}))"
)
"""A cell outside the first 26 columns or beyond row 300,000, or one whose place is not written plainly."""

_FORMULA_OR_ERROR = (b"<f>", b"<f ", b":f>", b":f ", b'"e"', b"'e'")
_SPOILED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*?(?:"
    rb"(?P<error>\bt\s*=\s*[\"']e[\"'])[^>]*>|>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?P<empty></(?:\w+:)?c>|<(?:\w+:)?v\s*(?:/>|>\s*</(?:\w+:)?v>)))"
)


@dataclass
class Parts:
    """Sheet name -> cells that hold no usable value: (row, column) from 0 -> code of the reason."""

    spoiled: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)


def kind_of(data: bytes) -> str:
    """xlsx or text. Raises BookRefused for everything else, with the reason."""
    if not data.strip():
        raise BookRefused("book_empty")
    if data.startswith(ZIP):
        return "xlsx"
    if data.startswith(OLE):
        secret = "EncryptedPackage".encode("utf-16-le")
        raise BookRefused("book_encrypted" if secret in data else "book_old_format")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(
        (b"<!doctype html", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<style", b"<div")
    ):
        raise BookRefused("book_is_web_page")
    if head.startswith(
        (
            b"mz",
            b"\x7felf",
            b"%pdf",
            b"\x89png",
            b"gif8",
            b"\xff\xd8\xff",
            b"rar!",
            b"7z\xbc\xaf",
            b"\x1f\x8b",
        )
    ):
        raise BookRefused("book_not_a_workbook")
    return "text"


def inspect_archive(data: bytes) -> Parts:
    """Looks into every part before the workbook is opened. Raises BookRefused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_directory(archive)
            return _inspect_parts(archive)
    except (
        zipfile.BadZipFile,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise BookRefused("book_damaged") from error
    except (ParseError, DefusedXmlException) as error:
        raise BookRefused("book_damaged") from error


def _check_directory(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if len(entries) > MOST_ENTRIES:
        raise BookRefused("book_too_many_parts", most=MOST_ENTRIES)
    if len(names) != len(entries):
        raise BookRefused("book_damaged")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BookRefused("book_encrypted")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise BookRefused("book_has_macros")
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise BookRefused("book_not_a_workbook")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise BookRefused("book_too_large", most=MOST_BYTES // 1024 // 1024)
    for entry in entries:
        if entry.file_size > SMALL_ENTRY and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
            raise BookRefused("book_packed_too_tight")


def _inspect_parts(archive: zipfile.ZipFile) -> Parts:
    names = _sheet_names(archive)
    parts = Parts()
    for entry in archive.infolist():
        low = entry.filename.lower()
        if not low.endswith((".xml", ".rels")):
            continue
        content = _read(archive, entry)
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")) or _DECLARES.search(content):
            raise BookRefused("book_unsafe_xml")
        if low.startswith("xl/worksheets/") and low.endswith(".xml"):
            spoiled = _inspect_sheet(content)
            parts.spoiled[names.get(low, low)] = spoiled
    return parts


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """At most what the directory promised: a lying directory must not unpack a bomb."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise BookRefused("book_damaged")
    return content


def _inspect_sheet(content: bytes) -> dict[tuple[int, int], str]:
    """The extent of a sheet as its cells say, not as its dimension tag claims: one far cell would fill the memory."""
    last_row = max((int(n) for n in _ROW.findall(content)), default=0)
    last_column = 26
    far = _FAR.search(content) if last_row <= MOST_ROWS else None
    if far is not None:
        for match in _CELL.finditer(content):
            last_row = max(last_row, int(match.group(2)))
            last_column = max(last_column, _column_number(match.group(1)))
        if any(match.group("odd") for match in _FAR.finditer(content)):
            raise BookRefused("book_unsafe_xml")
    if last_row > MOST_ROWS:
        raise BookRefused("book_too_many_rows", most=MOST_ROWS)
    if last_column > MOST_COLUMNS:
        raise BookRefused("book_too_many_columns", most=MOST_COLUMNS)
    if last_row * last_column > MOST_CELLS:
        raise BookRefused("book_too_many_rows", most=MOST_CELLS // last_column)
    return _spoiled_cells(content)


def _spoiled_cells(content: bytes) -> dict[tuple[int, int], str]:
    if not any(mark in content for mark in _FORMULA_OR_ERROR):
        return {}
    spoiled = {}
    for match in _SPOILED.finditer(content):
        place = (int(match.group(2)) - 1, _column_number(match.group(1)) - 1)
        spoiled[place] = "cell_error" if match.group("error") else "formula_without_value"
    return spoiled


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Path of a sheet's part, lower case -> its name."""
    entries = {entry.filename.lower(): entry for entry in archive.infolist()}
    book = _tree(archive, entries["xl/workbook.xml"])
    relations = entries.get("xl/_rels/workbook.xml.rels")
    if relations is None:
        raise BookRefused("book_damaged")
    targets = {r.get("Id"): (r.get("Target") or "") for r in _tree(archive, relations)}
    names = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        target = targets.get(sheet.get(RELATIONS), "").lstrip("/").lower()
        path = target if target.startswith("xl/") else f"xl/{target}"
        names[path] = sheet.get("name") or ""
    return names


def _tree(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Element:
    if entry.file_size > SMALL_ENTRY:
        raise BookRefused("book_damaged")
    tree: Element = fromstring(_read(archive, entry), forbid_dtd=True)
    return tree
