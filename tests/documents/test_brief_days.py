"""Odd days on paper: nothing happened, rare names, very long names, sixty posts, drafts, hostile text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from teamhub.documents.brief import brief_html
from teamhub.documents.glyphs import GlyphMissing
from teamhub.domain.briefs import BriefTexts, compose
from teamhub.domain.figures import (
    CareFigures,
    DayFigures,
    DeedFigures,
    DutyFigures,
    Label,
    PlanFigures,
    PostRow,
    Seats,
    SupplyFigures,
    TestingFigures,
    Totals,
)
from tests.documents.printed import MM, april, font, lines, print_day
from tests.domain.briefs.days import COMMUNITY, april_fourth, april_texts, at

RARE = "㛃䶮𬱖𫖯㻐𠅤𬍛镕堃喆玥翀"
LONG = "国营第一棉纺织印染总厂东区职工家属宿舍楼群"


def quiet() -> DayFigures:
    return DayFigures(
        community=replace(COMMUNITY, is_example=False),
        day=date(2022, 4, 5),
        as_of=at(22, day=5),
        totals=Totals(),
        duty=DutyFigures(),
        testing=TestingFigures(),
        sweeps=(),
        deeds=DeedFigures(),
        care=CareFigures(),
        supplies=SupplyFigures(),
        plan=PlanFigures(day=date(2022, 4, 6)),
    )


def test_a_quiet_day_is_a_short_brief_without_the_example_band() -> None:
    sheet = print_day(quiet(), replace(april_texts(), problems=None, plan=None, number=5))
    assert len(sheet.pages) <= 2
    assert "当日未开展全员检测。" in sheet.joined()
    assert "示例数据" not in sheet.joined()


def test_rare_characters_print_in_names_and_lists() -> None:
    rows = april_fourth().sweeps[0].rows
    sweep = replace(april_fourth().sweeps[0], rows=(replace(rows[0], name=Label(f"{RARE[:6]}苑")), *rows[1:]))
    texts = replace(
        april_texts(), reviewed_by="王㛃", approved_by="李𬱖", typical_case=f"队员{RARE}送药上门。"
    )
    text = print_day(replace(april_fourth(), sweeps=(sweep,)), texts).joined()
    assert f"队员{RARE}送药上门。" in text
    assert f"{RARE[:6]}苑" in text
    assert "王㛃" in text


@pytest.mark.parametrize("character", ["\U0001f637", "\ue000", "\U0003134a\U000323af"])
def test_a_character_without_a_font_stops_the_print_and_says_where(character: str) -> None:
    with pytest.raises(GlyphMissing) as missing:
        print_day(april_fourth(), replace(april_texts(), problems=(f"路灯{character}不亮",)))
    assert missing.value.where == "problems"
    assert missing.value.character in character
    assert missing.value.near == f"路灯{character}不亮"


def test_very_long_compound_names_stay_in_their_column() -> None:
    assert len(LONG) > 20
    sweep = april_fourth().sweeps[0]
    rows = tuple(replace(r, name=Label(LONG)) for r in sweep.rows)
    held = april_fourth().testing.rounds[0]
    sites = tuple(replace(s, name=Label(LONG), compounds=(LONG, LONG + "北")) for s in held.sites)
    day = replace(
        april_fourth(),
        sweeps=(replace(sweep, rows=rows),),
        testing=replace(april_fourth().testing, rounds=(replace(held, sites=sites),)),
    )
    sheet = print_day(day, april_texts())
    assert "".join(c["text"] for p in sheet.pages for c in p.chars).count(LONG[-3:]) >= 17
    for page in sheet.pages:
        cells = [r for r in lines(page) if 37 * MM < r[0]["top"] < 262 * MM]
        assert all(row[-1]["x1"] <= 184 * MM + 8.5 for row in cells)


def test_sixty_posts_make_a_short_table() -> None:
    day = april_fourth()
    kind = Label("小区卡口")
    extra = tuple(
        PostRow(f"K{n}", Label(f"第{n}卡口"), "compound_checkpoint", kind, False, (Seats(2, 2), Seats(2, 2)))
        for n in range(13, 59)
    )
    duty = replace(day.duty, posts=60, rows=(*day.duty.rows, *extra))
    sheet = print_day(replace(day, duty=duty), april_texts())
    assert "小区卡口58处" in sheet.joined()
    assert len(sheet.pages) == len(april().pages)


def test_a_table_over_several_pages_repeats_its_head_and_splits_no_row() -> None:
    sweep = april_fourth().sweeps[0]
    many = tuple(
        replace(sweep.rows[n % 17], code=f"X{n}", name=Label(f"第{n}号居民小区东西两个院落"))
        for n in range(90)
    )
    sheet = print_day(replace(april_fourth(), sweeps=(replace(sweep, rows=many),)), april_texts())
    heads = [
        p for p in sheet.pages if "扫楼队" in "".join((p.extract_text() or "").split()).split("支扫楼队")[-1]
    ]
    assert len(heads) >= 3
    text = sheet.joined()
    assert all(f"第{n}号居民" in text for n in range(90))
    for page in sheet.pages:  # the two lines of a name are on one page: no row is split
        content = "".join((page.extract_text() or "").split())
        assert content.count("号居民") == content.count("院落")


def test_a_draft_is_marked_on_every_sheet_and_an_issue_is_not() -> None:
    draft = print_day(april_fourth(), replace(april_texts(), number=None), draft=True)
    for page in draft.pages:
        marks = [c for c in page.chars if c["size"] > 100 and font(c) == "Noto-Sans-CJK-SC-Bold"]
        assert {c["text"] for c in marks} == {"草", "稿"}
    assert not [c for p in april().pages for c in p.chars if c["size"] > 100]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert print_day(april_fourth(), april_texts()).pdf == april().pdf


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "<style>@import url(http://127.0.0.1:9/x.css)</style>",
    "<link rel=attachment href=file:///etc/hostname>",
    "{{ 7 * 7 }}",
    "</p></body><h1>x",
)


def test_typed_markup_is_printed_as_it_was_typed() -> None:
    sheet = print_day(quiet(), replace(april_texts(), number=5, problems=HOSTILE))
    for text in HOSTILE:
        assert "".join(text.split()) in sheet.joined()


def test_the_page_gets_the_same_words_with_a_link_on_every_figure() -> None:
    made = compose(april_fourth(), april_texts(), "zh")
    asked: list[str] = []

    def address(source: str) -> str:
        asked.append(source)
        return f"/balicha/rows?of={source}&x=1"

    html = brief_html(made, address)
    assert '<a class="brief-fig" href="/balicha/rows?of=testing.R3.tested&amp;x=1">5096</a>' in html
    assert "style=" not in html
    assert "testing.R3.coverage" in asked
    plain = brief_html(made)
    assert "<a " not in plain
    assert "brief-fig" not in plain


def test_a_figure_without_an_address_stays_plain_on_the_page() -> None:
    made = compose(april_fourth(), BriefTexts(), "zh")
    assert '<span class="brief-fig">5096</span>' in brief_html(made, lambda source: None)
