"""Failed tries are counted before the slow check begins, in one atomic statement, so that many connections at
once get no more tries than one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Insert, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.people import SignInThrottle


class TooManyTries(RuleBroken):
    """Wait. `minutes`: until when at the latest."""


@dataclass(frozen=True)
class Limit:
    """At most `failures` within `window`. `name` keeps the counters of one subject apart."""

    name: str
    failures: int
    window: timedelta


MINUTE = Limit("minute", 5, timedelta(minutes=1))
HOUR = Limit("hour", 10, timedelta(hours=1))
EVER = Limit("ever", 20, timedelta(days=3650))
ADDRESS = Limit("minute", 30, timedelta(minutes=1))
"""A whole team may share one address: only failures count, so good sign-ins never use it up."""
EVERYBODY = Limit("minute", 300, timedelta(minutes=1))

FAILED_LATELY = Limit("lately", 100, timedelta(hours=1))
"""More failures than this within an hour, whoever and wherever: those who manage accounts are told."""

MINUTE_OF_LOOKS = Limit("minute", 20, timedelta(minutes=1))
HOUR_OF_LOOKS = Limit("hour", 200, timedelta(hours=1))
"""Codes of printed briefs that do not exist, from one address."""

BY_LOGIN = (MINUTE, HOUR)
BY_DEVICE = (MINUTE, HOUR, EVER)
"""A phone whose PIN was guessed wrong twenty times stays shut until the leader resets it."""


def subject(kind: str, name: str) -> str:
    """What is counted, without the login or address itself."""
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def take(key: str, limits: tuple[Limit, ...], at: datetime) -> None:
    """Counts one try as failed in advance. Raises TooManyTries; refused tries do not count."""
    for limit in limits:
        if count(key, limit, at) > limit.failures:
            raise TooManyTries("too_many_tries", minutes=max(1, int(limit.window.total_seconds() // 60)))


def count(key: str, limit: Limit, at: datetime) -> int:
    """Adds one to the counter and tells its new value; a window that is over starts again."""
    row = {"subject": f"{key}/{limit.name}", "window_started_at": at, "failures": 1}
    over = SignInThrottle.window_started_at <= at - limit.window
    then = {
        "failures": case((over, 1), else_=SignInThrottle.failures + 1),
        "window_started_at": case((over, at), else_=SignInThrottle.window_started_at),
    }
    statement: Insert
    if db.session.get_bind().dialect.name == "postgresql":
        statement = (
            postgresql.insert(SignInThrottle)
            .values(row)
            .on_conflict_do_update(index_elements=["subject"], set_=then)
        )
    else:
        statement = (
            sqlite.insert(SignInThrottle)
            .values(row)
            .on_conflict_do_update(index_elements=["subject"], set_=then)
        )
    return int(db.session.execute(statement.returning(SignInThrottle.failures)).scalar_one())


def used(key: str, limit: Limit, at: datetime) -> int:
    """How much of the budget is used up within the present window."""
    found = db.session.scalar(
        select(SignInThrottle.failures).where(
            SignInThrottle.subject == f"{key}/{limit.name}",
            SignInThrottle.window_started_at > at - limit.window,
        )
    )
    return found or 0


def refuse_when_full(key: str, limit: Limit, at: datetime) -> None:
    """Raises TooManyTries when the budget of failures is used up; counts nothing."""
    if used(key, limit, at) >= limit.failures:
        raise TooManyTries("too_many_tries", minutes=max(1, int(limit.window.total_seconds() // 60)))


def refuse_when_spent(key: str, limits: tuple[Limit, ...], at: datetime) -> None:
    """Raises TooManyTries where `take` would. Counts nothing, so it may pass a try that `take` then refuses."""
    for limit in limits:
        refuse_when_full(key, limit, at)


def forget(key: str) -> None:
    """After a success: the counters of this subject start again."""
    db.session.execute(delete(SignInThrottle).where(SignInThrottle.subject.startswith(f"{key}/")))
