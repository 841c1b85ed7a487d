"""Sections and their order are data: usual by kind of campaign, and a community's own."""

from __future__ import annotations

from teamhub.domain.briefs import BriefTexts, compose
from teamhub.domain.briefs.sections import BY_KIND, KEYS, sections_for
from teamhub.domain.briefs.texts import DEFAULT_SECTIONS
from teamhub.domain.vocabularies import BY_NAME
from tests.domain.briefs.days import april_fourth


def keys(kind: str, own: str = "", own_en: str = "") -> list[str]:
    return [spec.key for spec in sections_for(kind, own, own_en)]


def test_each_kind_of_campaign_has_its_usual_sections() -> None:
    assert sections_for("epidemic") == DEFAULT_SECTIONS
    assert sections_for("a kind of our own") == DEFAULT_SECTIONS
    assert "testing" not in keys("flood")
    assert keys("census")[0] == "sweeps"
    assert set(BY_KIND) <= {term.code for term in BY_NAME["campaign_kind"].terms}
    assert all(spec.key in KEYS and spec.title.en for specs in BY_KIND.values() for spec in specs)


def test_a_community_orders_and_names_its_own() -> None:
    own = "testing 核酸\nduty：值守\ncare\n不认识的 一节\ntesting 又一次"
    (testing, duty, care) = sections_for("epidemic", own, "duty The watch")
    assert [s.key for s in (testing, duty, care)] == ["testing", "duty", "care"]
    assert (testing.title.zh, testing.title.en) == ("核酸", "Testing")
    assert (duty.title.zh, duty.title.en) == ("值守", "The watch")
    assert care.title.zh == "特殊人员保障"


def test_lines_below_a_kind_are_for_that_kind_alone() -> None:
    own = "duty 值守\n[flood]\nsweeps 排查\nplan 明日"
    assert keys("epidemic", own) == ["duty"]
    assert keys("flood", own) == ["sweeps", "plan"]
    assert keys("census", "[flood]\nduty 值守") == keys("census")


def test_nothing_known_leaves_the_usual_ones() -> None:
    assert keys("epidemic", "随便写的\n\n[x]") == [spec.key for spec in DEFAULT_SECTIONS]


def test_the_brief_follows_them() -> None:
    texts = BriefTexts(sections=sections_for("flood", "care 保障\nduty 值守"))
    made = compose(april_fourth(), texts, "zh")
    assert [s.marker + s.title for s in made.sections] == ["一、保障", "二、值守"]
