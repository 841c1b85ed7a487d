"""Every page of days that nobody planned, and of those of the example, held against the rules of good typesetting; and
the figures read back from the paper by a reader of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask

from teamhub.documents.brief import print_facts
from teamhub.documents.paper import print_sheets
from teamhub.domain.briefs import compose
from teamhub.queries import briefs, viewers
from tests.documents.conftest import Invented
from tests.documents.invented_days import DAYS, LONG, RARE
from tests.documents.page_faults import boxes, faults
from tests.documents.printed import april, printed
from tests.documents.records import Records, missing
from tests.domain.briefs.days import april_fourth, april_texts

LANGUAGES = ("zh_Hans_CN", "en")
Days = Callable[[str], Invented]
SHORT = {("two_refusals", "en"), ("rare_names", "zh_Hans_CN"), ("target_missed", "zh_Hans_CN")}
"""Printed in every run of the suite; the others by ./run prove."""


def invented_pages() -> Iterator[object]:
    for name in DAYS:
        for language in LANGUAGES:
            marks = () if (name, language) in SHORT else pytest.mark.prove
            yield pytest.param(name, language, marks=marks, id=f"{name} {language[:2]}")


@pytest.mark.parametrize(("name", "language"), list(invented_pages()))
def test_an_invented_day_is_set_without_a_fault_and_says_what_the_workbook_holds(
    invented: Days, name: str, language: str
) -> None:
    day = invented(name)
    paper = day.paper(language)
    brief = compose(day.facts.figures, day.facts.texts, language)
    assert faults(paper, brief) == []
    of = Records(day.book, day.facts.figures.day)
    assert missing(paper.running(), of, chinese=language != "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fourth_of_april_is_set_without_a_fault(language: str) -> None:
    brief = compose(april_fourth(), april_texts(), language)
    assert faults(april(language), brief) == []


@pytest.mark.prove
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(1, 7))
def test_each_day_of_the_example_is_set_without_a_fault(example: Flask, number: int, language: str) -> None:
    community, day = viewers.community_by_slug("balicha"), date(2022, 4, number)
    facts = briefs.facts_of(community.id, day, briefs.latest_of_day(community.id, day))
    draft = facts.texts.number is None
    paper = printed(print_facts(facts, draft=draft, language=language))
    assert faults(paper, compose(facts.figures, facts.texts, language)) == []


BAD = """<!doctype html><html lang="zh-Hans"><head><title>坏</title></head><body>
<p>，开头是逗号</p><p class="far">一行写到版心以外</p><p>结尾是括号（</p>
<table><tr><td>没有表头的表</td><td class="narrow">Vehicles</td></tr></table>
<h2>孤零零的标题</h2><p class="new">末页</p></body></html>"""
BAD_CSS = """@page { size: A4; margin: 37mm 26mm 35mm 28mm } body { font: 16pt "TeamHub Fang" } p { margin: 0 }
.far { margin-left: -20mm } .new { break-before: page } h2 { font: bold 16pt "Noto Sans CJK SC" }
td { border: 1pt solid #000; font-size: 12pt } .narrow { max-width: 20pt; overflow-wrap: anywhere }"""


def test_the_rules_find_what_they_are_for() -> None:
    """The control: one bad sheet has each of these faults, and each is found."""
    sheet = print_sheets(BAD, ("page.css",), extra_css=BAD_CSS)
    told = "\n".join(faults(printed(sheet), compose(april_fourth(), april_texts(), "zh_Hans_CN")))
    for fault in (
        "begins with a closing mark: ，开头", "ends with an opening mark: 结尾", "outside the text block: 一行写到",
        "a table without its head", "a lonely row", "torn in its cell: ",
        "a heading is the last line: 孤零零", "page 1: only", "the end block is on pages []",
    ):  # fmt: skip
        assert fault in told


def test_a_box_is_found_on_the_paper_too() -> None:
    """The control of the rule that stops the print: without it, this is how a box is noticed."""
    sheets = [
        print_sheets(BAD.replace("末页", words), ("page.css",), extra_css=BAD_CSS)
        for words in ("末页", "末\ue000")
    ]
    assert ["box" in " ".join(boxes(printed(sheet))) for sheet in sheets] == [False, True]


def test_rare_names_are_on_the_paper_and_in_its_text(invented: Days) -> None:
    text = invented("rare_names").paper("zh_Hans_CN").running()
    for words in (f"队员{RARE}为居民送药上门", f"{RARE[:6]}苑", f"{RARE[2]}河桥{RARE[3]}", "周𬍛镕", "王𫖯"):
        assert words in text


@pytest.mark.prove
def test_a_name_of_twenty_characters_is_whole_in_every_table(invented: Days) -> None:
    cells = [
        "".join(cell.split())
        for page in invented("long_name").paper("zh_Hans_CN").pages
        for table in page.find_tables()
        for row in table.extract()
        for cell in row
        if cell
    ]
    assert [cell for cell in cells if LONG in cell] == [f"{LONG}北门", f"P1{LONG}", LONG, LONG]
