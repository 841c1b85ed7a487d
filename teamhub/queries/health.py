"""Is the memory there and of the right shape."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from teamhub.models.base import db


@dataclass(frozen=True)
class Readiness:
    ready: bool
    reasons: tuple[str, ...]


def readiness(expected: str) -> Readiness:
    """Not ready: the database does not answer, has no schema yet, or another than `expected`."""
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError as error:
        return Readiness(False, (type(error).__name__,))
    if not revision:
        return Readiness(False, ("no schema",))
    if revision != expected:
        return Readiness(False, (f"schema {revision}, needed {expected}",))
    return Readiness(True, ())
