"""The descriptions of sheets and columns agree with themselves, with the tables and with the template."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from teamhub.documents.workbook import write_template
from teamhub.domain.vocabularies import BY_NAME, VOCABULARIES
from teamhub.domain.workbook import BY_KEY, SHEETS, Kind, SheetSpec
from teamhub.domain.workbook.wall import instant_of
from teamhub.forms.workbook import open_book, parse_book
from teamhub.forms.workbook.headings import folded
from teamhub.queries.workbook.tables import ALONGSIDE, BINDINGS
from tests.workbook.test_messy_files import GROUND

EACH = pytest.mark.parametrize("spec", SHEETS, ids=lambda spec: spec.key)
ELSEWHERE = {
    "cover",
    "building",
    "nth",
    "roles",
    "aliases",
    "compounds",
    "helpers",
    "corrects",
    "substitutes",
}
"""Columns that are more than a value of one table."""


@EACH
def test_headings_are_told_apart_in_either_language(spec: SheetSpec) -> None:
    for titles in (
        [c.zh for c in spec.columns],
        [c.en for c in spec.columns],
        [c.field for c in spec.columns],
    ):
        assert len({folded(title) for title in titles}) == len(titles)


@EACH
def test_keys_references_and_vocabularies_exist(spec: SheetSpec) -> None:
    fields = {column.field for column in spec.columns}
    assert {*spec.key_columns, *spec.otherwise, *spec.parent_fields} <= fields
    for column in spec.columns:
        assert column.meaning_zh
        assert column.meaning_en
        assert {*column.within, *([column.day_from] if column.day_from else [])} <= fields
        assert not column.ref or column.ref in BY_KEY
        assert not column.vocabulary or column.vocabulary in BY_NAME
        assert (column.kind is Kind.CODE) <= bool(column.vocabulary)
        assert (column.kind is Kind.CHOICE) <= bool(column.choices)


@EACH
def test_what_a_row_points_at_stands_on_an_earlier_sheet(spec: SheetSpec) -> None:
    order = [sheet.key for sheet in SHEETS]
    for column in spec.columns:
        if column.ref and column.ref != spec.key:
            assert order.index(column.ref) < order.index(spec.key), column.field


@EACH
def test_stored_columns_are_columns_of_the_tables(spec: SheetSpec) -> None:
    binding = BINDINGS[spec.key]
    beside = {column.name for table in ALONGSIDE.values() for column in table.columns}
    for column in spec.columns:
        known = binding.holds(column.column) or column.column in beside or column.field in ELSEWHERE
        helps = (
            column.kind is Kind.REF
            or spec.key in ("community", "briefs")
            or column.field in ("duty_date", "shift_kind")
        )
        assert known or helps, column.field


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_template_explains_itself_and_means_nothing(language: str) -> None:
    stream = io.BytesIO()
    words = {v.name: [t.zh for t in v.terms] for v in VOCABULARIES}
    write_template(stream, SHEETS, words, language)
    book = load_workbook(io.BytesIO(stream.getvalue()))
    assert book.sheetnames[2:] == [spec.title(language) for spec in SHEETS]
    people = book[BY_KEY["people"].title(language)]
    assert people.freeze_panes == "A4"
    assert people["B1"].font.color.rgb.endswith("B3261E")
    parsed, faults = parse_book(open_book(stream.getvalue(), "x.xlsx"), lambda said: GROUND)
    assert parsed.row_count == 0
    assert faults.kept == []


def test_the_examples_of_the_template_can_be_read() -> None:
    """What the third row shows is what the importer takes."""
    from teamhub.forms.workbook.cells import reader_of
    from teamhub.forms.workbook.reading import words_of

    for spec in SHEETS:
        for column in spec.columns:
            if column.example:
                read = reader_of(
                    column, words_of(column, GROUND), lambda local: instant_of(local, GROUND.zone)
                )
                assert read(column.example) not in (None, "", ()), f"{spec.key}.{column.field}"
