"""The care register and the timed cases as of the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from teamhub.domain.figures.care import CareFigures, CareRow, TimedCaseFigures, TimedCaseStep
from teamhub.models.base import db
from teamhub.models.care import CareAssignment, CareContact, VulnerableResident
from teamhub.models.deeds import ResidentRequest
from teamhub.models.testing import HomeSample, TimedCase
from teamhub.queries.tally.scope import Scope, midnight


@dataclass(frozen=True)
class Registered:
    id: int
    category: str
    assigned: bool
    last_contact: datetime | None


def care_figures(scope: Scope) -> CareFigures:
    register = _register(scope)
    requests: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for category, done_at in db.session.execute(
        select(VulnerableResident.category, ResidentRequest.done_at)
        .join(VulnerableResident, VulnerableResident.id == ResidentRequest.vulnerable_id)
        .where(ResidentRequest.campaign_id == scope.campaign.id, scope.today(ResidentRequest.asked_at))
    ):
        requests[category] += 1
        closed[category] += done_at is not None and done_at <= scope.as_of
    rows = []
    for code, term in scope.terms["vulnerable_category"].items():
        people = [p for p in register if p.category == code]
        if not people and not requests[code]:
            continue
        patience = timedelta(days=int(term.flags["contact_interval_days"]))
        rows.append(
            CareRow(
                code=code,
                label=scope.label("vulnerable_category", code),
                registered=len(people),
                assigned=sum(p.assigned for p in people),
                contacted=sum(p.last_contact is not None and p.last_contact >= scope.starts for p in people),
                requests=requests[code],
                closed=closed[code],
                overdue=sum(
                    p.last_contact is None or scope.as_of - p.last_contact > patience for p in people
                ),
            )
        )
    return CareFigures(tuple(rows), _timed(scope))


def _register(scope: Scope) -> list[Registered]:
    """Residents on the register at the moment."""
    last = (
        select(CareContact.vulnerable_id, func.max(CareContact.contacted_at).label("at"))
        .where(CareContact.community_id == scope.community.id, scope.so_far(CareContact.contacted_at))
        .group_by(CareContact.vulnerable_id)
        .subquery()
    )
    assigned = (
        select(CareAssignment.vulnerable_id)
        .where(
            CareAssignment.community_id == scope.community.id,
            CareAssignment.starts_on <= scope.day,
            or_(CareAssignment.ends_on.is_(None), CareAssignment.ends_on >= scope.day),
        )
        .distinct()
        .subquery()
    )
    rows = db.session.execute(
        select(VulnerableResident.id, VulnerableResident.category, assigned.c.vulnerable_id, last.c.at)
        .outerjoin(last, last.c.vulnerable_id == VulnerableResident.id)
        .outerjoin(assigned, assigned.c.vulnerable_id == VulnerableResident.id)
        .where(
            VulnerableResident.campaign_id == scope.campaign.id,
            VulnerableResident.registered_on <= scope.day,
            or_(VulnerableResident.ended_on.is_(None), VulnerableResident.ended_on > scope.day),
        )
    )
    return [Registered(key, category, carer is not None, at) for key, category, carer, at in rows]


def _timed(scope: Scope) -> tuple[TimedCaseFigures, ...]:
    """One row per rule in force, of the cases begun by the day."""
    cases = list(
        db.session.scalars(
            select(TimedCase).where(
                TimedCase.campaign_id == scope.campaign.id, TimedCase.started_on <= scope.day
            )
        )
    )
    samples: dict[int, list[datetime]] = defaultdict(list)
    for case_id, sampled_at in db.session.execute(
        select(HomeSample.timed_case_id, HomeSample.sampled_at)
        .where(
            HomeSample.community_id == scope.community.id,
            HomeSample.timed_case_id.is_not(None),
            scope.so_far(HomeSample.sampled_at),
        )
        .order_by(HomeSample.sampled_at)
    ):
        if case_id is not None and sampled_at is not None:
            samples[case_id].append(sampled_at)
    code = next(
        (c for c, term in scope.terms["vulnerable_category"].items() if term.flags["timed"]), "timed_case"
    )
    by_rule: dict[str, list[TimedCase]] = defaultdict(list)
    for case in cases:
        by_rule[case.rule_name].append(case)
    found = []
    for mine in by_rule.values():
        active = [c for c in mine if c.released_at is None or c.released_at > scope.as_of]
        done = Counter(_counted_tests(c, samples[c.id]) for c in active)
        rule = mine[0].rule
        found.append(
            TimedCaseFigures(
                code=code,
                label=scope.label("vulnerable_category", code),
                active=len(active),
                isolated=sum(c.isolated_at is not None and c.isolated_at <= scope.as_of for c in active),
                tests_required=int(rule["tests"]),
                days=int(rule["days"]),
                steps=tuple(TimedCaseStep(n, done[n]) for n in sorted(done, reverse=True)),
                started_today=sum(c.started_on == scope.day for c in mine),
                released_today=sum(
                    c.released_at is not None and scope.starts <= c.released_at <= scope.as_of for c in mine
                ),
                released_total=len(mine) - len(active),
                overdue=sum(_overdue(scope, c, samples[c.id]) for c in active),
            )
        )
    return tuple(found)


def _counted_tests(case: TimedCase, samples: list[datetime]) -> int:
    """Tests that count: a test too soon after the last counted one is flagged elsewhere and not counted."""
    gap = timedelta(hours=int(case.rule["min_interval_hours"]))
    counted: list[datetime] = []
    for at in samples:
        if not counted or at - counted[-1] >= gap:
            counted.append(at)
    return len(counted)


def _overdue(scope: Scope, case: TimedCase, samples: list[datetime]) -> bool:
    """The days of the rule are over and tests are missing."""
    over = midnight(case.started_on + timedelta(days=int(case.rule["days"])), scope.zone)
    return scope.as_of >= over and _counted_tests(case, samples) < int(case.rule["tests"])
