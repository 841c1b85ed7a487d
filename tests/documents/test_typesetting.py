"""Chinese lines: measured, broken by the rules, filled to the measure."""

from __future__ import annotations

import pytest

from teamhub.documents.brief_setter import BODY
from teamhub.documents.glyphs import width
from teamhub.documents.typesetting import CLOSING, OPENING, Line, set_lines


def text(line: Line) -> str:
    return "".join(s.text for s in line.segments)


def set_text(paragraph: str) -> list[str]:
    return [text(line) for line in set_lines([paragraph], BODY)]


def length(line: Line) -> float:
    """Printed length in points."""
    characters = [(c, s.half) for s in line.segments for c in s.text]
    widths = [
        (width(BODY.role, c) or 0) * BODY.size - (BODY.size / 2 if half else 0) for c, half in characters
    ]
    return sum(widths) + line.tracking / 100 * (len(characters) - 1)


def test_a_line_holds_28_characters_the_first_two_fewer() -> None:
    lines = set_lines(["中" * 100], BODY)
    assert [len(text(line)) for line in lines] == [26, 28, 28, 18]
    assert all(-22 <= line.tracking <= -20 for line in lines)


def test_nothing_is_lost_or_doubled() -> None:
    paragraph = "应检5186人，实检5096人（覆盖率98.26%）；“1+2+4”模式，排队最长28分钟。" * 7
    assert "".join(set_text(paragraph)) == paragraph


def test_all_lines_but_the_last_fill_the_measure() -> None:
    lines = set_lines(["应检5186人，实检5096人（覆盖率98.26%）；“1+2+4”模式，排队最长28分钟。" * 5], BODY)
    assert length(lines[0]) == pytest.approx(BODY.line - 2 * BODY.pitch, abs=0.4)
    for line in lines[1:-1]:
        assert length(line) == pytest.approx(BODY.line, abs=0.4)
    assert length(lines[-1]) < BODY.line


@pytest.mark.parametrize("length", range(27, 90))
def test_no_single_character_is_left_on_the_last_line(length: int) -> None:
    """The line above takes it in by setting marks half, or gives one more down; no line is torn open for it."""
    lines = set_lines(
        ["排队最长，"[: length % 5] + "中" * (length // 2) + "，" + "中" * (length - length // 2) + "。"],
        BODY,
    )
    if len(lines) > 1:
        assert len(text(lines[-1]).rstrip("。")) >= 2
    assert all(-32 <= line.tracking <= 111 for line in lines)


def test_a_mark_set_half_for_the_line_below_is_the_last_one() -> None:
    (line,) = set_lines(["（四）老电厂小区采样点最长排队52分钟，超过30分钟上限。"], BODY)
    assert [s.text for s in line.segments if s.half] == ["，", "。"]
    assert length(line) == pytest.approx(BODY.line - 2 * BODY.pitch, abs=0.6)


@pytest.mark.parametrize("shift", range(28))
def test_marks_never_stand_on_the_wrong_side_of_a_break(shift: int) -> None:
    paragraph = "中" * shift + "（汉孟路南端）、“书奇医院”，《提示》；甲乙，丙丁。戊己！庚辛？" * 6
    lines = set_text(paragraph)
    for line in lines[1:]:
        assert line[0] not in CLOSING
    for line in lines[:-1]:
        assert line[-1] not in OPENING


@pytest.mark.parametrize("shift", range(14))
def test_numbers_and_words_stay_whole(shift: int) -> None:
    lines = set_text("中" * shift + "实检15055人次覆盖率98.26%按1+2+4模式TeamHub记录" * 8)
    for number in ("15055", "98.26%", "1+2+4", "TeamHub"):
        assert sum(line.count(number) for line in lines) == 8


def test_two_marks_in_a_row_are_squeezed() -> None:
    (line,) = set_lines(["甲。”（乙"], BODY)
    assert [(s.text, s.half) for s in line.segments] == [("甲", False), ("。”", True), ("（乙", False)]


def test_a_dash_of_two_is_not_torn() -> None:
    for shift in range(24, 29):
        assert all(line.count("—") in (0, 2) for line in set_text("中" * shift + "——" + "文" * 30))


def test_runs_keep_their_numbers() -> None:
    lines = set_lines(["（一）", "中" * 40], BODY)
    assert [(s.text, s.run) for s in lines[0].segments] == [("（一）", 0), ("中" * 23, 1)]
    assert {s.run for s in lines[1].segments} == {1}


@pytest.mark.parametrize("paragraph", ["", "，", "（", "，" * 90, "A" * 200])
def test_odd_paragraphs_come_to_an_end(paragraph: str) -> None:
    assert "".join(set_text(paragraph)) == paragraph
