"""What lies behind the figures of the rounds: people due, tested and missing, sessions, staff and waits."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from teamhub.domain.errors import NotFound
from teamhub.domain.figures.labels import Label
from teamhub.domain.figures.rates import percent_text
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import (
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SiteCompound,
    SiteSession,
    TestingRound,
    UntestedCount,
)
from teamhub.queries.tally.rows import staffing
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, explained, summed
from teamhub.queries.tally.rows.samples import home_samples, person_tests, taken_at_home, tubes
from teamhub.queries.tally.scope import Scope
from teamhub.queries.tally.testing import sums

NOT_ASKED = Label("未登记小区", "compound not recorded")
NO_REASON = Label("原因待核实", "no reason yet")
STAFF = {
    "sessions": staffing.sessions,
    "teams": staffing.teams,
    "team_size": staffing.team_seats,
    "on_duty": staffing.people,
}


def testing_rows(scope: Scope, rest: list[str]) -> RowSet:
    """`rest`: R<number>, then a measure, or a site's code and a measure; or a measure of the day."""
    if not rest or not rest[0].startswith("R") or not rest[0][1:].isdigit():
        return _of_the_day(scope, rest)
    held = db.session.scalar(
        select(TestingRound).where(
            TestingRound.campaign_id == scope.campaign.id, TestingRound.number == int(rest[0][1:])
        )
    )
    if held is None:
        raise NotFound
    site = db.session.scalar(
        select(SamplingSite).where(
            SamplingSite.campaign_id == scope.campaign.id,
            SamplingSite.code == (rest[1] if len(rest) > 1 else ""),
        )
    )
    measures = rest[2:] if site is not None else rest[1:]
    what = measures[0] if measures else "tested"
    narrowed = measures[1] if len(measures) > 1 else None
    if what in STAFF:
        return STAFF[what](scope, held)
    if what in {"mean_wait", "longest_wait"}:
        return _waits(scope, held, site=site)
    if what in {"home", "home_sites"}:
        return home_samples(scope, held, site, narrowed) if what == "home" else _home_sites(scope, held)
    if what.startswith("makeup"):
        return person_tests(
            scope, held, day_only=True, at_sites=what != "makeup_home", at_home=what != "makeup_site"
        )
    if what in {"tested", "pooled", "in"}:
        compound = narrowed or "" if what == "in" else ""
        return person_tests(scope, held, site, at_home=what != "pooled", compound=compound)
    return tubes(scope, held, site) if what == "tubes" else _coverage(scope, held, site, what, narrowed)


def _of_the_day(scope: Scope, rest: list[str]) -> RowSet:
    if rest == ["waits_over_target"]:
        return _waits(scope, None, over_only=True)
    if rest == ["waits"]:
        return _waits(scope, None)
    if rest == ["samplers"]:
        return staffing.samplers(scope)
    if rest == ["samplers_needed"]:
        return staffing.samplers_needed(scope)
    if rest in (["day"], ["total"]):
        return person_tests(scope, day_only=rest == ["day"])
    raise NotFound


def _coverage(
    scope: Scope, held: TestingRound, site: SamplingSite | None, what: str, reason: str | None
) -> RowSet:
    if what == "eligible":
        rows: list[tuple[Cell, ...]] = [(c.code, c.name, n) for c, n in _eligible(held, site)]
        return summed("eligible", ("code", "compound", "value"), rows)
    if what == "coverage":
        return _rates(scope, held, site)
    if what in {"untested", "coverage_adjusted"} and (reason or what == "coverage_adjusted"):
        return _by_reason(scope, held, reason)
    if what in {"untested", "unexplained"}:
        return _missing(scope, held, unexplained=what == "unexplained")
    raise NotFound


def _eligible(held: TestingRound, site: SamplingSite | None) -> list[tuple[Compound, int]]:
    query = (
        select(Compound, RoundEligible.eligible)
        .join(Compound, Compound.id == RoundEligible.compound_id)
        .where(RoundEligible.round_id == held.id)
        .order_by(Compound.position, Compound.id)
    )
    if site is not None:
        query = query.where(Compound.id.in_([c.id for c in site.compounds]))
    return [(compound, eligible) for compound, eligible in db.session.execute(query)]


def _tested(scope: Scope, held: TestingRound) -> dict[int | None, int]:
    """Compound -> person-tests of the round so far; None: the compound was not recorded."""
    found = sums(scope)
    tested: dict[int | None, int] = defaultdict(int)
    for round_id, _, compound, _, persons, _ in found.site:
        tested[compound] += persons if round_id == held.id else 0
    for round_id, _, compound, _, samples in found.home:
        tested[compound] += samples if round_id == held.id else 0
    return tested


