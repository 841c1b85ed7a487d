"""What offices really send is read; what cannot be meant is told by place."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.domain.workbook.faults import FaultList, Weight
from teamhub.domain.workbook.parsed import Ground, ParsedBook
from teamhub.forms.workbook import open_book, parse_book

SHANGHAI = ZoneInfo("Asia/Shanghai")
GROUND = Ground(SHANGHAI, {v.name: {t.code: (t.zh, t.en) for t in v.terms} for v in VOCABULARIES})
HEAD = ["姓名", "手机号", "人员类别", "下沉开始"]
ROW = ["李文涛", "13800000002", "下沉干部", "2022-04-01"]


def wall(*parts: int) -> datetime:
    """What a clock on the wall shows."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001  # of no zone, as in a cell


def book(*rows: list[Any], title: str = "人员", change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def read(data: bytes, name: str = "工作簿.xlsx") -> tuple[ParsedBook, FaultList]:
    return parse_book(open_book(data, name), lambda said: GROUND)


def cells(data: bytes, key: str = "people", name: str = "工作簿.xlsx") -> dict[str, Any]:
    """The cells of the only row, without a fault anywhere."""
    parsed, faults = read(data, name)
    assert faults.of(Weight.FAULT) == []
    (row,) = parsed.sheets[key].rows
    return row.cells


def codes(data: bytes) -> list[tuple[str, int, str, str]]:
    return [(f.sheet, f.row, f.column, f.code) for f in read(data)[1].of(Weight.FAULT)]


WHOLE = {"name": "李文涛", "phone": "13800000002", "member_type": "cadre", "deployed_from": date(2022, 4, 1)}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(book(HEAD, ROW), id="plain"),
        pytest.param(
            book(["八里岔社区下沉干部花名册"], [], ["填表日期", "2022-04-01"], HEAD, ROW), id="title rows"
        ),
        pytest.param(
            book(["花名册", None, None, None], HEAD, ROW, change=lambda s: s.merge_cells("A1:D1")),
            id="merged title",
        ),
        pytest.param(book(HEAD, [], ROW, [None, "  ", "\u3000"], []), id="blank rows"),
        pytest.param(book(HEAD, ROW, ["合计", 1]), id="total row"),
        pytest.param(book(HEAD, ["【说明】姓名"], ["【示例】某某", "1"], ROW), id="rows of the template"),
        pytest.param(book(["序号", *HEAD, "备注"], [1, *ROW, "来自表格"]), id="other columns"),
        pytest.param(book(HEAD[::-1], ROW[::-1]), id="columns the other way round"),
        pytest.param(
            book(["Name", "Phone", "Member type", "Deployed from"], ROW, title="People"), id="English"
        ),
        pytest.param(
            book(["name", "phone", "member_type", "deployed_from"], ROW, title="people"), id="field names"
        ),
        pytest.param(
            book(["姓名*", "手机号（必填）", " 人员 类别 ", "下沉开始："], ROW), id="decorated headings"
        ),
        pytest.param(book(["名字", "联系电话", "身份", "下沉开始"], ROW, title="花名册"), id="other names"),
        pytest.param(book(HEAD, ROW, title="Sheet1"), id="a sheet without a name"),
        pytest.param(book(HEAD, ["李 文 涛", " 138 0000 0002 ", " 下沉干部　", "2022-4-1 "]), id="blanks"),
        pytest.param(
            book(HEAD, ["李文涛", "１３８０００００００２", "下沉干部", "２０２２－０４－０１"]),
            id="full width",
        ),
        pytest.param(book(HEAD, ["李文涛", 13800000002, "cadre", date(2022, 4, 1)]), id="numbers and dates"),
        pytest.param(
            book(HEAD, ["李文涛", "13800000002.0", "Deployed cadre", wall(2022, 4, 1, 9)]),
            id="float text",
        ),
        pytest.param(
            book(HEAD, ["李文涛", "+86 138-0000-0002", "下沉干部", 44652]), id="country code and serial"
        ),
        pytest.param(book(HEAD, ["李文涛", "'13800000002", "下沉干部", "2022年4月1日"]), id="apostrophe"),
        pytest.param(
            book(HEAD, ["李文涛\n", "138\u200b00000002", "下沉干部", "2022.04.01"]), id="invisible characters"
        ),
        pytest.param(
            book(HEAD, ["李文涛", "1.3800000002E+10", "下沉干部", "20220401"]), id="scientific, complete"
        ),
        pytest.param(book(HEAD, ["李文涛", "13800000002", "下沉干部", "2022/4/1（星期五）"]), id="weekday"),
        pytest.param(
            book(HEAD, ROW, change=lambda s: s.row_dimensions.__getitem__(2).__setattr__("hidden", True)),
            id="hidden",
        ),
        pytest.param(book(HEAD, [*ROW, *[None] * 40]), id="blanks at the right"),
    ],
)
def test_these_all_mean_the_same(data: bytes) -> None:
    assert cells(data) == WHOLE


