"""The care register and the timed cases as of the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from teamhub.domain.care import OnRegister, contact_is_overdue
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
    registered_on: date
    interval_days: int | None


def care_figures(scope: Scope) -> CareFigures:
    registered = register(scope)
    raised = requests_today(scope)
    requests = Counter(r.category for r in raised)
    closed = Counter(r.category for r in raised if r.closed)
    rows = []
    for code in scope.terms["vulnerable_category"]:
        people = [p for p in registered if p.category == code]
        if not people and not requests[code]:
            continue
        rows.append(
            CareRow(
                code=code,
                label=scope.label("vulnerable_category", code),
                registered=len(people),
                assigned=sum(p.assigned for p in people),
                contacted=sum(contacted_today(scope, p) for p in people),
                requests=requests[code],
                closed=closed[code],
                overdue=sum(contact_overdue(scope, p) for p in people),
            )
        )
    return CareFigures(tuple(rows), _timed(scope))


@dataclass(frozen=True)
class CareRequest:
    """A request for somebody on the register, raised on the day. `closed`: done by the moment."""

    code: str
    category: str
    asked_at: datetime
    closed: bool


def requests_today(scope: Scope) -> list[CareRequest]:
    rows = db.session.execute(
        select(
            ResidentRequest.code,
            VulnerableResident.category,
            ResidentRequest.asked_at,
            ResidentRequest.done_at,
        )
        .join(VulnerableResident, VulnerableResident.id == ResidentRequest.vulnerable_id)
        .where(ResidentRequest.campaign_id == scope.campaign.id, scope.today(ResidentRequest.asked_at))
        .order_by(ResidentRequest.asked_at, ResidentRequest.id)
    )
    return [
        CareRequest(code, category, asked_at, done_at is not None and done_at <= scope.as_of)
        for code, category, asked_at, done_at in rows
    ]


def contacted_today(scope: Scope, person: Registered) -> bool:
    return person.last_contact is not None and person.last_contact >= scope.starts


def contact_overdue(scope: Scope, person: Registered) -> bool:
    term = scope.terms["vulnerable_category"].get(person.category)
    interval = person.interval_days or (int(term.flags["contact_interval_days"]) if term else 1)
    entry = OnRegister(person.id, person.registered_on, interval, last_contact=person.last_contact)
    return contact_is_overdue(entry, scope.day, scope.zone)


def register(scope: Scope) -> list[Registered]:
    """Residents on the register at the moment."""
    last = (
        select(CareContact.vulnerable_id, func.max(CareContact.contacted_at).label("at"))
        .where(
            CareContact.community_id == scope.community.id,
            CareContact.outcome.not_in(scope.codes("contact_outcome", "reached", False)),
            scope.so_far(CareContact.contacted_at),
        )
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
        select(
            VulnerableResident.id,
            VulnerableResident.category,
            assigned.c.vulnerable_id,
            last.c.at,
            VulnerableResident.registered_on,
            VulnerableResident.interval_days,
        )
        .outerjoin(last, last.c.vulnerable_id == VulnerableResident.id)
        .outerjoin(assigned, assigned.c.vulnerable_id == VulnerableResident.id)
        .where(
            VulnerableResident.campaign_id == scope.campaign.id,
            VulnerableResident.registered_on <= scope.day,
            or_(VulnerableResident.ended_on.is_(None), VulnerableResident.ended_on > scope.day),
        )
    )
    return [
        Registered(key, category, carer is not None, at, since, interval)
        for key, category, carer, at, since, interval in rows
    ]


@dataclass(frozen=True)
class CaseStanding:
    """A case begun by the day, as of the moment. `tests`: those that count."""

    rule_name: str
    rule: dict[str, Any]
    group: str
    started_on: date
    tests: int
    active: bool
    isolated: bool
    overdue: bool
    released_today: bool


def cases_so_far(scope: Scope) -> list[CaseStanding]:
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
    cases = db.session.scalars(
        select(TimedCase)
        .where(TimedCase.campaign_id == scope.campaign.id, TimedCase.started_on <= scope.day)
        .order_by(TimedCase.id)
    )
    return [_standing(scope, c, samples[c.id]) for c in cases]


def _standing(scope: Scope, case: TimedCase, samples: list[datetime]) -> CaseStanding:
    released = case.released_at
    return CaseStanding(
        rule_name=case.rule_name,
        rule=case.rule,
        group=case.group_label,
        started_on=case.started_on,
        tests=_counted_tests(case, samples),
        active=released is None or released > scope.as_of,
        isolated=case.isolated_at is not None and case.isolated_at <= scope.as_of,
        overdue=_overdue(scope, case, samples),
        released_today=released is not None and scope.starts <= released <= scope.as_of,
    )


def _timed(scope: Scope) -> tuple[TimedCaseFigures, ...]:
    """One row per rule in force, of the cases begun by the day."""
    code = next(
        (c for c, term in scope.terms["vulnerable_category"].items() if term.flags["timed"]), "timed_case"
    )
    by_rule: dict[str, list[CaseStanding]] = defaultdict(list)
    for case in cases_so_far(scope):
        by_rule[case.rule_name].append(case)
    found = []
    for mine in by_rule.values():
        active = [c for c in mine if c.active]
        done = Counter(c.tests for c in active)
        found.append(
            TimedCaseFigures(
                code=code,
                label=scope.label("vulnerable_category", code),
                active=len(active),
                isolated=sum(c.isolated for c in active),
                tests_required=int(mine[0].rule["tests"]),
                days=int(mine[0].rule["days"]),
                steps=tuple(TimedCaseStep(n, done[n]) for n in sorted(done, reverse=True)),
                started_today=sum(c.started_on == scope.day for c in mine),
                released_today=sum(c.released_today for c in mine),
                released_total=len(mine) - len(active),
                overdue=sum(c.overdue for c in active),
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