def _rates(scope: Scope, held: TestingRound, site: SamplingSite | None) -> RowSet:
    tested = _tested(scope, held)
    rows: list[tuple[Cell, ...]] = [
        (c.code, c.name, due, tested[c.id], percent_text(tested[c.id], due))
        for c, due in _eligible(held, site)
    ]
    return explained("coverage", ("code", "compound", "people_due", "tested", "rate"), rows)


def _missing(scope: Scope, held: TestingRound, *, unexplained: bool) -> RowSet:
    """Per compound: due less tested, and less those with a reason where only the unexplained are asked for."""
    tested = _tested(scope, held)
    reasons: dict[int, int] = defaultdict(int)
    for compound, _, _, persons in _reasons(held):
        reasons[compound] += persons
    rows: list[tuple[Cell, ...]] = []
    for c, due in _eligible(held, None):
        missing = due - tested.pop(c.id, 0)
        rows.append(
            (c.code, c.name, due, missing, reasons[c.id], missing - (reasons[c.id] if unexplained else 0))
        )
    elsewhere = sum(tested.values())
    if elsewhere:
        rows.append((None, NOT_ASKED, 0, -elsewhere, 0, -elsewhere))
    return summed("missing", ("code", "compound", "people_due", "not_tested", "with_reason", "value"), rows)


def _reasons(held: TestingRound) -> list[tuple[int, str, str, int]]:
    """(compound, its name, reason, persons)"""
    return [
        (key, name, reason, persons)
        for key, name, reason, persons in db.session.execute(
            select(Compound.id, Compound.name, UntestedCount.reason, UntestedCount.persons)
            .join(Compound, Compound.id == UntestedCount.compound_id)
            .where(UntestedCount.round_id == held.id)
            .order_by(Compound.position, UntestedCount.reason)
        )
    ]


def _by_reason(scope: Scope, held: TestingRound, reason: str | None) -> RowSet:
    rows: list[tuple[Cell, ...]] = [
        (name, scope.label("untested_reason", code), persons)
        for _, name, code, persons in _reasons(held)
        if reason in (None, code)
    ]
    columns = ("compound", "reason", "value")
    return explained("untested", columns, rows) if reason is None else summed("untested", columns, rows)


def _home_sites(scope: Scope, held: TestingRound) -> RowSet:
    """The sites in whose areas home samples were taken."""
    samples: dict[int, int] = defaultdict(int)
    for *_, compound in taken_at_home(scope, held):
        samples[compound] += 1
    sites: dict[tuple[str, str], int] = defaultdict(int)
    for code, name, compound in db.session.execute(
        select(SamplingSite.code, SamplingSite.name, SiteCompound.compound_id)
        .join(SiteCompound, SiteCompound.site_id == SamplingSite.id)
        .where(SamplingSite.id.in_(select(SiteSession.site_id).where(SiteSession.round_id == held.id)))
        .order_by(SamplingSite.position, SamplingSite.id)
    ):
        sites[code, name] += samples[compound]
    rows: list[tuple[Cell, ...]] = [(code, name, n) for (code, name), n in sites.items() if n]
    return counted("home_sites", ("code", "site", "samples"), rows)


def _waits(
    scope: Scope, held: TestingRound | None, *, site: SamplingSite | None = None, over_only: bool = False
) -> RowSet:
    query = (
        select(
            QueueObservation.observed_at,
            SamplingSite.name,
            QueueObservation.waiting_people,
            QueueObservation.wait_minutes,
        )
        .join(SiteSession, SiteSession.id == QueueObservation.session_id)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .where(
            QueueObservation.community_id == scope.community.id, scope.so_far(QueueObservation.observed_at)
        )
        .order_by(QueueObservation.observed_at)
    )
    query = (
        query.where(scope.today(QueueObservation.observed_at))
        if held is None
        else query.where(SiteSession.round_id == held.id)
    )
    if site is not None:
        query = query.where(SiteSession.site_id == site.id)
    if over_only:
        query = query.where(QueueObservation.wait_minutes > scope.thresholds.queue_target_minutes)
    rows: list[tuple[Cell, ...]] = [tuple(r) for r in db.session.execute(query)]
    columns = ("at", "site", "waiting", "minutes")
    return counted("waits", columns, rows) if over_only else explained("waits", columns, rows)
