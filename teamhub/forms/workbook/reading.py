"""From raw sheets to typed rows and a list of everything that could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook import SHEETS, ColumnSpec, SheetSpec
from teamhub.domain.workbook.faults import BookRefused, Fault, FaultList, Unreadable, Weight, shortened
from teamhub.domain.workbook.parsed import Ground, ParsedBook, ParsedRow, ParsedSheet
from teamhub.domain.workbook.spec import PROSE
from teamhub.domain.workbook.wall import instant_of
from teamhub.domain.workbook.words import word_key
from teamhub.forms.workbook.book import RawSheet
from teamhub.forms.workbook.cells import Read, plain, reader_of
from teamhub.forms.workbook.headings import Headings, find_headings, sheet_by_headings, sheet_named

MARKS = ("【说明】", "【示例】", "[Note]", "[Example]")
"""Rows of the template that are not meant."""
GUIDES = frozenset({"说明", "填表说明", "Guide", "选项", "Choices"})
"""Sheets that explain, not registers."""

TOTALS = frozenset({"合计", "总计", "小计", "共计", "total", "sum"})
REMEMBERED = 20_000
"""Different cells of one column whose reading is kept: most columns repeat themselves."""


GroundFor = Callable[[dict[str, Any]], Ground]
"""What the sheet 社区 says (nothing where there is none) -> the ground."""


def parse_book(
    raw: list[RawSheet], ground_for: GroundFor, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[ParsedBook, FaultList]:
    """Every sheet that is known, and every fault in them. Raises BookRefused when no sheet is so much as
    named like one."""
    faults = FaultList()
    known = _identify(raw, faults)
    if not known and not faults.refused:
        raise BookRefused("book_without_sheets")
    book = ParsedBook()
    plain_ground = Ground(ZoneInfo("Asia/Shanghai"), {})
    for key in ("community", "terms"):
        if key in known:
            book.sheets[key] = _parse_sheet(*known.pop(key), plain_ground, faults)
    ground = _with_terms(ground_for(book.single("community") or {}), book.sheets.get("terms"))
    for done, spec in enumerate(SHEETS):
        if spec.key in known:
            progress(done, len(SHEETS))
            book.sheets[spec.key] = _parse_sheet(*known[spec.key], ground, faults)
    return book, faults


def _identify(raw: list[RawSheet], faults: FaultList) -> dict[str, tuple[SheetSpec, RawSheet, Headings]]:
    """Key of the sheet -> what it is. A sheet whose name says nothing is known by its headings where it stands
    alone."""
    known: dict[str, tuple[SheetSpec, RawSheet, Headings]] = {}
    for sheet in raw:
        if sheet.name.strip() in GUIDES:
            continue
        spec = sheet_named(sheet.name)
        if spec is None and len(raw) == 1:
            spec = sheet_by_headings(sheet.rows)
        if spec is None:
            faults.add(Fault(sheet.name, 0, "", "sheet_unknown", weight=Weight.NOTE))
            continue
        headings = find_headings(spec, sheet.rows)
        if headings is None:
            faults.add(Fault(sheet.name, 0, "", "headings_missing", values={"expected": _expected(spec)}))
        elif spec.key in known:
            faults.add(Fault(sheet.name, 0, "", "sheet_twice", values={"other": known[spec.key][1].name}))
        else:
            known[spec.key] = (spec, sheet, headings)
    return known


def _expected(spec: SheetSpec) -> str:
    return "、".join(column.zh for column in spec.required())


def _with_terms(ground: Ground, sheet: ParsedSheet | None) -> Ground:
    """The terms of the sheet 词表 count at once, so that new words can be used on later sheets."""
    if sheet is None:
        return ground
    terms = {name: dict(words) for name, words in ground.terms.items()}
    for row in sheet.rows:
        vocabulary, code = row.cells.get("vocabulary"), row.cells.get("code")
        vocabulary = next((v.name for v in VOCABULARIES if vocabulary in (v.name, v.zh, v.en)), vocabulary)
        if vocabulary in terms and code:
            old = terms[vocabulary].get(code, ("", ""))
            terms[vocabulary][code] = (row.cells.get("label_zh", old[0]), row.cells.get("label_en", old[1]))
    return replace(ground, terms=terms)


def _parse_sheet(
    spec: SheetSpec, raw: RawSheet, headings: Headings, ground: Ground, faults: FaultList
) -> ParsedSheet:
    sheet = ParsedSheet(spec, raw.name, headings.names)
    _note_headings(sheet, headings, faults)
    readers = [
        _CellReader(spec.column(name), place, ground, sheet, faults)
        for name, place in headings.places.items()
    ]
    for number, cells in enumerate(raw.rows[headings.row + 1 :], start=headings.row + 2):
        if _passed_over(cells):
            continue
        values: dict[str, object] = {}
        broken: list[str] = []
        for reader in readers:
            if raw.spoiled and (code := raw.spoiled.get((number - 1, reader.place))):
                reader.complain(number, code, "")
                broken.append(reader.column.field)
            elif (
                reader.place < len(cells)
                and (cell := cells[reader.place]) != ""
                and not reader.take(number, cell, values)
            ):
                broken.append(reader.column.field)
        if values or broken:
            sheet.rows.append(ParsedRow(number, values, frozenset(broken)))
    return sheet


def _passed_over(cells: list[object]) -> bool:
    """An empty row, a row of the template, a row of totals."""
    first = next((cell for cell in cells if cell != ""), None)
    if first is None:
        return True
    if not isinstance(first, str):
        return False
    text = plain(first)
    if text.startswith(MARKS) or text.replace(" ", "").casefold() in TOTALS:
        return True
    return not text and all(isinstance(cell, str) and not plain(cell) for cell in cells)


def _note_headings(sheet: ParsedSheet, headings: Headings, faults: FaultList) -> None:
    for heading in headings.doubled:
        faults.add(Fault(sheet.name, headings.row + 1, heading, "heading_twice"))
    if headings.others:
        said = "、".join(headings.others[:8])
        faults.add(
            Fault(
                sheet.name,
                headings.row + 1,
                "",
                "columns_ignored",
                values={"columns": said},
                weight=Weight.NOTE,
            )
        )


class _CellReader:
    """Reads the cells of one column and remembers how equal cells were read."""

    def __init__(
        self, column: ColumnSpec, place: int, ground: Ground, sheet: ParsedSheet, faults: FaultList
    ) -> None:
        self.column, self.place = column, place
        self.sheet, self.faults = sheet, faults
        self.read: Read = reader_of(
            column, words_of(column, ground), lambda local: instant_of(local, ground.zone)
        )
        self.known: dict[object, object] = {}
        self.ground = ground

    def take(self, number: int, cell: object, values: dict[str, object]) -> bool:
        """Puts the value into `values`; False when it cannot be read."""
        memory = (type(cell), cell)
        if memory in self.known:
            values[self.column.field] = self.known[memory]
            return True
        if isinstance(cell, str) and not plain(cell).strip():
            return True
        try:
            value = self.read(cell)
        except Unreadable as error:
            self.complain(number, error.code, shortened(cell), error.values)
            return False
        if value == "" or (value == () and self.column.longest != PROSE):
            return True
        if len(self.known) < REMEMBERED:
            self.known[memory] = value
        values[self.column.field] = value
        return True

    def complain(
        self, number: int, code: str, shown: str, values: Mapping[str, object] | None = None
    ) -> None:
        told = dict(values or {})
        if code == "not_in_list":
            told["choices"] = self._choices()
        heading = self.sheet.headings[self.column.field]
        self.faults.add(Fault(self.sheet.name, number, heading, code, shown, told, field=self.column.field))

    def _choices(self) -> str:
        """The words that would have been understood, the first dozen of them."""
        if self.column.vocabulary:
            words = [zh for zh, _ in self.ground.terms.get(self.column.vocabulary, {}).values()]
        else:
            words = [choice.zh for choice in self.column.choices]
        return "；".join(words[:12]) + ("……" if len(words) > 12 else "")


def words_of(column: ColumnSpec, ground: Ground) -> dict[str, str] | None:
    """Folded word -> code; None for a column that takes any word."""
    if column.choices:
        return {
            word_key(word): choice.code
            for choice in reversed(column.choices)
            for word in (choice.en, choice.zh, choice.code)
        }
    if not column.vocabulary:
        return None
    words: dict[str, str] = {}
    for code, (zh, en) in reversed(list(ground.terms.get(column.vocabulary, {}).items())):
        words |= {word_key(word): code for word in (en, zh) if word}
    for code in ground.terms.get(column.vocabulary, {}):
        words[word_key(code)] = code
    return words