TEXT = "姓名,手机号,人员类别,下沉开始\r\n李文涛,13800000002,下沉干部,2022-04-01\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_registers_as_text_in_any_encoding_give_the_same_rows(encoding: str, sign: str) -> None:
    assert cells(TEXT.replace(",", sign).encode(encoding), name="四月名单.csv") == WHOLE


def test_rare_characters_survive_both_ways() -> None:
    for name in ("㛃䶮𬱖", "𫖯㻐", "镕堃喆"):
        assert cells(book(HEAD, [name, *ROW[1:]]))["name"] == name
        assert cells(TEXT.replace("李文涛", name).encode("gb18030"), name="名单.csv")["name"] == name


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        ("2022-04-04 08:00", wall(2022, 4, 4, 8)),
        ("2022-4-4 8:00", wall(2022, 4, 4, 8)),
        ("2022/04/04 08：00", wall(2022, 4, 4, 8)),
        ("2022年4月4日 8时30分", wall(2022, 4, 4, 8, 30)),
        ("2022年4月4日8点半", wall(2022, 4, 4, 8, 30)),
        ("2022-04-04T08:00:15", wall(2022, 4, 4, 8, 0, 15)),
        ("2022-04-04 下午3:20", wall(2022, 4, 4, 15, 20)),
        ("2022-04-04 24:00", wall(2022, 4, 5)),
        ("2022-04-04", wall(2022, 4, 4)),
        (wall(2022, 4, 4, 8), wall(2022, 4, 4, 8)),
        (wall(2022, 4, 4, 7, 59, 59, 999700), wall(2022, 4, 4, 8)),
        (date(2022, 4, 4), wall(2022, 4, 4)),
        (44655.5, wall(2022, 4, 4, 12)),
    ],
)
def test_moments(raw: object, local: datetime) -> None:
    data = book(["时间", "内容"], [raw, "x"], title="值班日志")
    assert cells(data, "activity_log")["at"] == local.replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "raw", ["07:52", "7:52", "０７：５２", "7点52分", time(7, 52), timedelta(hours=7, minutes=52)]
)
def test_a_time_alone_stands_where_the_row_has_a_day(raw: object) -> None:
    data = book(
        ["日期", "班次", "岗位", "姓名", "签到"], ["2022-04-04", "白班", "G1", "P001", raw], title="值守"
    )
    assert cells(data, "duty")["arrived_at"] == time(7, 52)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("是", True),
        ("√", True),
        ("有", True),
        (1, True),
        (True, True),
        ("Y", True),
        ("否", False),
        ("×", False),
        (0, False),
        ("no", False),
    ],
)
def test_yes_and_no(raw: object, meant: bool) -> None:
    assert (
        cells(book(["单位名称", "派出干部"], ["档案局", raw], title="单位"), "organizations")["sends_cadres"]
        is meant
    )


@pytest.mark.parametrize("raw", [312, 312.0, "312", "３１２", "312户", " 312 "])
def test_counts(raw: object) -> None:
    assert (
        cells(book(["小区名称", "户数"], ["明珠华府", raw], title="小区"), "compounds")["household_count"]
        == 312
    )


def test_a_compound_written_once_over_its_doors_counts_for_each() -> None:
    data = book(
        ["小区", "楼栋", "房号"],
        ["明珠华府", "1", "101"],
        [None, "1", "102"],
        [None, "1", "103"],
        title="户室",
        change=lambda sheet: sheet.merge_cells("A2:A4"),
    )
    parsed, _ = read(data)
    assert [row.cells["compound"] for row in parsed.sheets["doors"].rows] == ["明珠华府"] * 3


