"""Reading a workbook that somebody sent: bounded, forgiving in spelling, strict in meaning."""

from __future__ import annotations

from teamhub.forms.workbook.book import RawSheet, open_book
from teamhub.forms.workbook.reading import parse_book

__all__ = ["RawSheet", "open_book", "parse_book"]
