"""Who opened what, and why: for those who answer for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import Reveal
from teamhub.models.people import Account

PAGE = 50
MANY, WITHIN = 20, timedelta(hours=24)
"""So many openings by one account within a day are worth a question."""


@dataclass(frozen=True)
class RevealRow:
    """`object_type`: person | request | vulnerable_resident | resident."""

    at: datetime
    account_id: int
    who: str
    object_type: str
    object_id: int
    reason: str


@dataclass(frozen=True)
class Opened:
    rows: tuple[RevealRow, ...]
    first: int
    total: int


@dataclass(frozen=True)
class Many:
    """Somebody who opened many within a day."""

    account_id: int
    who: str
    times: int


def opened(viewer: Viewer, page: int = 1, account_id: int | None = None) -> Opened:
    """The newest first, fifty a page."""
    own = [Reveal.community_id == viewer.community_id]
    if account_id is not None:
        own.append(Reveal.account_id == account_id)
    total = db.session.scalar(select(func.count()).select_from(Reveal).where(*own)) or 0
    rows = db.session.execute(
        select(
            Reveal.at,
            Reveal.account_id,
            Account.display_name,
            Reveal.object_type,
            Reveal.object_id,
            Reveal.reason,
        )
        .join(Account, Account.id == Reveal.account_id)
        .where(*own)
        .order_by(Reveal.at.desc(), Reveal.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Opened(tuple(RevealRow(*row) for row in rows), (page - 1) * PAGE + 1, total)


def who_opened(viewer: Viewer) -> list[tuple[int, str, int]]:
    """Account, name, how often: who opened most first."""
    rows = db.session.execute(
        select(Reveal.account_id, Account.display_name, func.count())
        .join(Account, Account.id == Reveal.account_id)
        .where(Reveal.community_id == viewer.community_id)
        .group_by(Reveal.account_id, Account.display_name)
        .order_by(func.count().desc(), Reveal.account_id)
    )
    return [(int(key), str(name), int(times)) for key, name, times in rows]


def many(community_id: int, at: datetime) -> list[Many]:
    """Accounts that opened many within the last day, one question to the database."""
    rows = db.session.execute(
        select(Reveal.account_id, Account.display_name, func.count())
        .join(Account, Account.id == Reveal.account_id)
        .where(Reveal.community_id == community_id, Reveal.at > at - WITHIN)
        .group_by(Reveal.account_id, Account.display_name)
        .having(func.count() >= MANY)
    )
    return [Many(int(key), str(name), int(times)) for key, name, times in rows]
