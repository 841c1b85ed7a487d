"""Suggestions come from the figures, and a check reads what people typed against them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from teamhub.domain.briefs import BriefTexts, Voice, check_texts, plain, suggest_plan, suggest_problems
from teamhub.domain.figures import DayFigures
from tests.domain.briefs.days import april_fourth, april_texts

ZH, TEXTS = Voice("zh"), BriefTexts()


def problems(day: DayFigures) -> dict[str, str]:
    return {s.code: plain(s.runs) for s in suggest_problems(day, TEXTS, ZH)}


def test_the_problems_of_the_fourth_of_april_are_found() -> None:
    assert problems(april_fourth()) == {
        "queue_near": "梧桐雅居采样点最长排队28分钟，接近30分钟上限。",
        "pending_pieces": "书奇医院卡口有3件物资因地址不清待送。",
        "home_routes": "上门单采28人分散在9个采样点片区，路线长，医务人员往返费时。",
        "samplers_below_reference": "采样人员5人，低于按每360人1名测算的15人。",
    }


def test_a_reference_value_is_offered_but_does_not_enter_by_itself() -> None:
    standing = {s.code: s.standing for s in suggest_problems(april_fourth(), TEXTS, ZH)}
    assert standing["queue_near"]
    assert not standing["samplers_below_reference"]


def test_the_plan_of_the_fourth_of_april_is_proposed() -> None:
    standing = [plain(s.runs) for s in suggest_plan(april_fourth(), TEXTS, ZH) if s.standing]
    assert standing == list(april_texts().plan or ())


def test_every_site_over_the_target_is_named() -> None:
    day = april_fourth()
    found = [s for s in suggest_problems(replace(day, queue_target=22), TEXTS, ZH) if s.code == "queue_over"]
    assert [plain(s.runs)[:4] for s in found] == ["老电厂小", "棉花小区", "梧桐雅居"]


def test_no_queue_near_the_target_no_remark() -> None:
    assert "queue_near" not in problems(replace(april_fourth(), queue_target=60))


def doubts(**typed: object) -> list[tuple[str, int, str, str]]:
    texts = replace(april_texts(), **typed)  # type: ignore[arg-type]
    return [(d.where, d.place, d.code, d.found) for d in check_texts(april_fourth(), texts)]


def test_the_texts_of_the_sample_raise_no_doubt() -> None:
    assert doubts() == []


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("最长排队29分钟。", "figure_differs", "排队29分钟"),
        ("实检５０９７人。", "figure_differs", "实检5097"),
        ("承诺书累计签订2200份", "figure_differs", "承诺书累计签订2200份"),
        ("做到不漏一人。", "claim_not_carried", "不漏一人"),
        ("当日无人迟到。", "claim_not_carried", "无人迟到"),
        ("请联系13812345678。", "personal_data", "13812345678"),
        ("刘师傅住3栋2单元501室。", "personal_data", "3栋2单元501室"),
    ],
)
def test_a_text_that_the_figures_do_not_carry_is_doubted(text: str, code: str, found: str) -> None:
    assert ("problems", 2, code, found) in doubts(problems=("路灯不亮。", text))


def test_a_claim_that_the_figures_carry_is_left_alone() -> None:
    assert doubts(typical_case="两天内全部清零，应检5186人。") == []
