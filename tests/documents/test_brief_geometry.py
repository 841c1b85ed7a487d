"""The printed brief measured against GB/T 9704: A4, 156 x 225 mm, 22 lines of 28 characters."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from tests.documents.page_faults import within
from tests.documents.printed import MM, april, body_lines, font, lines, print_day
from tests.documents.test_brief_days import quiet
from tests.domain.briefs.days import april_texts

LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM


def test_the_sheet_is_a4() -> None:
    for page in april().pages:
        assert (page.width / MM, page.height / MM) == (
            pytest.approx(210, abs=0.1),
            pytest.approx(297, abs=0.1),
        )


def test_the_text_stays_within_its_block() -> None:
    for page in april().pages:
        for row in lines(page):
            if TOP - 1 < row[0]["top"] < BOTTOM:
                # a closing mark at a line's end is set half: its empty half may stand outside, as that of an opening one
                assert row[0]["x0"] >= LEFT - 8.3
                assert row[-1]["x1"] <= RIGHT + 8.5


def test_tables_are_as_wide_as_the_block() -> None:
    edges = [r for p in april().pages for r in (*p.rects, *p.lines) if r["x1"] - r["x0"] > 150 * MM]
    assert edges
    for edge in edges:
        assert edge["x0"] == pytest.approx(LEFT, abs=0.6)
        assert edge["x1"] == pytest.approx(RIGHT, abs=0.6)


def test_running_text_is_fangsong_of_sixteen_points_on_a_pitch_of_29() -> None:
    rows = [r for r in body_lines(april().pages[3]) if r[0]["x0"] < LEFT + 40]
    assert len(rows) >= 8
    tops = [r[0]["top"] for r in rows]
    steps = [b - a for a, b in pairwise(tops)]
    assert any(step == pytest.approx(225 * MM / 22, abs=0.15) for step in steps)
    assert all(step > 28.5 for step in steps)


def test_a_full_line_holds_28_characters_and_its_edges_are_straight() -> None:
    full = [
        row
        for page in april().pages
        for row, following in pairwise(body_lines(page))
        if following[0]["x0"] < LEFT + 1 and following[0]["top"] - row[0]["top"] < 30 and is_one_stretch(row)
    ]
    assert len(full) >= 8
    for row in full:
        steps = [
            b["x0"] - a["x0"] for a, b in pairwise(row) if "一" < a["text"] < "龥" and "一" < b["text"] < "龥"
        ]
        assert all(15.5 < step < 18.5 for step in steps)
        ink_end = row[-1]["x1"] - (8 if row[-1]["text"] in "，。、；：）" else 0)
        assert ink_end == pytest.approx(RIGHT, abs=0.5)


def test_the_first_line_of_a_paragraph_is_indented_by_two_cells() -> None:
    starts = {round(r[0]["x0"] - LEFT, 1) for p in april().pages for r in body_lines(p)}
    assert 31.6 in starts
    assert 0.0 in starts


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    for page in april().pages:
        for row in body_lines(page):
            assert row[0]["text"] not in "，。、；：？！）》”’"
            assert row[-1]["text"] not in "（《“‘"


def test_the_page_number_stands_outside_seven_millimetres_below_the_block() -> None:
    for place, page in enumerate(april().pages, 1):
        row = next(r for r in lines(page) if (r[0]["text"] == "—" and r[0]["size"] == pytest.approx(14, abs=0.1))
                   or "".join(c["text"] for c in r).endswith(f"—{place}—"))  # fmt: skip
        number = [c for c in row if c["size"] == pytest.approx(14, abs=0.1)]
        assert "".join(c["text"] for c in number) == f"—{place}—"
        assert ink_middle(page, number[0]) / MM == pytest.approx(262 + 7, abs=0.4)
        if place % 2:
            assert number[-1]["x1"] == pytest.approx(RIGHT - 14, abs=0.5 * MM)
        else:
            assert number[0]["x0"] == pytest.approx(LEFT + 14, abs=0.5 * MM)


def is_one_stretch(row: list[dict[str, Any]]) -> bool:
    """Running text, not a name on the left and a date on the right."""
    return all(right["x0"] - left["x1"] < 9 for left, right in pairwise(row))


def ink_middle(page: Any, char: dict[str, Any]) -> float:
    """Height of the middle of a character's ink, in points from the top of the sheet."""
    scale = 200 / 72
    picture = page.to_image(resolution=200).original.convert("L")
    box = tuple(round(char[side] * scale) for side in ("x0", "top", "x1", "bottom"))
    ink = picture.crop(box).point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink
    return float((box[1] + (ink[1] + ink[3]) / 2) / scale)


