"""A week from its days: sums are those of the days, each figure of one day leads to its rows, open days are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from teamhub.domain.briefs import figures_of, text_of
from teamhub.domain.briefs.summary import compose_summary
from teamhub.domain.briefs.summary_facts import SummaryDay, SummaryFacts
from teamhub.domain.figures import DayFigures
from tests.domain.briefs.days import april_fourth, april_texts
from tests.domain.briefs.test_claims import quiet_day


def day(number: int, **changes: object) -> DayFigures:
    on = date(2022, 4, number)
    given = april_fourth() if number == 4 else quiet_day()
    moved = replace(given, day=on, as_of=given.as_of + (on - given.day))
    return replace(moved, **changes)  # type: ignore[arg-type]


def week(*numbers: int | None) -> SummaryFacts:
    """Seven days from 1 April with the numbers of their briefs; only the fourth has something to tell."""
    deeds = april_fourth().deeds
    none = replace(deeds, day=0, rows=tuple(replace(r, day=0) for r in deeds.rows))
    days = tuple(
        SummaryDay(day(n, deeds=deeds if n == 4 else none), number, ("围挡有缺口。",) if n == 2 else ())
        for n, number in enumerate(numbers, 1)
    )
    return SummaryFacts(days, april_texts(), "周建明")


def said(facts: SummaryFacts, language: str = "zh") -> str:
    return text_of(compose_summary(facts, language))


def test_a_week_adds_up_its_days_and_has_no_number() -> None:
    text = said(week(1, 2, 3, 4, 5, 6, 7))
    assert "八里岔社区疫情防控下沉工作周报" in text
    assert "（2022年4月1日至4月7日）" in text
    assert "（汇总，不编期号）" in text
    assert "应到60人次，实到60人次；迟到1人次。" in text
    assert "开展检测1轮，采样5096人次" in text
    assert "开展扫楼1次，查出未检9人，已补采9人。" in text
    assert "4月4日 | 第4期" in text
    assert "数字取自已印发的各日简报。" in text
    assert "4月2日：围挡有缺口。" in text


def test_days_without_an_issued_brief_are_counted_and_named() -> None:
    text = said(week(1, None, 3, 4, 5, None, 7))
    assert "其中2天的简报尚未印发" in text
    assert "4月6日 | 未印发" in text
    assert "各日简报尚未印发" in said(week(*[None] * 7))


def test_figures_of_one_day_lead_to_its_rows_and_sums_to_none() -> None:
    found = {f.source: f.text for f in figures_of(compose_summary(week(1, 2, 3, 4, 5, 6, 7), "zh"))}
    assert found["duty.expected@2022-04-04"] == "60"
    assert found["testing.R3.tested@2022-04-04"] == "5096"
    assert found["period.duty.expected"] == "60"
    assert all("@" in key or key.startswith("period.") for key in found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_time_in_which_nothing_happened_claims_nothing(language: str) -> None:
    days = tuple(SummaryDay(replace(quiet_day(), day=date(2022, 4, 5) + timedelta(days=n))) for n in range(3))
    text = said(SummaryFacts(days, april_texts(), "周建明"), language)
    for claim in ("全部", "清零", "无迟到", "nobody was late", "None", "{"):
        assert claim not in text
    assert ("期间未开展扫楼" if language == "zh" else "No sweep was held in this time") in text


def test_the_whole_campaign_and_english_have_names_of_their_own() -> None:
    facts = replace(week(1, 2, 3, 4, 5, 6, 7), whole=True)
    assert "八里岔社区疫情防控下沉工作汇总" in said(facts)
    assert "weekly summary" in said(week(1, 2, 3, 4, 5, 6, 7), "en")
    assert "1 April 2022 to 7 April 2022" in said(facts, "en")


def test_it_keeps_the_sections_of_the_community() -> None:
    texts = replace(april_texts(), sections=april_texts().sections[:2])
    text = said(replace(week(1, 2, 3, 4, 5, 6, 7), texts=texts))
    assert "扫楼情况" not in text
    assert "三、各日简报" in text
