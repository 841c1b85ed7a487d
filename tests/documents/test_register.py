"""The register on paper: within its margins, heads on every sheet, no row torn, the foot never alone."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from pdfplumber.pdf import PDF

from teamhub.documents.register import Column, RegisterFacts, print_register

MM = 72 / 25.4
COLUMNS = (Column("序号", 6, True), Column("姓名", 14), Column("单位", 26), Column("签名", 18))


def register(rows: int) -> PDF:
    facts = RegisterFacts(
        community="邻里社区",
        title="通知签收表",
        about=("通知：关于交接班的通知", "防控指挥部"),
        columns=COLUMNS,
        rows=tuple((str(n), "李文涛", "市委组织部", "") for n in range(1, rows + 1)),
        totals=(("应签收", str(rows)),),
        signatures=("核对人", "日期"),
        printed="打印时间：4月3日 21:00",
        nothing="暂无记录",
    )
    return pdfplumber.open(io.BytesIO(print_register(facts, language="zh_Hans_CN")))


@pytest.mark.parametrize("rows", [0, 1, 24, 25, 26, 60])
def test_every_sheet_stays_within_its_margins_and_repeats_the_heads(rows: int) -> None:
    with register(rows) as book:
        for number, sheet in enumerate(book.pages, start=1):
            edges = [edge for line in sheet.rects + sheet.lines for edge in (line["x0"], line["x1"])]
            assert min(edges) >= 25 * MM - 1
            assert max(edges) <= (210 - 18) * MM + 1
            words = (sheet.extract_text() or "").replace(" ", "")
            assert f"{number}/{len(book.pages)}" in words
            body = [word for word in sheet.extract_words() if word["bottom"] < (297 - 22) * MM]
            assert body, "a sheet with nothing on it"
            if "李文涛" in words or rows == 0:
                assert "序号" in words
        told = "".join((sheet.extract_text() or "") for sheet in book.pages)
        assert told.count("李文涛") == rows
        assert ("暂无记录" in told) == (rows == 0)
        assert "核对人" in (book.pages[-1].extract_text() or "")


def test_columns_are_as_wide_as_their_shares() -> None:
    with register(3) as book:
        table = book.pages[0].find_tables()[0]
        first = table.rows[0].cells
        widths = [cell[2] - cell[0] for cell in first if cell is not None]
        whole = sum(widths)
        assert whole == pytest.approx((210 - 25 - 18) * MM, abs=1.5)
        for width, column in zip(widths, COLUMNS, strict=True):
            assert width / whole == pytest.approx(column.share / 64, abs=0.01)


def test_a_row_that_does_not_fit_is_no_register() -> None:
    facts = RegisterFacts("", "表", (), COLUMNS, (("1", "2"),), (), (), "")
    with pytest.raises(ValueError, match="does not fit"):
        print_register(facts, language="zh")
