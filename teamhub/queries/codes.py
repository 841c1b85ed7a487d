"""The short codes that things go by in workbooks and on paper."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
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
    last = int(_highest(column, within, prefix) or 0)
    return [f"{prefix}{last + step:0{width}d}" for step in range(1, count + 1)]


def _highest(
    column: InstrumentedAttribute[str], within: Sequence[ColumnElement[bool]], prefix: str
) -> str | None:
    """The digits of the highest code. A campaign has ten thousand deeds and asks this with every one, in a writer's
    turn: of the longest codes the last in the index is the highest, unless somebody wrote other things there."""
    digits = func.substr(column, len(prefix) + 1)
    number = func.ltrim(digits, "0")
    ours = (*within, func.substr(column, 1, len(prefix)) == prefix)
    plain = (*ours, digits != "", func.ltrim(digits, "0123456789") == "")
    longest = db.session.scalar(select(func.max(func.length(column))).where(*ours))
    last: str | None = db.session.scalar(
        select(digits).where(*plain, func.length(column) == longest).order_by(column.desc()).limit(1)
    )
    if last is None or last.startswith("0"):
        last = db.session.scalar(
            select(digits).where(*plain).order_by(func.length(number).desc(), number.desc()).limit(1)
        )
    return last