def test_red_is_kept_for_the_name_and_the_rule_of_the_first_page() -> None:
    red: list[dict[str, Any]] = []
    for place, page in enumerate(april().pages):
        coloured = [c for c in page.chars if is_red(c["non_stroking_color"])]
        assert not coloured or place == 0
        red += coloured
    assert "".join(c["text"] for c in red) == "工作简报"
    assert {font(c) for c in red} == {"Noto-Serif-CJK-SC-Bold"}
    first = april().pages[0]
    rules = [
        r
        for r in (*first.rects, *first.lines)
        if is_red(r["non_stroking_color"]) or is_red(r["stroking_color"])
    ]
    assert rules
    assert max(r["x1"] for r in rules) - min(r["x0"] for r in rules) == pytest.approx(156 * MM, abs=1)


def is_red(colour: Any) -> bool:
    return isinstance(colour, (tuple, list)) and len(colour) == 3 and colour[0] > 0.6 and colour[1] < 0.3


def test_nothing_but_the_watermark_and_the_red_is_not_black() -> None:
    for page in april().pages:
        for char in page.chars:
            colour = char["non_stroking_color"]
            assert is_red(colour) or not colour or max(colour) == 0


def test_tables_are_never_smaller_than_nine_points() -> None:
    assert min(c["size"] for p in april().pages for c in p.chars) >= 8.99


def test_a_heading_never_stands_at_the_foot_of_a_page() -> None:
    for page in april().pages:
        block = [r for r in lines(page) if TOP - 1 < r[0]["top"] < BOTTOM]
        last = block[-1]
        assert not (font(last[0]) == "Noto-Sans-CJK-SC-Bold" and last[0]["size"] > 15)


def test_the_end_block_stands_at_the_foot_of_the_last_page_with_text_above_it() -> None:
    page = april().pages[-1]
    rows = ["".join(c["text"] for c in r) for r in lines(page)]
    at = next(i for i, row in enumerate(rows) if row.startswith("报："))
    assert rows[at - 1].startswith("审核：")
    assert rows[at + 2] == "发：各组、各卡口共印12份"
    receivers = [c for c in page.chars if abs(c["size"] - 14) < 0.1 and c["bottom"] < BOTTOM]
    assert BOTTOM - max(c["bottom"] for c in receivers) < 12
    assert any("夜班重点关注" in row for row in rows[:at])


def test_every_sheet_stands_alone() -> None:
    pages = april().pages
    for place, page in enumerate(pages, 1):
        text = "".join((page.extract_text() or "").split())
        assert f"八里岔社区工作简报第4期2022年4月4日截至22时第{place}页共{len(pages)}页" in text
        assert "示例数据，并非真实情况" in text


