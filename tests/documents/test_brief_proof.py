"""The foot of the last sheet: a code and a picture by which anybody can look the paper up, outside the text block."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
import zxingcpp

from tests.documents.printed import MM, Printed, april, print_day
from tests.domain.briefs.days import april_fourth, april_texts

CODE = "7KQ2M9XD4T"
ADDRESS = f"https://teamhub.beijiao.gov.cn/v/{CODE}"


@cache
def proven(language: str = "zh_Hans_CN") -> Printed:
    return print_day(april_fourth(), replace(april_texts(), code=CODE, verify_at=ADDRESS), language)


@pytest.mark.parametrize("dpi", [50, 100])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_picture_leads_to_the_page_of_the_code_even_from_a_poor_scan(language: str, dpi: int) -> None:
    picture = proven(language).pages[-1].to_image(resolution=dpi).original.convert("L")
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == ADDRESS.upper()


def test_code_and_address_stand_there_to_be_typed() -> None:
    foot = "".join((proven().pages[-1].extract_text() or "").split())
    assert "验证码7KQ2M-9XD4T" in foot
    assert "teamhub.beijiao.gov.cn/v" in foot
    assert "第5页共5页" in foot


def test_only_the_last_sheet_carries_it() -> None:
    assert all("7KQ2M" not in (page.extract_text() or "") for page in proven().pages[:-1])


def test_the_text_block_is_the_same_to_the_point() -> None:
    """All that stands above the lower margin, and the page numbers, are where they are without the code."""
    assert len(proven().pages) == len(april().pages)
    for with_code, without in zip(proven().pages, april().pages, strict=True):
        places = [
            [(c["text"], round(c["x0"], 1), round(c["top"], 1)) for c in page.chars if c["top"] < 262 * MM]
            for page in (with_code, without)
        ]
        assert places[0] == places[1]


def test_it_stays_clear_of_the_block_and_of_the_edge_that_printers_leave_white() -> None:
    page = proven().pages[-1]
    foot = [c for c in page.chars if c["top"] > 262 * MM]
    drawn = [*page.rects, *page.curves, *page.lines]
    squares = [s for s in drawn if s["top"] > 262 * MM]
    assert squares
    assert max(o["bottom"] for o in (*foot, *squares)) < (297 - 5) * MM
    assert min(o["x0"] for o in squares) >= 28 * MM - 0.5


def test_a_draft_carries_none() -> None:
    draft = print_day(april_fourth(), replace(april_texts(), number=None), draft=True)
    assert zxingcpp.read_barcodes(draft.pages[-1].to_image(resolution=100).original.convert("L")) == []
