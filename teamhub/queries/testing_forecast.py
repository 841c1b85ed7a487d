"""The sites of a round as they run now: who waits, how fast it goes, and how long somebody will stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, select

from teamhub.domain.queue_advice import HEED, Kind
from teamhub.domain.queue_arrivals import Look
from teamhub.domain.queue_forecasts import Crew, Forecast, Site, Unknown, forecast, why_not
from teamhub.domain.queues import expected_finish, expected_wait, recent_rate
from teamhub.domain.testing_plans import SessionState
from teamhub.models.base import db
from teamhub.models.testing import (
    HomeSample,
    QueueMove,
    QueueObservation,
    SamplingSite,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries import terms, testing, testing_teams
from teamhub.queries.testing import SessionLine, session_lines
from teamhub.queries.testing_plans import desks_of, measured_rates
from teamhub.queries.testing_teams import CrewLine

RATE_WINDOW = timedelta(minutes=30)
OVERRUN = timedelta(hours=1)
"""A session that is open past its planned end is taken to stay so for this long: nobody said until when."""


@dataclass(frozen=True)
class Outlook:
    """One session now; `site`: what the forecast was made of. `waiting`, `looked_at`: of the last look at the queue. `rate`: people an hour lately; at this
    rate who joins now stands `wait` minutes, and the rest is through at `through_at`; None: too few counts.
    `remaining`: people of the site's compounds untested in the round. `forecast` None: `unknown` says why.
    `over_at`: when the target will likely be missed; `done_at`: when the last one is likely through, earliest and latest."""

    session: SessionLine
    team_id: int | None
    crew: CrewLine | None
    waiting: int | None
    wait_minutes: int | None
    looked_at: datetime | None
    rate: Fraction | None
    wait: int | None
    through_at: datetime | None
    remaining: int
    forecast: Forecast | None
    unknown: Unknown | None
    site: Site | None
    over_at: datetime | None
    done_at: tuple[datetime, datetime] | None
    look_due: bool


def outlooks(held: TestingRound, sessions: Sequence[SiteSession], at: datetime) -> list[Outlook]:
    """In the order given; as many questions for one session as for twenty."""
    limits = terms.thresholds(held.community_id)
    counts, seen = _counts(sessions), _seen(sessions)
    left = _remaining(held, {session.site_id for session in sessions})
    desks = desks_of(held)
    rates = measured_rates(held)
    names, moves = testing_teams.site_names(held.id), _moves(held)
    lines = session_lines([(session, names[session.id], "") for session in sessions])
    teams = {crew.id: crew for crew in testing_teams.crews(held)}
    found = []
    for session, line in zip(sessions, lines, strict=True):
        looks, last = seen[session.id], seen[session.id][-1] if seen[session.id] else None
        remaining = left.get(session.site_id, 0)
        rate = recent_rate(counts[session.id], at, window=RATE_WINDOW)
        site = None
        if session.opened_at is not None:
            site = _site(
                session,
                session.opened_at,
                counts[session.id],
                looks,
                at,
                desks=desks.get(session.team_id or 0, desks[0]),
                moves=[m for m in moves if session.id in (m.session_id, m.other_session_id)],
                per_hour=float(rates.get(session.site_id, limits.people_per_hour)),
                remaining=remaining,
            )
        unknown = _unknown(line, site)
        told = forecast(site, target=limits.queue_target_minutes) if site and unknown is None else None
        opened = session.opened_at or session.opens_at
        since = last[0] if last else session.opened_at
        found.append(
            Outlook(
                line,
                session.team_id,
                teams.get(session.team_id or 0),
                last[1] if last else None,
                last[2] if last else None,
                last[0] if last else None,
                rate,
                expected_wait(last[1], rate) if last else None,
                expected_finish(remaining, rate, at) if remaining else None,
                remaining,
                told,
                unknown,
                site if unknown is None else None,
                _later(opened, told.over_at) if told and told.over_at is not None else None,
                (_later(opened, told.finish.least), _later(opened, told.finish.most)) if told else None,
                line.state is SessionState.OPEN
                and since is not None
                and at - since >= timedelta(minutes=limits.queue_look_minutes),
            )
        )
    return found


def running(held: TestingRound) -> list[SiteSession]:
    """Sessions of the round that are not closed, by site."""
    return list(
        db.session.scalars(
            select(SiteSession)
            .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
            .where(SiteSession.round_id == held.id, SiteSession.closed_at.is_(None))
            .order_by(SamplingSite.code, SiteSession.opens_at)
        )
    )


def _unknown(line: SessionLine, site: Site | None) -> Unknown | None:
    if line.state is SessionState.BREAK:
        return Unknown.ON_BREAK
    return Unknown.NOT_OPEN if site is None else why_not(site)


def _later(opened: datetime, minutes: float) -> datetime:
    return (opened + timedelta(minutes=round(minutes))).replace(second=0, microsecond=0)


def _site(
    session: SiteSession,
    opened: datetime,
    counts: Sequence[tuple[datetime, int]],
    looks: Sequence[tuple[datetime, int, int]],
    at: datetime,
    *,
    desks: int,
    moves: Sequence[QueueMove],
    per_hour: float,
    remaining: int,
) -> Site:
    """Minutes from the opening. Looks from before it are left out. `desks`: as the team has them now; `moves`: that
    concern the session."""

    def minute(moment: datetime) -> float:
        return (moment - opened).total_seconds() / 60

    told = [
        Look(
            minute(seen_at),
            sum(people for counted_at, people in counts if counted_at <= seen_at),
            waiting,
            float(waited),
        )
        for seen_at, waiting, waited in looks
        if seen_at >= opened
    ]
    waiting = told[-1].waiting if told else 0
    away = min(1.0, sum(HEED * m.percent / 100 for m in moves if _asks(m, Kind.SPLIT, session)))
    called = [m for m in moves if _asks(m, Kind.CALL, session)]
    asked = [minute(m.takes_effect_at) for m in moves if m.kind in {Kind.CALL, Kind.SPLIT}]
    come = sum(m.guests for m in moves if m.kind == Kind.SPLIT and m.other_session_id == session.id)
    return Site(
        tuple(told),
        minute(at),
        minute(session.closes_at if session.closes_at > at else at + OVERRUN),
        tuple(_crews(session, desks, moves, minute)),
        per_hour,
        max(0, remaining + come - waiting),
        asked_from=max(asked, default=0.0),
        away=away,
        in_turn=min(1.0 - away, called[-1].percent / 100 * (1.0 - away)) if called else 0.0,
    )


def _asks(move: QueueMove, kind: Kind, session: SiteSession) -> bool:
    return move.kind == kind and move.session_id == session.id


def _crews(
    session: SiteSession, desks: int, moves: Sequence[QueueMove], minute: Callable[[datetime], float]
) -> Iterator[Crew]:
    """From the desks of now back to the opening, and on to those that are still on their way."""
    changes = sorted(
        (minute(m.takes_effect_at), m.desks)
        if m.session_id == session.id
        else (minute(m.accepted_at), -m.desks)
        for m in moves
        if m.desks
    )
    desks -= sum(change for _, change in changes)
    yield Crew(0, max(1, desks))
    for at, change in changes:
        desks += change
        yield Crew(max(0.0, at), max(0, desks))


def _moves(held: TestingRound) -> list[QueueMove]:
    return list(
        db.session.scalars(
            select(QueueMove)
            .where(QueueMove.round_id == held.id, QueueMove.undone_at.is_(None))
            .order_by(QueueMove.accepted_at, QueueMove.id)
        )
    )


def _counts(sessions: Sequence[SiteSession]) -> dict[int, list[tuple[datetime, int]]]:
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for key, counted_at, people in db.session.execute(
        select(SiteCount.session_id, SiteCount.counted_at, SiteCount.persons)
        .where(SiteCount.session_id.in_([session.id for session in sessions]))
        .order_by(SiteCount.counted_at, SiteCount.id)
    ):
        found[key].append((counted_at, people))
    return found


def _seen(sessions: Sequence[SiteSession]) -> dict[int, list[tuple[datetime, int, int]]]:
    """(when, people waiting, minutes that the person called last had waited), the earliest first."""
    found: dict[int, list[tuple[datetime, int, int]]] = defaultdict(list)
    for key, seen_at, waiting, waited in db.session.execute(
        select(
            QueueObservation.session_id,
            QueueObservation.observed_at,
            QueueObservation.waiting_people,
            QueueObservation.wait_minutes,
        )
        .where(QueueObservation.session_id.in_([session.id for session in sessions]))
        .order_by(QueueObservation.observed_at, QueueObservation.id)
    ):
        found[key].append((seen_at, waiting, waited))
    return found


def remaining_by_compound(held: TestingRound) -> dict[int, int]:
    """Compound -> eligible people whom nobody tested in this round, at any site or at home."""
    tested: dict[int, int] = defaultdict(int)
    for compound_id, people in db.session.execute(
        select(SiteCount.compound_id, func.sum(SiteCount.persons))
        .join(SiteSession, SiteSession.id == SiteCount.session_id)
        .where(SiteSession.round_id == held.id, SiteCount.compound_id.is_not(None))
        .group_by(SiteCount.compound_id)
    ):
        tested[compound_id or 0] += int(people or 0)
    for compound_id, people in db.session.execute(
        select(HomeSample.compound_id, func.count())
        .where(HomeSample.round_id == held.id, HomeSample.sampled_at.is_not(None))
        .group_by(HomeSample.compound_id)
    ):
        tested[compound_id or 0] += people
    return {
        compound_id: max(0, eligible - tested[compound_id])
        for compound_id, eligible in testing.eligible_of(held.id).items()
    }


def _remaining(held: TestingRound, site_ids: set[int]) -> dict[int, int]:
    """Site -> people of its compounds who are still to be tested."""
    left: dict[int, int] = defaultdict(int)
    compounds = remaining_by_compound(held)
    for site_id, compound_id in db.session.execute(
        select(SiteCompound.site_id, SiteCompound.compound_id).where(SiteCompound.site_id.in_(site_ids))
    ):
        left[site_id] += compounds.get(compound_id, 0)
    return left
