"""The retention job: what is over is emptied, counted, and told in a report that the journal vouches for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from teamhub.actions import erasure_rows, erasures, journal, print_jobs
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.models.campaigns import IdempotencyKey, Reveal
from teamhub.models.deeds import Deed
from teamhub.models.people import SignInThrottle, UserSession, WalkUp
from teamhub.models.places import Community
from teamhub.models.privacy import RetentionRun
from teamhub.models.sweeps import CommitmentLetter, DoorVisit
from teamhub.models.testing import HomeSample
from teamhub.queries import retention
from teamhub.queries.retention import KINDS

KEY_DAYS, SESSION_DAYS = 120, 200


def purge(community_id: int, *, at: datetime) -> RetentionRun:
    """Empties what is over in one community, and says so. Inside a unit of work; the bytes leave the files with
    `scrubbing.scrub` after the commit."""
    by = replace(Viewer.system(0), community_id=community_id)
    before = retention.due(community_id, at)
    ids = before.ids
    for resident_id in ids["residents"]:
        erasures.erase_resident(resident_id, "retention_over", by=by, at=at)
    session = db.session()
    erasure_rows.empty_requests(session, ids["requests"], at)
    for kind, model in (("deeds", Deed), ("door_notes", DoorVisit), ("letters", CommitmentLetter)):
        erasure_rows.empty_rows(session, model, ids[kind])
    session.execute(update(HomeSample).where(HomeSample.id.in_(ids["samples"])).values(unit_id=None))
    erasure_rows.drop_uploads(session, ids["uploads"])
    print_jobs.clear_away(community_id, at=at)
    session.execute(
        update(WalkUp).where(WalkUp.id.in_(ids["walk_ups"])).values(name="", phone="", declined_at=at)
    )
    session.execute(delete(Reveal).where(Reveal.id.in_(ids["reveals"])))
    session.expire_all()
    after = retention.due(community_id, at)
    report = {
        kind: [before.held[kind], before.held[kind] - after.held[kind], after.held[kind]] for kind in KINDS
    }
    canonical = json.dumps(report, sort_keys=True, separators=(",", ":"))
    run = RetentionRun(
        community_id=community_id,
        ran_at=at,
        report=report,
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )
    session.add(run)
    session.flush()
    journal.write(
        "privacy.retention_ran",
        by=by,
        at=at,
        object_type="retention_run",
        object_id=run.id,
        erased=sum(numbers[1] for numbers in report.values()),
        digest=run.digest,
    )
    return run


def tidy(*, at: datetime) -> None:
    """Of the whole installation: counters of tries, answers kept for replays, sessions that ended long ago. Nobody's
    history."""
    session = db.session()
    session.execute(delete(SignInThrottle).where(SignInThrottle.window_started_at < at - timedelta(days=2)))
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < at - timedelta(days=KEY_DAYS)))
    session.execute(delete(UserSession).where(UserSession.expires_at < at - timedelta(days=SESSION_DAYS)))


def communities() -> list[int]:
    return list(db.session.scalars(select(Community.id).order_by(Community.id)))
