"""Rounds, sites, queues and home samples: person-tests by round and by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.testing import (
    GuidelineFigures,
    HomeSampleRow,
    MakeupRow,
    RoundFigures,
    SessionSlot,
    SiteRow,
    TestingFigures,
    UntestedRow,
)
from teamhub.models.base import db
from teamhub.models.campaigns import StaffingSeat, StaffingTemplate
from teamhub.models.people import Person
from teamhub.models.places import Compound
from teamhub.models.testing import (
    HomeSample,
    QueueObservation,
    RoundEligible,
    SamplingSite,
    SamplingTeam,
    SamplingTeamMember,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
    UntestedCount,
)
from teamhub.queries.tally.scope import Scope

MODES = {"pooled": Label("混采", "pooled"), "single": Label("单采", "single")}


@dataclass(frozen=True)
class Waits:
    """Longest wait in minutes. `over`: observations of the day past the target."""

    per_round: dict[int, int]
    per_day: dict[date, int]
    over: int


@dataclass
class Sums:
    """Persons and tubes per round, day position, compound and session, as counted up to the moment."""

    site: list[tuple[int, int, int | None, int, int, int]] = field(default_factory=list)
    """(round, day position, compound, session, persons, tubes)"""
    home: list[tuple[int, int, int, str, int]] = field(default_factory=list)
    """(round, day position, compound, reason, samples)"""

    @property
    def persons(self) -> int:
        return sum(row[4] for row in self.site) + sum(row[4] for row in self.home)


def sums(scope: Scope) -> Sums:
    """Every person-test of the campaign up to the moment, grouped finely enough for all tables."""
    position = scope.day_index(SiteCount.counted_at).label("position")
    site = db.session.execute(
        select(
            SiteSession.round_id,
            position,
            SiteCount.compound_id,
            SiteSession.id,
            func.sum(SiteCount.persons),
            func.sum(SiteCount.tubes),
        )
        .join(SiteSession, SiteSession.id == SiteCount.session_id)
        .join(TestingRound, TestingRound.id == SiteSession.round_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(SiteCount.counted_at))
        .group_by(SiteSession.round_id, position, SiteCount.compound_id, SiteSession.id)
    )
    sampled = scope.day_index(HomeSample.sampled_at).label("position")
    home = db.session.execute(
        select(HomeSample.round_id, sampled, HomeSample.compound_id, HomeSample.reason, func.count())
        .join(TestingRound, TestingRound.id == HomeSample.round_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(HomeSample.sampled_at))
        .group_by(HomeSample.round_id, sampled, HomeSample.compound_id, HomeSample.reason)
    )
    return Sums(
        [(r, at, c, s, persons, tubes) for r, at, c, s, persons, tubes in site],
        [(r, at, c, reason, n) for r, at, c, reason, n in home if r is not None],
    )


def rounds_so_far(scope: Scope) -> list[TestingRound]:
    return list(
        db.session.scalars(
            select(TestingRound)
            .where(TestingRound.campaign_id == scope.campaign.id, TestingRound.starts_at <= scope.as_of)
            .order_by(TestingRound.number)
        )
    )


def longest_waits(scope: Scope) -> Waits:
    """Of everything observed up to the moment."""
    position = scope.day_index(QueueObservation.observed_at).label("position")
    rows = db.session.execute(
        select(SiteSession.round_id, position, func.max(QueueObservation.wait_minutes))
        .join(SiteSession, SiteSession.id == QueueObservation.session_id)
        .join(TestingRound, TestingRound.id == SiteSession.round_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(QueueObservation.observed_at))
        .group_by(SiteSession.round_id, position)
    )
    per_round: dict[int, int] = {}
    per_day: dict[date, int] = {}
    days = scope.days()
    for round_id, at, wait in rows:
        per_round[round_id] = max(wait, per_round.get(round_id, 0))
        if at >= 0:
            per_day[days[at]] = max(wait, per_day.get(days[at], 0))
    over = (
        db.session.scalar(
            select(func.count())
            .select_from(QueueObservation)
            .where(
                QueueObservation.community_id == scope.community.id,
                scope.today(QueueObservation.observed_at),
                QueueObservation.wait_minutes > scope.thresholds.queue_target_minutes,
            )
        )
        or 0
    )
    return Waits(per_round, per_day, over)


def testing_figures(scope: Scope, counted: Sums, rounds: list[TestingRound], waits: Waits) -> TestingFigures:
    here = len(scope.days()) - 1
    held = [r for r in rounds if scope.local(r.starts_at).date() == scope.day]
    earlier = [r for r in rounds if scope.local(r.starts_at).date() < scope.day]
    today = [r for r in counted.site if r[1] == here], [r for r in counted.home if r[1] == here]
    figures = tuple(_round(scope, r, counted, waits.per_round.get(r.id)) for r in held)
    makeups = []
    for r in earlier:
        at_site = sum(row[4] for row in today[0] if row[0] == r.id)
        at_home = sum(row[4] for row in today[1] if row[0] == r.id)
        if at_site or at_home:
            makeups.append(MakeupRow(r.number, at_site, at_home))
    return TestingFigures(
        rounds=figures,
        rounds_so_far=len(rounds),
        person_tests_day=sum(r[4] for r in today[0]) + sum(r[4] for r in today[1]),
        person_tests_total=counted.persons,
        makeups=tuple(makeups),
        longest_wait_minutes=waits.per_day.get(scope.day),
        waits_over_target=waits.over,
        guideline=_guideline(scope, held, figures),
    )


def _guideline(
    scope: Scope, held: list[TestingRound], figures: tuple[RoundFigures, ...]
) -> GuidelineFigures | None:
    if not held:
        return None
    per_sampler = scope.thresholds.sampler_people_reference
    samplers = db.session.scalar(
        select(func.count(SamplingTeamMember.person_id.distinct()))
        .join(SamplingTeam, SamplingTeam.id == SamplingTeamMember.team_id)
        .where(SamplingTeam.round_id.in_([r.id for r in held]), SamplingTeamMember.task == "sampling")
    )
    eligible = max(f.eligible for f in figures)
    return GuidelineFigures(per_sampler, -(-eligible // per_sampler), samplers or 0)


def _round(scope: Scope, r: TestingRound, counted: Sums, longest: int | None) -> RoundFigures:
    site_rows = [row for row in counted.site if row[0] == r.id]
    home_rows = [row for row in counted.home if row[0] == r.id]
    here = len(scope.days()) - 1
    eligible = eligible_people(r)
    sessions = list(
        db.session.scalars(
            select(SiteSession)
            .where(SiteSession.round_id == r.id, SiteSession.is_makeup.is_(False))
            .order_by(SiteSession.opens_at, SiteSession.code)
        )
    )
    template, team_size = _template(r)
    members = _members(scope, sessions)
    pooled = sum(row[4] for row in site_rows)
    home = sum(row[4] for row in home_rows)
    return RoundFigures(
        number=r.number,
        day=scope.local(r.starts_at).date(),
        mode=MODES.get(r.mode, Label(r.mode, r.mode)),
        template=template,
        team_size=team_size,
        teams=len({s.team_id for s in sessions if s.team_id is not None}),
        sessions=len(sessions),
        on_duty=sum(share.count for share in members),
        pool_size=r.pool_size,
        eligible=sum(eligible.values()),
        tested=pooled + home,
        tested_that_day=sum(row[4] for row in site_rows if row[1] == here)
        + sum(sample[4] for sample in home_rows if sample[1] == here),
        pooled=pooled,
        tubes=sum(row[5] for row in site_rows),
        home=home,
        longest_wait=longest,
        sites=_sites(scope, sessions, eligible, site_rows, home_rows),
        untested=_untested(scope, r),
        home_by_reason=_home_by_reason(scope, home_rows),
        by_member_type=members,
    )


def eligible_people(r: TestingRound) -> dict[int, int]:
    """Compound -> people who should be tested in the round."""
    rows = db.session.execute(
        select(RoundEligible.compound_id, RoundEligible.eligible).where(RoundEligible.round_id == r.id)
    )
    return dict(rows.all())


def _template(r: TestingRound) -> tuple[str, int]:
    if r.template_id is None:
        return "", 0
    row = db.session.execute(
        select(StaffingTemplate.name, func.coalesce(func.sum(StaffingSeat.count), 0))
        .outerjoin(StaffingSeat, StaffingSeat.template_id == StaffingTemplate.id)
        .where(StaffingTemplate.id == r.template_id)
        .group_by(StaffingTemplate.name)
    ).one()
    return row[0], int(row[1])


def _members(scope: Scope, sessions: list[SiteSession]) -> tuple[Share, ...]:
    """People in the teams of these sessions, each once, by member type."""
    counts = dict(
        db.session.execute(
            select(Person.member_type, func.count(Person.id.distinct()))
            .join(SamplingTeamMember, SamplingTeamMember.person_id == Person.id)
            .where(SamplingTeamMember.team_id.in_({s.team_id for s in sessions if s.team_id is not None}))
            .group_by(Person.member_type)
        ).all()
    )
    return tuple(
        Share(code, scope.label("member_type", code), counts[code])
        for code in scope.terms["member_type"]
        if code in counts
    )


def _sites(
    scope: Scope,
    sessions: list[SiteSession],
    eligible: dict[int, int],
    site_rows: list[tuple[int, int, int | None, int, int, int]],
    home_rows: list[tuple[int, int, int, str, int]],
) -> tuple[SiteRow, ...]:
    site_of_session = {s.id: s.site_id for s in sessions}
    site_ids = set(site_of_session.values())
    compounds: dict[int, list[tuple[int, str]]] = defaultdict(list)
    home_site: dict[int, int] = {}
    for site_id, compound_id, name in db.session.execute(
        select(SiteCompound.site_id, Compound.id, Compound.name)
        .join(Compound, Compound.id == SiteCompound.compound_id)
        .where(SiteCompound.site_id.in_(site_ids))
        .order_by(Compound.position, Compound.id)
    ):
        compounds[site_id].append((compound_id, name))
        home_site[compound_id] = site_id
    pooled: dict[int, int] = defaultdict(int)
    tubes: dict[int, int] = defaultdict(int)
    for _, _, comes_from, session_id, persons, filled in site_rows:
        worked_at = site_of_session.get(session_id)
        belongs = worked_at if comes_from is None else home_site.get(comes_from, worked_at)
        if belongs is not None:
            pooled[belongs] += persons
            tubes[belongs if worked_at is None else worked_at] += filled
    home: dict[int, int] = defaultdict(int)
    for _, _, lives_in, _, samples in home_rows:
        if lives_in in home_site:
            home[home_site[lives_in]] += samples
    waits = _waits(scope, sessions)
    teams = dict(
        db.session.execute(
            select(SamplingTeam.id, SamplingTeam.code).where(
                SamplingTeam.id.in_({s.team_id for s in sessions if s.team_id is not None})
            )
        ).all()
    )
    sites = db.session.scalars(
        select(SamplingSite)
        .where(SamplingSite.id.in_(site_ids))
        .order_by(SamplingSite.position, SamplingSite.id)
    )
    return tuple(
        SiteRow(
            code=site.code,
            name=Label(site.name),
            compounds=tuple(name for _, name in compounds[site.id]),
            slots=tuple(
                SessionSlot(teams.get(s.team_id or 0, ""), scope.local(s.opens_at), scope.local(s.closes_at))
                for s in sessions
                if s.site_id == site.id
            ),
            eligible=sum(eligible.get(c, 0) for c, _ in compounds[site.id]),
            tested=pooled[site.id] + home[site.id],
            home=home[site.id],
            pooled=pooled[site.id],
            tubes=tubes[site.id],
            mean_wait=waits.get(site.id, (None, None))[0],
            longest_wait=waits.get(site.id, (None, None))[1],
        )
        for site in sites
    )


def _waits(scope: Scope, sessions: list[SiteSession]) -> dict[int, tuple[int, int]]:
    """Site -> (mean rounded half up, longest) in minutes."""
    rows = db.session.execute(
        select(
            SiteSession.site_id,
            func.sum(QueueObservation.wait_minutes),
            func.count(),
            func.max(QueueObservation.wait_minutes),
        )
        .join(SiteSession, SiteSession.id == QueueObservation.session_id)
        .where(
            QueueObservation.session_id.in_([s.id for s in sessions]),
            scope.so_far(QueueObservation.observed_at),
        )
        .group_by(SiteSession.site_id)
    )
    return {site_id: ((2 * total + n) // (2 * n), longest) for site_id, total, n, longest in rows}


def _untested(scope: Scope, r: TestingRound) -> tuple[UntestedRow, ...]:
    rows = db.session.execute(
        select(UntestedCount.reason, func.sum(UntestedCount.persons), func.max(UntestedCount.makeup_on))
        .where(UntestedCount.round_id == r.id)
        .group_by(UntestedCount.reason)
    )
    found = {reason: (int(persons), makeup_on) for reason, persons, makeup_on in rows}
    terms = scope.terms["untested_reason"]
    order = [c for c in terms if c in found] + sorted(set(found) - set(terms))
    return tuple(
        UntestedRow(
            code,
            scope.label("untested_reason", code),
            found[code][0],
            bool(terms[code].flags["counts_as_tested"]) if code in terms else False,
            found[code][1],
        )
        for code in order
        if found[code][0]
    )


def _home_by_reason(scope: Scope, rows: list[tuple[int, int, int, str, int]]) -> tuple[HomeSampleRow, ...]:
    counts: dict[str, int] = defaultdict(int)
    for _, _, _, reason, samples in rows:
        counts[reason] += samples
    return tuple(
        HomeSampleRow(code, scope.label("home_sample_reason", code), counts[code])
        for code in scope.terms["home_sample_reason"]
        if code in counts
    )
