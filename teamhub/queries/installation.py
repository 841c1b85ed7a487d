"""What the health page looks at: disk, database, messages, prints. No personal data, no community."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from teamhub.domain import installation
from teamhub.domain.installation import Finding
from teamhub.models.base import db
from teamhub.models.bots import BotMessage
from teamhub.models.privacy import RetentionRun
from teamhub.models.turns import file_turn
from teamhub.queries import briefs

LATELY = timedelta(days=1)
PARTS = ("teamhub", "flask", "sqlalchemy", "weasyprint", "waitress", "gunicorn")


@dataclass(frozen=True)
class Part:
    """Something that was installed, and its version."""

    name: str
    version: str


def findings(folder: Path, expected_revision: str, now: datetime) -> tuple[Finding, ...]:
    """`folder`: of the instance. What depends on the database is left out when it does not answer."""
    usage = shutil.disk_usage(folder)
    found = [installation.judge_disk(usage.free, usage.total), database(expected_revision)]
    if found[-1].code == "database_silent":
        return tuple(found)
    return (
        *found,
        *library(),
        messages(now),
        installation.judge_prints(len(briefs.unprinted())),
        retention(now),
    )


def library() -> tuple[Finding, ...]:
    """Nothing where SQLite is not what keeps the records."""
    turn = file_turn(db.engine)
    return (installation.judge_library(turn.narrow, sqlite3.sqlite_version),) if turn is not None else ()


def database(expected_revision: str) -> Finding:
    try:
        revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
        size = _size()
    except SQLAlchemyError:
        db.session.rollback()
        return installation.judge_database(None, expected_revision, None, None)
    return installation.judge_database(str(revision), expected_revision, size, _wal())


def messages(now: datetime) -> Finding:
    waiting, oldest = db.session.execute(
        select(func.count(), func.min(BotMessage.made_at)).where(BotMessage.try_at.is_not(None))
    ).one()
    given_up = db.session.scalar(
        select(func.count())
        .select_from(BotMessage)
        .where(
            BotMessage.try_at.is_(None), BotMessage.delivered_at.is_(None), BotMessage.made_at > now - LATELY
        )
    )
    return installation.judge_queue(waiting, oldest, given_up or 0, now)


def retention(now: datetime) -> Finding:
    """The community whose turn is longest ago counts."""
    latest = select(func.max(RetentionRun.ran_at)).group_by(RetentionRun.community_id)
    return installation.judge_retention(min(db.session.scalars(latest).all(), default=None), now)


def parts() -> list[Part]:
    """Versions of what runs here."""
    found = [Part("Python", platform.python_version())]
    for name in PARTS:
        try:
            found.append(Part(name, version(name)))
        except PackageNotFoundError:
            continue
    return [*found, Part(*_engine())]


def _engine() -> tuple[str, str]:
    if db.engine.dialect.name == "sqlite":
        return "SQLite", sqlite3.sqlite_version
    return "PostgreSQL", str(db.session.scalar(text("SHOW server_version")))


def keeps_own_backups() -> bool:
    """PostgreSQL has tools of its own for this."""
    return db.engine.dialect.name == "sqlite"


def _size() -> int:
    """Bytes of the database."""
    if db.engine.dialect.name == "sqlite":
        pages = db.session.scalar(
            text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        )
        return int(pages or 0)
    return int(db.session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def _wal() -> int | None:
    """Bytes of SQLite's write-ahead log."""
    name = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not name:
        return None
    log = Path(f"{name}-wal")
    return log.stat().st_size if log.exists() else 0
