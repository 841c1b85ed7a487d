"""Printed files as files: how many pages."""

from __future__ import annotations

import io


def count_pages(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as printed:
        return len(printed.pages)
