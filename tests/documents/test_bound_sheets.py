"""Sheets bound into one print: each counts its own pages, keeps its own rules, and the whole counts through."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest

from teamhub.documents.binder import BinderFacts, Chapter, print_binder
from teamhub.documents.binding import bind
from teamhub.documents.duty_roster import roster_sheet
from teamhub.documents.joining import join
from teamhub.documents.register import Column, RegisterFacts, register_sheet
from tests.documents.pdf_rules import broken_rules
from tests.documents.printed import MM, Printed, printed
from tests.documents.test_sheets import roster

ZH = "zh_Hans_CN"


def receipts(title: str, rows: int, example: str = "") -> RegisterFacts:
    return RegisterFacts(
        community="邻里社区",
        title=title,
        about=(),
        columns=(Column("序号", 6, True), Column("姓名", 14), Column("签名", 18)),
        rows=tuple((str(n), f"李文涛{n}", "") for n in range(1, rows + 1)),
        totals=(),
        signatures=("核对人",),
        printed="打印时间：4月3日 21:00",
        nothing="暂无记录",
        example_note=example,
    )


@pytest.fixture(scope="module")
def bound() -> Printed:
    long = register_sheet(receipts("通知签收表", 40, "示例数据"), language=ZH)
    return printed(
        bind(
            [
                long,
                roster_sheet(roster(2), language=ZH),
                register_sheet(receipts("集结点名记录", 0), language=ZH),
            ],
            title="合订",
            language=ZH,
            through="合订本",
        )
    )


def words(sheet: Printed, page: int) -> str:
    return "".join((sheet.pages[page].extract_text() or "").split())


def test_each_sheet_keeps_its_paper_and_counts_its_own_pages(bound: Printed) -> None:
    sizes = [(round(page.width / MM), round(page.height / MM)) for page in bound.pages]
    assert sizes == [(210, 297), (210, 297), (297, 210), (210, 297)]
    assert [re.findall(r"(\d)/(\d)(?!合)", words(bound, n)[-40:])[-1] for n in (0, 1, 3)] == [
        ("1", "2"),
        ("2", "2"),
        ("1", "1"),
    ]
    assert "第1页共1页" in words(bound, 2)


def test_the_print_counts_all_pages_through(bound: Printed) -> None:
    assert all(f"合订本{n}/4" in words(bound, n - 1) for n in range(1, 5))


def test_what_runs_over_one_sheet_does_not_run_over_the_next(bound: Printed) -> None:
    assert [("示例数据" in words(bound, n)) for n in range(4)] == [True, True, False, False]


def test_a_sheet_is_set_bound_as_it_is_set_alone(bound: Printed) -> None:
    alone = printed(roster_sheet(roster(2), language=ZH).printed()).pages[0]
    here = bound.pages[2]

    def placed(page: object) -> list[tuple[str, float, float, float]]:
        return sorted(
            (c["text"], round(c["x0"], 1), round(c["top"], 1), round(c["size"], 1))
            for c in page.chars  # type: ignore[attr-defined]  # pdfplumber carries no types
            if c["top"] > 30 and c["text"].strip()
        )

    assert placed(here) == placed(alone)


def test_the_binder_leads_to_its_chapters_and_says_what_is_missing() -> None:
    one, other = (register_sheet(receipts(title, 30), language=ZH) for title in ("甲表", "乙表"))
    facts = BinderFacts(
        "邻里社区",
        "当日合订本",
        "2022年4月4日",
        "截至4月4日22:00",
        "编印：工作队",
        "合订本",
        (Chapter("工作简报", (), "当日未编"), Chapter("通知签收", (one, other))),
    )
    pdf = print_binder(facts, language=ZH)
    book = printed(pdf)
    cover = words(book, 0)
    assert "工作简报（当日未编）" in cover
    assert re.search(r"甲表\D*2", cover)
    assert re.search(r"乙表\D*4", cover)
    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root][1:] == ["甲表", "乙表"]
        assert file.Root.MarkInfo.Marked
        links = [note for note in file.pages[0].Annots if note.Subtype == "/Link"]
        assert len(links) >= 3


def test_portions_become_one_print_that_keeps_its_tags_and_bookmarks() -> None:
    first = bind([register_sheet(receipts("甲表", 40), language=ZH)], title="表", language=ZH)
    more = bind(
        [register_sheet(receipts(t, 2), language=ZH) for t in ("乙表", "丙表")], title="表", language=ZH
    )
    whole = join([first, more, more])
    assert [words(printed(whole), n)[-3:] for n in range(6)] == ["1/2", "2/2", "1/1", "1/1", "1/1", "1/1"]
    with pikepdf.open(io.BytesIO(whole)) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root] == ["甲表", "乙表", "丙表", "乙表", "丙表"]
    assert tags_know_their_pages(whole)
    assert join([first]) == first
    assert broken_rules(whole) == []


def test_pages_joined_without_their_tags_do_not_know_them() -> None:
    """The control: what any tool makes of two files."""
    first = bind([register_sheet(receipts("甲表", 2), language=ZH)], title="表", language=ZH)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as whole, pikepdf.open(io.BytesIO(first)) as other:
        whole.pages.extend(other.pages)
        whole.save(out)
    assert tags_know_their_pages(first)
    assert not tags_know_their_pages(out.getvalue())


def tags_know_their_pages(pdf: bytes) -> bool:
    """What a page says is its place among the tags leads to tags that say they stand on this page."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        numbers = list(file.Root.StructTreeRoot.ParentTree.Nums)
        by_key = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        return all(
            {element.Pg.objgen for element in by_key[int(page.obj.StructParents)]} == {page.obj.objgen}
            for page in file.pages
        )
