"""How an installation fares: what its administrator should know before it hurts. Measures in, findings out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

GIB = 1024**3
LEAST_FREE, LOW_FREE = 1 * GIB, 5 * GIB
"""Bytes on the disk of the database: below the first writes may soon fail."""
WAL_MOST = 64 * 1024 * 1024
BACKUP_SOON, BACKUP_LATE = timedelta(hours=2), timedelta(days=1)
DRILL_SOON, RETENTION_SOON = timedelta(days=9), timedelta(days=2)
CERTIFICATE_SOON, CERTIFICATE_LATE = timedelta(days=21), timedelta(days=5)
QUEUE_SOON, QUEUE_LATE = timedelta(minutes=10), timedelta(hours=1)


class Standing(IntEnum):
    """`UNKNOWN`: could not be measured, or does not apply here."""

    UNKNOWN = -1
    GOOD = 0
    SOON = 1
    BAD = 2


@dataclass(frozen=True)
class Finding:
    """`name`: what was looked at; `code`: what was found (words stand with the page); `values` fill them."""

    name: str
    standing: Standing
    code: str
    values: dict[str, object] = field(default_factory=dict)


def worst(findings: tuple[Finding, ...]) -> Standing:
    return max((f.standing for f in findings), default=Standing.UNKNOWN)


def judge_disk(free: int, total: int) -> Finding:
    """Bytes."""
    standing = Standing.GOOD
    if free < LEAST_FREE:
        standing = Standing.BAD
    elif free < LOW_FREE:
        standing = Standing.SOON
    return Finding("disk", standing, "disk_free", {"free": free, "total": total})


def judge_database(revision: str | None, expected: str, size: int | None, wal: int | None) -> Finding:
    """`revision`: the schema found, None when the database does not answer. Sizes in bytes, None where unknown."""
    if revision is None:
        return Finding("database", Standing.BAD, "database_silent")
    if revision != expected:
        return Finding(
            "database", Standing.BAD, "database_version", {"found": revision, "expected": expected}
        )
    if wal is not None and wal > WAL_MOST:
        return Finding("database", Standing.SOON, "database_wal", {"wal": wal})
    return Finding("database", Standing.GOOD, "database_sound", {"size": size, "revision": revision})


def judge_backup(made_at: datetime | None, failed: str, now: datetime) -> Finding:
    """`failed`: why the one since did not succeed; empty: none failed."""
    if made_at is None:
        return Finding("backup", Standing.BAD, "backup_none")
    age = now - made_at
    standing = Standing.GOOD
    if age > BACKUP_LATE:
        standing = Standing.BAD
    elif age > BACKUP_SOON:
        standing = Standing.SOON
    if failed:
        return Finding(
            "backup", max(standing, Standing.SOON), "backup_failed", {"at": made_at, "why": failed}
        )
    return Finding("backup", standing, "backup_age", {"at": made_at})


def judge_drill(practised_at: datetime | None, failed: str, now: datetime) -> Finding:
    """The restore for practice. `failed`: why it did not succeed; empty: it did."""
    if practised_at is None:
        return Finding("drill", Standing.SOON, "drill_none")
    if failed:
        return Finding("drill", Standing.BAD, "drill_failed", {"at": practised_at, "why": failed})
    standing = Standing.SOON if now - practised_at > DRILL_SOON else Standing.GOOD
    return Finding("drill", standing, "drill_passed", {"at": practised_at})


def judge_retention(ran_at: datetime | None, now: datetime) -> Finding:
    """The job that erases what is past its time."""
    if ran_at is None:
        return Finding("retention", Standing.UNKNOWN, "retention_none")
    standing = Standing.SOON if now - ran_at > RETENTION_SOON else Standing.GOOD
    return Finding("retention", standing, "retention_ran", {"at": ran_at})


def judge_library(narrow: bool, version: str) -> Finding:
    """The SQLite that Python brings. `narrow`: it has the WAL-reset defect, which the narrow mode keeps harmless."""
    if narrow:
        return Finding("library", Standing.SOON, "sqlite_loses_pages", {"version": version})
    return Finding("library", Standing.GOOD, "sqlite_sound", {"version": version})


def judge_queue(waiting: int, oldest: datetime | None, given_up: int, now: datetime) -> Finding:
    """Messages to group chats: those that wait for delivery, and those given up in the last day."""
    age = now - oldest if oldest is not None else timedelta()
    if age > QUEUE_LATE or given_up:
        return Finding("queue", Standing.BAD if age > QUEUE_LATE else Standing.SOON, "queue_stuck",
                       {"waiting": waiting, "given_up": given_up})  # fmt: skip
    if age > QUEUE_SOON:
        return Finding("queue", Standing.SOON, "queue_slow", {"waiting": waiting})
    return Finding("queue", Standing.GOOD, "queue_flows", {"waiting": waiting})


def judge_prints(missing: int) -> Finding:
    """Issued briefs without a print."""
    if missing:
        return Finding("prints", Standing.SOON, "prints_missing", {"missing": missing})
    return Finding("prints", Standing.GOOD, "prints_whole")


def judge_certificate(https: bool, ends_at: datetime | None, now: datetime) -> Finding:
    """`ends_at` None: could not be read."""
    if not https:
        return Finding("certificate", Standing.SOON, "certificate_plain")
    if ends_at is None:
        return Finding("certificate", Standing.UNKNOWN, "certificate_unread")
    left = ends_at - now
    standing = Standing.GOOD
    if left < CERTIFICATE_LATE:
        standing = Standing.BAD
    elif left < CERTIFICATE_SOON:
        standing = Standing.SOON
    return Finding("certificate", standing, "certificate_ends", {"at": ends_at})


def judge_example(sign_in_shown: bool, https: bool) -> Finding | None:
    """The example's sign-in names on the sign-in page belong on a demonstration only."""
    if sign_in_shown and https:
        return Finding("example", Standing.BAD, "example_open")
    return None
