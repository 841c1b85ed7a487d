"""docs/workbook.md says exactly what the program goes by."""

from __future__ import annotations

from tools import workbook_docs


def test_page_is_what_the_descriptions_say() -> None:
    assert workbook_docs.PAGE.read_text("utf-8") == workbook_docs.markdown(), (
        "run python tools/workbook_docs.py"
    )