def test_every_font_is_one_of_ours_embedded_and_readable() -> None:
    reader = PdfReader(io.BytesIO(april().pdf))
    names = set()
    for page in reader.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        for reference in fonts.values():
            face = reference.get_object()
            assert "/ToUnicode" in face
            descriptor = face["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            names.add(face["/BaseFont"].partition("+")[2])
    assert names <= {
        "TeamHub-Fang", "TeamHub-Kai", "LXGW-WenKai", "LXGW-WenKai-Light", "Noto-Serif-CJK-SC",
        "Noto-Serif-CJK-SC-Bold", "Noto-Sans-CJK-SC", "Noto-Sans-CJK-SC-Bold",
    }  # fmt: skip


def test_the_file_is_an_archive_file_with_tags_bookmarks_and_a_title() -> None:
    reader = PdfReader(io.BytesIO(april().pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "八里岔社区疫情防控下沉工作日报 第4期"
    assert reader.metadata.author == "北郊街道八里岔社区下沉工作队"
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert catalogue["/Lang"] == "zh-Hans"  # type: ignore[index]
    xmp = catalogue["/Metadata"].get_object().get_data().decode()  # type: ignore[index]
    assert "pdfaid" in xmp
    outline = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert [e.title for e in outline] == ["八里岔社区疫情防控下沉工作日报"]
    sections = next(e for e in reader.outline if isinstance(e, list))
    assert [str(e.title)[:2] for e in sections if not isinstance(e, list)] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
        "七、",
    ]


PITCH = 225 * MM / 22


def test_a_full_page_has_22_lines_of_28_characters() -> None:
    """Nothing but one endless word of Chinese: what the standard calls a full page."""
    sheet = print_day(quiet(), replace(april_texts(), problems=("中" * 1500,), plan=(), number=5))
    full = [row for row in body_lines(sheet.pages[2]) if row[0]["top"] < BOTTOM]
    assert len(full) == 22
    assert {len(row) for row in full} == {28}
    for row in full:
        assert row[0]["x0"] == pytest.approx(LEFT, abs=0.2)
        assert row[-1]["x1"] == pytest.approx(RIGHT, abs=0.4)
        assert {round(b["x0"] - a["x0"], 1) for a, b in pairwise(row)} == {15.8}, "156 mm / 28"
    steps = [b[0]["top"] - a[0]["top"] for a, b in pairwise(full)]
    assert all(step == pytest.approx(PITCH, abs=0.2) for step in steps)


def line_number(row: list[dict[str, Any]]) -> float:
    """On which of the 22 lines of its page a line of 16 pt stands: 1.0 is the first."""
    middle = (row[0]["top"] + row[0]["bottom"]) / 2
    return float((middle - TOP - OFF) / PITCH) + 0.5


OFF = -0.49
"""Points by which the middle of a character's box is above the middle of its line in the body font."""


def test_everything_above_the_text_of_the_first_page_takes_whole_lines() -> None:
    page = april().pages[0]
    rows = {"".join(c["text"] for c in row): row for row in lines(page)}
    table = min(t.bbox[1] for t in page.find_tables())
    body = [row for row in body_lines(page) if row[0]["bottom"] < table and row[0]["text"] not in "第北"]
    numbers = [line_number(row) for row in body]
    assert [round(n) for n in numbers] == [10, 11, 12, 13, 15, 16, 17, 18, 19], "14 is a heading"
    assert all(n == pytest.approx(round(n), abs=0.02) for n in numbers)
    (title,) = (row for text, row in rows.items() if text == "八里岔社区疫情防控下沉工作日报")
    middle = ink_middle(page, title[4])
    assert middle == pytest.approx(TOP + 7.5 * PITCH, abs=0.5 * MM), "the eighth line: two are empty"


def test_the_red_rule_closes_the_head_four_millimetres_below_it() -> None:
    page = april().pages[0]
    # the press draws a rule as what lies between two boxes
    top, bottom = sorted(
        r["bottom"]
        for r in (*page.rects, *page.lines)
        if is_red(r["non_stroking_color"]) or is_red(r["stroking_color"])
    )
    assert bottom == pytest.approx(TOP + 5 * PITCH, abs=0.5 * MM)
    assert bottom - top == pytest.approx(0.7 * MM, abs=0.1)
    (issued,) = (row for row in lines(page) if row[-1]["text"] == "日" and row[0]["text"] == "北")
    assert top - issued[0]["bottom"] == pytest.approx(4 * MM, abs=0.5 * MM)


ROLES = [
    ("工作简报", "Noto-Serif-CJK-SC-Bold", 54),
    ("第4期", "TeamHub-Fang", 16),
    ("八里岔社区疫情防控下沉工作日报", "Noto-Serif-CJK-SC-Bold", 22),
    ("（截至4月4日22时）", "LXGW-WenKai", 16),
    ("社区党委：", "TeamHub-Fang", 16),
    ("一、卡口值守情况", "Noto-Sans-CJK-SC-Bold", 16),
    ("七、明日安排", "Noto-Sans-CJK-SC-Bold", 16),
    ("（一）梧桐雅居采样点最长排队28分钟，接近30分钟上限。", "TeamHub-Kai", 16),
    ("报：市委组织部、北郊街道党工委", "TeamHub-Fang", 14),
]
"""Text of a line, face of its first character, size."""


@pytest.mark.parametrize(("text", "face", "size"), ROLES)
def test_each_role_has_its_face_and_size(text: str, face: str, size: float) -> None:
    found = [row for page in april().pages for row in lines(page) if "".join(c["text"] for c in row) == text]
    assert len(found) == 1
    assert font(found[0][0]) == face
    assert all(c["size"] == pytest.approx(size, abs=0.2) for c in found[0])


def test_the_marker_of_an_item_is_kai_and_its_words_are_fang() -> None:
    (row,) = (
        r
        for p in april().pages
        for r in body_lines(p)
        if "".join(c["text"] for c in r).startswith("（二）书奇")
    )
    assert [font(c) for c in row[:4]] == ["TeamHub-Kai"] * 3 + ["TeamHub-Fang"]


def test_the_end_block_closes_with_the_text_block() -> None:
    page = april().pages[-1]
    inner, outer = sorted({round(r["bottom"], 2) for r in page.rects if r["x1"] - r["x0"] > 150 * MM})[-2:]
    assert outer == pytest.approx(BOTTOM, abs=0.5 * MM)
    assert outer - inner == pytest.approx(0.35 * MM, abs=0.1)


def test_figures_of_a_column_end_below_each_other() -> None:
    checked = 0
    for page in april().pages:
        for table in page.find_tables():
            for column in table.columns:
                ends = [
                    chars[-1]["x1"]
                    for cell in column.cells[1:]
                    if cell and (chars := within(page, *cell)) and "".join(c["text"] for c in chars).isdigit()
                ]
                if len(ends) > 2:
                    checked += 1
                    assert max(ends) - min(ends) < 0.2
    assert checked > 15


def test_no_head_of_a_column_tears_a_word() -> None:
    heads = {
        cell
        for page in april().pages
        for table in page.extract_tables()
        for cell in table[0]
        if cell and "\n" in cell
    }
    assert {"首访\n电话核实", "查出\n未检人员", "复访后\n清零", "平均\n排队\n（分）", "10混1\n管数"} <= heads


def test_english_prints_on_the_same_sheet() -> None:
    sheet = april("en")
    text = " ".join(sheet.text().split())
    assert "Work Bulletin" in text
    assert "Person-tests over 3 rounds: 15,055." in text
    assert f"page 1 of {len(sheet.pages)}" in text
