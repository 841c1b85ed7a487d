"""What people type into the archive's one field."""

from __future__ import annotations

from datetime import date

import pytest

from teamhub.domain.briefs.searching import Question, excerpt, read_question


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("4", Question(number=4)),
        ("第4期", Question(number=4)),
        ("No. 12", Question(number=12)),
        ("２０２２年４月４日", Question(day=date(2022, 4, 4))),
        ("2022-04-04", Question(day=date(2022, 4, 4))),
        ("4月4日", Question(month_day=(4, 4))),
        ("2月29日", Question(month_day=(2, 29))),
        ("13月40日", Question(words="13月40日")),
        ("孔大妈", Question(words="孔大妈")),
        ("最长 28 分钟", Question(words="最长 28 分钟")),
        ("  ", Question()),
    ],
)
def test_a_day_a_number_or_words_are_told_apart(typed: str, asked: Question) -> None:
    assert read_question(typed) == asked


def test_the_words_are_shown_in_their_line() -> None:
    text = "第一行\n书奇医院卡口有3件物资因地址不清待送，已与寄件人联系，明日上午再送一次，请各组知悉。\n末行"
    assert (
        excerpt(text, "地址不清")
        == "书奇医院卡口有3件物资因地址不清待送，已与寄件人联系，明日上午再送一次，请各组知…"
    )
    assert excerpt("QUEUE at the gate", "queue") == "QUEUE at the gate"
    assert excerpt(text, "没有") == ""
