"""A claim appears only while the figures carry it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from teamhub.domain.briefs import BriefTexts, compose, text_of
from teamhub.domain.figures import (
    CareFigures,
    DayFigures,
    DeedFigures,
    DutyFigures,
    Label,
    MakeupRow,
    MusterFigures,
    PlanFigures,
    ShiftFigures,
    SupplyFigures,
    TestingFigures,
    Totals,
)
from tests.domain.briefs.days import COMMUNITY, april_fourth, april_texts, at


def zh(day: DayFigures, texts: BriefTexts | None = None) -> str:
    return text_of(compose(day, texts or BriefTexts(), "zh_Hans_CN"))


def en(day: DayFigures) -> str:
    return text_of(compose(day, BriefTexts(), "en"))


def quiet_day() -> DayFigures:
    """Nothing at all was recorded."""
    return DayFigures(
        community=COMMUNITY,
        day=date(2022, 4, 5),
        as_of=at(22, day=5),
        totals=Totals(compounds=17, households=2219),
        duty=DutyFigures(),
        testing=TestingFigures(),
        sweeps=(),
        deeds=DeedFigures(),
        care=CareFigures(),
        supplies=SupplyFigures(),
        plan=PlanFigures(day=date(2022, 4, 6)),
    )


def with_wait(minutes: int | None, over: int = 0) -> DayFigures:
    day = april_fourth()
    held = replace(day.testing.rounds[0], longest_wait=minutes)
    testing = replace(day.testing, rounds=(held,), longest_wait_minutes=minutes, waits_over_target=over)
    return replace(day, testing=testing)


def test_a_day_without_anything_says_so_and_claims_nothing() -> None:
    text = zh(quiet_day())
    for said in ("当日未设卡口。", "当日未开展全员检测。", "当日未开展扫楼。", "尚未登记实事。", "目前无在册特殊人员。",
                 "当日未发现突出问题。", "按既定安排继续开展工作。"):  # fmt: skip
        assert said in text
    for claim in ("全部", "未超过", "清零", "均已"):
        assert claim not in text


def test_a_day_without_anything_is_complete_in_english() -> None:
    text = en(quiet_day())
    assert "No sweep was held." in text
    assert "{" not in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("minutes", "said"), [(30, "未超过30分钟"), (31, "超过30分钟上限"), (58, "超过30分钟上限")]
)
def test_the_queue_claim_follows_the_target(minutes: int, said: str) -> None:
    text = zh(with_wait(minutes, over=3 if minutes > 30 else 0))
    assert f"排队最长{minutes}分钟，{said}" in text
    assert ("未超过" in text) == (minutes <= 30)


def test_a_queue_that_nobody_observed_is_not_called_short() -> None:
    text = zh(with_wait(None))
    assert "未记录排队时长。" in text
    assert "未超过" not in text


def test_the_target_is_a_setting() -> None:
    assert "排队最长28分钟，超过20分钟上限" in zh(replace(april_fourth(), queue_target=20))


def test_a_sweep_with_one_open_door_is_not_cleared() -> None:
    day = april_fourth()
    rows = day.sweeps[0].rows
    open_row = replace(rows[4], cleared=False, remaining=1, revisited=0)
    sweep = replace(day.sweeps[0], rows=(*rows[:4], open_row, *rows[5:]))
    text = zh(replace(day, sweeps=(sweep,)))
    assert "全部清零" not in text
    assert "17个小区中16个清零，尚有1户未清零。" in text
    assert "通达住宅楼 | 3 | 72 | 69 | 2 | 1 | 0 | 0 | 0 | 余1户" in text
    assert "16/17 清零" in text
    assert "（四）第二次扫楼尚有1户未清零。" in text


def test_untested_people_still_open_are_named_as_open() -> None:
    day = april_fourth()
    rows = day.sweeps[0].rows
    sweep = replace(day.sweeps[0], rows=(replace(rows[0], made_up=0, cleared=False), *rows[1:]))
    assert "查出未检9人，已补采8人，尚有1人待补采。" in zh(replace(day, sweeps=(sweep,)))


def test_letters_are_called_complete_only_when_they_are() -> None:
    day = april_fourth()
    sweep = replace(day.sweeps[0], letters=2218)
    text = zh(replace(day, sweeps=(sweep,)))
    assert "累计签订2218份，尚有1户未签。" in text
    assert "全部签订" not in text


def test_nobody_late_and_nobody_absent() -> None:
    day = april_fourth()
    duty = replace(day.duty, late=0, substitutions=0, rows=())
    text = zh(replace(day, duty=duty))
    assert "实到60人次；无迟到、缺勤。" in text
    assert "均已登记" not in text


def test_absent_cadres_are_counted_not_glossed_over() -> None:
    day = april_fourth()
    duty = replace(day.duty, absent=2, present=58, cadres=replace(day.duty.cadres, present=20))
    text = zh(replace(day, duty=duty))
    assert "缺勤2人次" in text
    assert "下沉干部应到21人、实到20人" in text
    assert "全部到岗" not in text


def test_an_empty_post_found_is_said() -> None:
    day = april_fourth()
    text = zh(replace(day, duty=replace(day.duty, empty_posts_found=1)))
    assert "查岗3次，发现空岗1处。" in text
    assert "查岗发现空岗1处。" in text


def test_the_first_day_tells_the_muster_and_nothing_goes_on_as_before() -> None:
    first = replace(
        quiet_day(),
        day=date(2022, 4, 1),
        as_of=at(22, day=1),
        musters=(MusterFigures(at(1, 20, 1), at(2, 50, 1), at(2, 31, 1), at(2, 49, 1), 21, 21, 21),),
    )
    text = zh(first)
    assert (
        "1时20分接到集结指令，要求2时50分前到位；应到21人，2时49分前全部按时到位，用时1小时29分钟。" in text
    )
    assert "继续做好" not in text
    late = replace(first.musters[0], arrived=20, arrived_in_time=19)
    assert "到位20人，其中按时19人。" in zh(replace(first, musters=(late,)))
    assert "到位。" not in zh(replace(first, musters=(late,)))


def test_make_up_tests_appear_on_their_own_day_and_name_their_round() -> None:
    testing = TestingFigures(
        rounds_so_far=2, person_tests_day=23, person_tests_total=9959, makeups=(MakeupRow(2, 19, 4),)
    )
    text = zh(replace(quiet_day(), testing=testing))
    assert "当日未开展全员检测。当日为第二轮补采23人，其中定点19人、上门4人。两轮累计9959人次。" in text


def test_everybody_tested_leaves_no_list_of_reasons() -> None:
    day = april_fourth()
    held = replace(day.testing.rounds[0], tested=5186, untested=())
    text = zh(replace(day, testing=replace(day.testing, rounds=(held,))))
    assert "覆盖率100.00%" in text
    assert "应检人员全部检测。" in text
    assert "未检" not in text.split("三、扫楼情况")[0]


def test_one_missing_person_is_never_rounded_to_everybody() -> None:
    day = april_fourth()
    held = replace(day.testing.rounds[0], eligible=100_000, tested=99_999, untested=())
    text = zh(replace(day, testing=replace(day.testing, rounds=(held,))))
    assert "覆盖率99.99%" in text
    assert "未检1人：原因待核实1人。" in text


def test_three_shifts_of_eight_hours_and_one_of_another_length() -> None:
    day = april_fourth()
    three = tuple(
        ShiftFigures(kind, Label(zh_name, kind), at(start), at(start + 7), 20, 20)
        for kind, zh_name, start in (("morning", "早班", 0), ("mid", "中班", 8), ("late", "晚班", 16))
    )
    assert "按早、中、晚三班各7小时值守" in zh(replace(day, duty=replace(day.duty, shifts=three)))
    surge = (ShiftFigures("surge", Label("应急班", "Surge"), at(3), at(8), 21, 21), *three[1:])
    assert "按应急班5小时、中班7小时、晚班7小时值守" in zh(replace(day, duty=replace(day.duty, shifts=surge)))


def test_another_campaign_uses_its_own_words_and_sections() -> None:
    words = replace(
        april_texts().words,
        full_measure=Label("全面巡查", "full inspection"),
        gate=Label("防汛岗", "flood post"),
        leadership=Label("", ""),
    )
    texts = BriefTexts(words=words, sections=BriefTexts().sections[:2])
    day = replace(quiet_day(), community=replace(COMMUNITY, campaign=Label("防汛", "flood")))
    text = zh(day, texts)
    assert "当日未开展全面巡查。" in text
    assert "当日未设防汛岗。" in text
    assert "4月5日，工作队继续做好防汛岗值守和居民服务。" in text
    assert "扫楼情况" not in text


def test_a_correction_names_the_issue_that_it_corrects() -> None:
    texts = replace(april_texts(), number=6, corrects=4, correction_note="应检人数更正为5186人。")
    made = compose(april_fourth(), texts, "zh")
    assert made.number_line == "第6期（更正第4期）"
    assert "本期更正第4期：应检人数更正为5186人。" in text_of(made)


def test_what_was_typed_replaces_the_suggestions_and_an_emptied_list_stays_empty() -> None:
    typed = zh(april_fourth(), replace(april_texts(), problems=("路灯不亮。",), plan=()))
    assert "路灯不亮。" in typed
    assert "接近30分钟上限" not in typed
    assert "按既定安排继续开展工作。" in typed


def test_a_draft_has_no_number() -> None:
    made = compose(april_fourth(), BriefTexts(), "zh")
    assert made.number_line == "（草稿，未编号）"
    assert made.draft_note == "草稿"
    assert compose(april_fourth(), april_texts(), "zh").draft_note == ""
