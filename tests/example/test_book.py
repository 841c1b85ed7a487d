"""The example as a whole: the same every time, made of columns that the workbook has, and labelled."""

from __future__ import annotations

import time
from datetime import date, timedelta

from teamhub.domain.workbook import BY_KEY, SHEETS
from teamhub.domain.workbook.spec import Kind
from teamhub.example.workbook import build, start_for
from tests.example.conftest import Book


def test_the_same_rows_every_time() -> None:
    assert build() == build()


def test_it_is_made_in_less_than_three_seconds() -> None:
    began = time.process_time()
    build(date(2031, 2, 26))
    assert time.process_time() - began < 3


def test_every_sheet_and_field_is_known_to_the_workbook(book: Book) -> None:
    assert list(book) == [spec.key for spec in SHEETS]
    for key, rows in book.items():
        known = {column.field for column in BY_KEY[key].columns}
        assert {name for row in rows for name in row} <= known, key


def test_what_must_be_filled_is_filled(book: Book) -> None:
    for key, rows in book.items():
        for column in BY_KEY[key].required():
            assert all(row.get(column.field) not in (None, "") for row in rows), (key, column.field)


def test_no_two_rows_of_a_sheet_have_the_same_key(book: Book) -> None:
    for key, rows in book.items():
        spec = BY_KEY[key]
        fields = [name for key_name in spec.key_columns for name in (key_name, *spec.column(key_name).within)]
        keys = [tuple(str(row.get(f)) for f in fields) for row in rows]
        assert len(keys) == len(set(keys)), key


def test_other_dates_move_every_day_and_nothing_else(book: Book) -> None:
    later = build(date(2022, 4, 1) + timedelta(days=300))
    for key, rows in book.items():
        assert len(later[key]) == len(rows), key
    assert later["shifts"][0]["starts_at"] == "2023-01-26 03:00"
    assert later["door_visits"][0]["unit"] == book["door_visits"][0]["unit"]


def test_over_the_turn_of_the_year(book: Book) -> None:
    moved = build(date(2023, 12, 29))
    assert moved["sweeps"][2]["held_on"] == date(2024, 1, 2)
    assert "1月2日不开展" in str(moved["briefs"][3]["plan"])


def test_the_festival_is_named_only_where_it_falls(book: Book) -> None:
    assert "4月5日（清明节）不开展" in book["briefs"][3]["plan"]
    assert "清明" not in str(build(date(2022, 5, 10))["briefs"][3]["plan"])


def test_the_last_day_is_today() -> None:
    assert start_for(date(2022, 4, 6)) == date(2022, 4, 1)


def test_it_is_labelled_and_its_numbers_are_nobodys(book: Book) -> None:
    assert book["community"][0]["is_example"] is True
    phones = [row["phone"] for key in ("people", "residents") for row in book[key]]
    assert all(phone.startswith("199000") and len(phone) == 11 for phone in phones)
    assert len(phones) == len(set(phones))


def test_chinese_text_has_full_width_punctuation(book: Book) -> None:
    prose = {
        (key, column.field)
        for key, spec in BY_KEY.items()
        for column in spec.columns
        if column.kind in (Kind.TEXT, Kind.NAME, Kind.LIST) and column.longest > 200
    }
    for key, field in prose:
        for row in book[key]:
            text = str(row.get(field, ""))
            if any("\u4e00" <= c <= "\u9fff" for c in text) and not field.endswith("_en"):
                assert not set(text) & set(',;!?()"'), (key, field, text)