def test_lists_take_the_usual_separators() -> None:
    data = book(
        ["编号", "类别", "办成时间", "办理人"],
        ["D1", "打印", "2022-04-04 9:00", "李文涛、张晓琳，王海波;赵敏"],
        title="实事",
    )
    parsed, faults = read(data)
    assert parsed.sheets["deeds"].rows[0].cells["helpers"] == ("李文涛", "张晓琳", "王海波", "赵敏")
    assert [f.code for f in faults.of(Weight.FAULT)] == ["not_in_list"]


@pytest.mark.parametrize(
    ("column", "raw", "code"),
    [
        ("手机号", "1.38E+10", "phone_rounded"),
        ("手机号", "电话不详", "phone_unreadable"),
        ("人员类别", "外星人", "not_in_list"),
        ("下沉开始", "4/5/2022", "date_unclear"),
        ("下沉开始", "4月4日", "date_unclear"),
        ("下沉开始", "2022-02-30", "no_such_date"),
        ("下沉开始", "昨天", "not_a_date"),
        ("下沉开始", 7, "not_a_date"),
        ("在岗", "大概", "not_yes_or_no"),
        ("姓名", "长" * 121, "too_long"),
    ],
)
def test_what_cannot_be_meant_is_told_by_place(column: str, raw: object, code: str) -> None:
    head = ["姓名", "手机号", "人员类别", "下沉开始", "在岗"]
    row = dict(zip(head, [*ROW, "是"], strict=True)) | {column: raw}
    assert codes(book(["名单"], head, list(row.values()))) == [("人员", 3, column, code)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [(1.5, "not_whole"), ("许多", "not_a_number"), (-1, "out_of_range"), (date(2022, 4, 4), "not_a_number")],
)
def test_what_is_no_count(raw: object, code: str) -> None:
    assert codes(book(["小区名称", "户数"], ["明珠华府", raw], title="小区")) == [("小区", 2, "户数", code)]


def test_a_time_alone_where_no_day_is_known() -> None:
    assert codes(book(["时间", "内容"], ["08:00", "x"], title="值班日志")) == [
        ("值班日志", 2, "时间", "moment_needs_day")
    ]


def test_headings_twice_and_unknown_sheets() -> None:
    assert codes(book([*HEAD, "姓名"], [*ROW, "李"])) == [("人员", 1, "姓名", "heading_twice")]
    made = Workbook()
    made.active.title = "人员"  # type: ignore[union-attr]  # a new workbook has a sheet
    for row in (HEAD, ROW):
        made.active.append(row)  # type: ignore[union-attr]  # as above
    made.create_sheet("工作餐").append(["菜名"])
    made.create_sheet("花名册").append(HEAD)
    stream = io.BytesIO()
    made.save(stream)
    faults = read(stream.getvalue())[1]
    assert [(f.sheet, f.code, f.weight) for f in faults.kept] == [
        ("工作餐", "sheet_unknown", Weight.NOTE),
        ("花名册", "sheet_twice", Weight.FAULT),
    ]


def test_a_register_without_headings() -> None:
    assert [c[3] for c in codes(book(ROW, ROW))] == ["headings_missing"]


def test_a_formula_that_was_never_computed() -> None:
    """openpyxl writes formulas without a value, as many programs do."""
    data = book(HEAD, ["李文涛", "=B9", "下沉干部", "2022-04-01"])
    assert codes(data) == [("人员", 2, "手机号", "formula_without_value")]


def test_a_cell_that_shows_an_error() -> None:
    assert codes(book(HEAD, ["李文涛", "#N/A", "下沉干部", "2022-04-01"])) == [
        ("人员", 2, "手机号", "cell_error")
    ]


def test_other_columns_are_named() -> None:
    faults = read(book([*HEAD, "血型", "爱好"], [*ROW, "O", "棋"]))[1]
    assert [(f.code, f.values) for f in faults.kept] == [("columns_ignored", {"columns": "血型、爱好"})]
