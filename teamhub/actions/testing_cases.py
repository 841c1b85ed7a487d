"""A case with a schedule: at home since, results of its tests, code seen green, released or escalated."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from teamhub.actions import journal, privacy
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.timed_cases import check_release
from teamhub.models.base import db
from teamhub.models.testing import TimedCase
from teamhub.queries import testing_cases

RESULTS = ("", "negative", "positive")


class CaseRefused(RuleBroken):
    """case_over"""


def note_isolated(case_id: int, *, by: Viewer, at: datetime) -> TimedCase:
    """At home since now; the first time stays. Raises NotFound, CaseRefused."""
    held = _active(case_id, by)
    held.isolated_at = held.isolated_at or at
    return _note("case.isolate", held, by, at)


def note_result(case_id: int, sample_id: int, result: str, *, by: Viewer, at: datetime) -> TimedCase:
    """negative, positive, or empty: not in yet. Raises NotFound, CaseRefused."""
    privacy.require_basis(by=by, at=at)
    held = _active(case_id, by)
    sample = testing_cases.sample_of_case(by, case_id, sample_id)
    if result not in RESULTS or sample.sampled_at is None:
        raise NotFound
    sample.result = result
    return _note("case.result", held, by, at)


def note_green(case_id: int, *, by: Viewer, at: datetime) -> TimedCase:
    """Somebody saw the code green. Raises NotFound, CaseRefused."""
    held = _active(case_id, by)
    held.code_seen_green_at, held.code_seen_by_id = at, by.person_id
    return _note("case.green", held, by, at)


def release_case(case_id: int, zone: ZoneInfo, *, by: Viewer, at: datetime) -> TimedCase:
    """Raises NotFound, ReleaseRefused with every obstacle."""
    held = testing_cases.case_for(by, case_id)
    check_release(testing_cases.facts_of(held, testing_cases.samples_of([held.id])[held.id]), at, zone)
    held.released_at = at
    return _note("case.release", held, by, at)


def escalate_case(case_id: int, *, by: Viewer, at: datetime) -> TimedCase:
    """It is no longer the community's to release. Raises NotFound, CaseRefused."""
    held = _active(case_id, by)
    held.escalated_at = at
    return _note("case.escalate", held, by, at)


def _active(case_id: int, by: Viewer) -> TimedCase:
    held = testing_cases.case_for(by, case_id)
    if held.released_at is not None or held.escalated_at is not None:
        raise CaseRefused("case_over")
    return held


def _note(what: str, held: TimedCase, by: Viewer, at: datetime) -> TimedCase:
    db.session.flush()
    journal.write(what, by=by, at=at, object_type="timed_case", object_id=held.id)
    return held
