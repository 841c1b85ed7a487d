"""The short codes that things go by in workbooks and on paper."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from teamhub.models.base import db


def next_code(column: InstrumentedAttribute[str], *within: ColumnElement[bool], form: str) -> str:
    """One above the highest of its form among the rows `within`. `form`: letter and least width, such as P001 or
    D0001. A code is not given twice as long as its row stands."""
    return next_codes(column, *within, form=form, count=1)[0]


def next_codes(
    column: InstrumentedAttribute[str], *within: ColumnElement[bool], form: str, count: int
) -> list[str]:
    """The next `count` codes in their order."""
    prefix, width = form.rstrip("0123456789"), len(form) - len(form.rstrip("0123456789"))
    kept = db.session.scalars(select(column).where(*within, column.like(f"{prefix}%")))
    numbers = (re.fullmatch(rf"{prefix}([0-9]+)", code) for code in kept)
    last = max((int(found[1]) for found in numbers if found), default=0)
    return [f"{prefix}{last + step:0{width}d}" for step in range(1, count + 1)]
