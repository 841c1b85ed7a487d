"""The short codes that people go by in workbooks and on cards."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.people import Person


def next_code(community_id: int) -> str:
    """P001, P002, ...: one above the highest of this form."""
    codes = db.session.scalars(
        select(Person.code).where(Person.community_id == community_id, Person.code.like("P%"))
    )
    highest = max((int(code[1:]) for code in codes if code[1:].isascii() and code[1:].isdigit()), default=0)
    return f"P{highest + 1:03d}"
