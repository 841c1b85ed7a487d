"""Care and timed cases behind their figures: counts by category or group only, no names, whoever asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from teamhub.domain.errors import NotFound
from teamhub.queries.tally import care
from teamhub.queries.tally.care import CaseStanding, Registered
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, summed
from teamhub.queries.tally.scope import Scope


def care_rows(scope: Scope, rest: list[str]) -> RowSet:
    """`rest`: [category,] measure, or timed, category, measure."""
    if rest[:1] == ["timed"] and len(rest) == 3:
        return _timed(scope, rest[2])
    measure = rest[-1] if rest else "registered"
    category = rest[0] if len(rest) > 1 else None
    if measure in {"requests", "closed"}:
        return _requests(scope, category, closed_only=measure == "closed")
    return _register(scope, category, measure)


def _register(scope: Scope, category: str | None, measure: str) -> RowSet:
    wanted: dict[str, Callable[[Registered], bool]] = {
        "registered": lambda p: True,
        "assigned": lambda p: p.assigned,
        "uncovered": lambda p: not p.assigned,
        "contacted": lambda p: care.contacted_today(scope, p),
        "overdue": lambda p: care.contact_overdue(scope, p),
    }
    if measure not in wanted:
        raise NotFound
    people = Counter(p.category for p in care.register(scope) if wanted[measure](p))
    rows: list[tuple[Cell, ...]] = [
        (scope.label("vulnerable_category", code), people[code])
        for code in scope.terms["vulnerable_category"]
        if people[code] and category in (None, code)
    ]
    return summed("care", ("category", "value"), rows)


def _requests(scope: Scope, category: str | None, *, closed_only: bool) -> RowSet:
    rows: list[tuple[Cell, ...]] = [
        (r.asked_at, r.code, scope.label("vulnerable_category", r.category))
        for r in care.requests_today(scope)
        if category in (None, r.category) and (r.closed or not closed_only)
    ]
    return counted("care_requests", ("at", "code", "category"), rows)


def _timed(scope: Scope, measure: str) -> RowSet:
    """Cases by group."""
    wanted: dict[str, Callable[[CaseStanding], bool]] = {
        "active": lambda c: c.active,
        "isolated": lambda c: c.active and c.isolated,
        "released": lambda c: c.released_today,
        "overdue": lambda c: c.active and c.overdue,
    }
    if measure.startswith("tests") and measure[5:].isdigit():
        tests = int(measure[5:])
        wanted[measure] = lambda c: c.active and c.tests == tests
    if measure not in wanted:
        raise NotFound
    groups = Counter((c.group, c.started_on) for c in care.cases_so_far(scope) if wanted[measure](c))
    rows: list[tuple[Cell, ...]] = [(group, started, n) for (group, started), n in sorted(groups.items())]
    return summed("timed_cases", ("group", "started", "value"), rows)
