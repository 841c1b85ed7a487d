"""Each kind of day in both languages: zero, one, all, none, the first day, no round, target missed, sweep not cleared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from teamhub.domain.briefs import BriefTexts, compose, text_of
from teamhub.domain.figures import DayFigures
from tests.domain.briefs.days import april_fourth, april_texts
from tests.domain.briefs.test_claims import quiet_day, with_wait

Change = Callable[[DayFigures], DayFigures]


def duty(**changes: object) -> Change:
    return lambda d: replace(d, duty=replace(d.duty, **changes))  # type: ignore[arg-type]


def one_round(**changes: object) -> Change:
    def change(d: DayFigures) -> DayFigures:
        held = replace(d.testing.rounds[0], **changes)  # type: ignore[arg-type]
        return replace(d, testing=replace(d.testing, rounds=(held,)))

    return change


def sweep(**changes: object) -> Change:
    """`changes`: of the first compound's row."""

    def change(d: DayFigures) -> DayFigures:
        rows = d.sweeps[0].rows
        return replace(d, sweeps=(replace(d.sweeps[0], rows=(replace(rows[0], **changes), *rows[1:])),))  # type: ignore[arg-type]

    return change


def deeds(**changes: object) -> Change:
    return lambda d: replace(d, deeds=replace(d.deeds, **changes))  # type: ignore[arg-type]


def care(**changes: object) -> Change:
    """`changes`: of the first group's row."""

    def change(d: DayFigures) -> DayFigures:
        rows = d.care.rows
        return replace(d, care=replace(d.care, rows=(replace(rows[0], **changes), *rows[1:])))  # type: ignore[arg-type]

    return change


def nothing(_: DayFigures) -> DayFigures:
    return quiet_day()


def wait(minutes: int | None, over: int = 0) -> Change:
    return lambda _: with_wait(minutes, over)


VARIANTS: tuple[tuple[str, Change, str, str], ...] = (
    ("nobody late", duty(late=0, substitutions=0), "无迟到、缺勤", "nobody was late or absent"),
    ("one late", duty(late=1), "迟到1人次", "1 late"),
    ("one absent", duty(absent=1), "缺勤1人次", "1 absent"),
    ("no spot check", duty(spot_checks=0), "当日未查岗。", "No spot check was made."),
    ("one spot check", duty(spot_checks=1), "查岗1次，未发现空岗。", "1 spot check was made: no post was found empty."),
    ("an empty post", duty(empty_posts_found=1), "发现空岗1处", "1 post was found empty"),
    ("no post kept", nothing, "当日未设卡口。", "No checkpoint was kept."),
    ("no round", nothing, "当日未开展全员检测。", "No full testing round was held."),
    ("everybody tested", one_round(tested=5186, untested=()), "应检人员全部检测。", "Everybody eligible was tested."),
    ("one not tested", one_round(tested=5185, untested=()), "未检1人：原因待核实1人。", "1 not tested: 1 without a reason yet."),
    ("nobody at home", one_round(home=0, home_by_reason=()), "无上门采样", "none sampled at home"),
    ("queue in time", wait(30), "排队最长30分钟，未超过30分钟。", "The longest queue was 30 minutes, not above 30."),
    ("target missed once", wait(31, 1), "超过30分钟上限（1次观察）。", "above the limit of 30 (1 observation)."),
    ("queue not seen", wait(None), "未记录排队时长。", "No queue was observed."),
    ("no sweep", nothing, "当日未开展扫楼。", "No sweep was held."),
    ("sweep cleared", lambda d: d, "全部清零", "all cleared"),
    ("one door open", sweep(cleared=False, remaining=1), "尚有1户未清零", "1 household still open"),
    ("no door open, not cleared", sweep(cleared=False), "17个小区中16个清零", "16 of 17 compounds cleared"),
    ("no deed ever", nothing, "尚未登记实事。", "No deed has been noted yet."),
    ("no deed today", deeds(day=0), "当日未登记实事，累计70件。", "No deed was noted today; 70 so far."),
    ("register empty", nothing, "目前无在册特殊人员。", "Nobody is on the care register."),
    ("one without a carer", care(assigned=3), "尚缺1人", "1 without"),
    ("no problem", nothing, "当日未发现突出问题。", "No open problem stood out today."),
    ("no plan", nothing, "按既定安排继续开展工作。", "Work goes on as arranged."),
)  # fmt: skip


@pytest.mark.parametrize(("change", "zh", "en"), [v[1:] for v in VARIANTS], ids=[v[0] for v in VARIANTS])
def test_each_kind_of_day_has_its_sentence_in_both_languages(change: Change, zh: str, en: str) -> None:
    day = change(april_fourth())
    assert zh in text_of(compose(day, BriefTexts(), "zh_Hans_CN"))
    assert en in text_of(compose(day, BriefTexts(), "en"))


UNCLEARED = {
    "全部清零": "all cleared",
    "未超过": "not above",
    "无迟到": "nobody was late",
    "全部检测": "Everybody eligible",
}


@pytest.mark.parametrize("claim", UNCLEARED)
def test_a_claim_stands_in_both_languages_or_in_neither(claim: str) -> None:
    for _, change, _, _ in VARIANTS:
        day = change(april_fourth())
        zh, en = (text_of(compose(day, BriefTexts(), spoken)) for spoken in ("zh", "en"))
        assert (claim in zh) == (UNCLEARED[claim] in en), claim


def test_the_first_day_does_not_go_on_as_before() -> None:
    first = replace(april_fourth(), day=april_fourth().community.campaign_starts_on)
    for spoken, words in (("zh", "继续做好"), ("en", "as before")):
        assert words not in text_of(compose(first, april_texts(), spoken))
        assert words in text_of(compose(april_fourth(), april_texts(), spoken))
