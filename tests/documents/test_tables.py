"""Tables for spreadsheets: what people typed stays text."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
from openpyxl import load_workbook

from teamhub.documents.tables import Column, Value, to_csv, to_xlsx

COLUMNS = [Column("姓名", 16), Column("=1+1"), Column("日期")]
LOCAL = datetime(2022, 4, 4, 7, 52)  # noqa: DTZ001  # spreadsheets know no zones
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "\r=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_that_was_typed_becomes_a_formula(text: str) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx("人员", COLUMNS, [[text, 3, None]]))).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[1]] == ["s", "s", "s"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.strip() == text.strip()
    line = to_csv(COLUMNS, [[text, 3, None]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")


def test_a_sheet_keeps_numbers_days_and_rare_characters() -> None:
    rows: list[list[Value]] = [["𠮷野家", 5186, date(2022, 4, 4)], ["张\x00三", None, LOCAL]]
    sheet = load_workbook(io.BytesIO(to_xlsx("人员/名单:[2022]" + "长" * 40, COLUMNS, rows))).active
    assert sheet is not None
    assert sheet.title == "人员名单2022" + "长" * 23
    assert [cell.value for cell in sheet[2]] == ["𠮷野家", 5186, datetime.combine(date(2022, 4, 4), time())]
    assert [cell.value for cell in sheet[3]] == ["张三", None, LOCAL]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"


def test_csv_opens_as_chinese_in_a_spreadsheet() -> None:
    body = to_csv(COLUMNS, [["刘洋，组长", 28, date(2022, 4, 4)], ['引"号', 0.5, LOCAL]])
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").split("\r\n") == [
        "姓名,'=1+1,日期",
        "刘洋，组长,28,2022-04-04",
        '"引""号",0.5,2022-04-04 07:52',
        "",
    ]


def test_numbers_below_zero_stay_numbers_in_csv() -> None:
    assert to_csv([Column("n")], [[-5]]).decode("utf-8-sig") == "n\r\n-5\r\n"
