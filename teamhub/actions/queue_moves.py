"""Moves that shorten a queue: accepted, the people told, houses called; and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.actions import journal, notices
from teamhub.actions.notices import NoticeFacts
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.queue_advice import HEED, MOST, PARTS, Kind, Move
from teamhub.domain.queue_calls import asked_away, in_turn
from teamhub.domain.testing_plans import SessionState, session_state
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.testing import (
    QueueMove,
    QueueObservation,
    SamplingTeam,
    SamplingTeamMember,
    SiteSession,
    TestingRound,
)
from teamhub.queries import terms, testing, testing_advice, testing_forecast, testing_plans, testing_teams
from teamhub.queries.testing_advice import Mover


class MoveRefused(RuleBroken):
    """move_session_over (site) | move_nobody_left (site) | move_no_team (site) | move_no_houses (site) | move_unknown |
    move_changed"""


@dataclass(frozen=True)
class MoveTold:
    """What the people concerned are told, made by the page in the language of who accepts."""

    site: str
    other: str
    kind: Kind
    takes_effect_at: datetime
    asked: tuple[tuple[datetime, tuple[str, ...]], ...]


Words = Callable[[MoveTold], NoticeFacts]


def accept_all(
    round_id: int, moves: Sequence[Move], *, seen: int, words: Words, by: Viewer, at: datetime
) -> list[QueueMove]:
    """`seen`: the round's latest move when the advice was made; after another one the advice is another. Raises NotFound,
    MoveRefused."""
    held = db.session.get(TestingRound, testing.round_for(by, round_id).id, with_for_update=True)
    if held is None:
        raise NotFound
    if testing_advice.last_move(held) != seen:
        raise MoveRefused("move_changed")
    if not 0 < len(moves) <= MOST:
        raise MoveRefused("move_unknown")
    return [_accept(held, move, words=words, by=by, at=at) for move in moves]


def _accept(held: TestingRound, move: Move, *, words: Words, by: Viewer, at: datetime) -> QueueMove:
    """Carries out one move: people change their team at once and are told where to be by when; residents' houses are put
    in order for a notice to copy."""
    session = _running(by, held, move.site)
    other = _running(by, held, move.other) if move.other else None
    limits = terms.thresholds(by.community_id)
    made = QueueMove(
        community_id=by.community_id,
        round_id=held.id,
        session_id=session.id,
        other_session_id=other.id if other else None,
        kind=move.kind.value,
        accepted_at=at,
        takes_effect_at=at + timedelta(minutes=limits.desk_move_minutes),
        asked=[],
        people=[],
    )
    if move.kind in {Kind.OPEN, Kind.SHIFT}:
        movers = _movers(held, move, session, other, at)
        made.people = [[one.person_id, one.team_id] for one in movers]
        made.desks = 1
        _join(session, movers)
    else:
        _ask(made, held, session, move, at)
    db.session.add(made)
    db.session.flush()
    _tell(made, held, session, other, words, by=by, at=at)
    journal.write(
        "queue_move.accept", by=by, at=at, object_type="queue_move", object_id=made.id, kind=made.kind
    )
    return made


def undo(move_id: int, *, by: Viewer, at: datetime) -> QueueMove:
    """People go back to the team they came from, unless they were sent on; those told are told no more. Raises
    NotFound."""
    made = testing_advice.move_for(by, move_id)
    if made.undone_at is not None:
        return made
    session = db.session.get_one(SiteSession, made.session_id)
    for person_id, team_id in made.people:
        here = db.session.scalar(
            select(SamplingTeamMember).where(
                SamplingTeamMember.team_id == session.team_id, SamplingTeamMember.person_id == person_id
            )
        )
        if here is None:
            continue
        if team_id is None or not _has_room(team_id, person_id):
            db.session.delete(here)
        else:
            here.team_id = team_id
    made.undone_at = at
    if made.directive_id is not None:
        notices.withdraw(made.directive_id, by=by, at=at)
    db.session.flush()
    journal.write("queue_move.undo", by=by, at=at, object_type="queue_move", object_id=made.id)
    return made


def _has_room(team_id: int, person_id: int | None) -> bool:
    """The team is still there, and nobody put the person back by hand."""
    if db.session.get(SamplingTeam, team_id) is None:
        return False
    return person_id not in testing_teams.members_of(team_id)


def _running(by: Viewer, held: TestingRound, session_id: int) -> SiteSession:
    session = testing_advice.session_of(by, held, session_id)
    if session_state(session.opened_at, session.paused_at, session.closed_at) is not SessionState.OPEN:
        raise MoveRefused("move_session_over", site=session.site.name)
    return session


def _movers(
    held: TestingRound, move: Move, session: SiteSession, other: SiteSession | None, at: datetime
) -> list[Mover]:
    """Who goes: of those without a site the first, of another site's samplers the last named."""
    if session.team_id is None:
        raise MoveRefused("move_no_team", site=session.site.name)
    if move.kind is Kind.OPEN:
        found = testing_advice.idle_samplers(held, at)[:1]
    else:
        if other is None or other.id == session.id:
            raise NotFound
        there = testing_advice.samplers({other.id: other.team_id}).get(other.id, [])
        [row] = testing_forecast.outlooks(held, [other], at)
        found = there[-1:] if testing_advice.spare(row, len(there)) else []
    if not found:
        raise MoveRefused("move_nobody_left", site=other.site.name if other else session.site.name)
    return found


def _join(session: SiteSession, movers: Sequence[Mover]) -> None:
    """Who is idle stays on record in the team of a session that is over."""
    assert session.team_id is not None
    for one in movers:
        was = db.session.scalar(
            select(SamplingTeamMember).where(
                SamplingTeamMember.team_id == one.team_id, SamplingTeamMember.person_id == one.person_id
            )
        )
        if was is not None:
            was.team_id = session.team_id
        else:
            db.session.add(
                SamplingTeamMember(
                    community_id=session.community_id,
                    team_id=session.team_id,
                    person_id=one.person_id,
                    task=one.task,
                )
            )
    db.session.flush()


def _ask(made: QueueMove, held: TestingRound, session: SiteSession, move: Move, at: datetime) -> None:
    """Puts down which houses are asked what."""
    houses = testing_advice.houses(held, session)
    if not any(house.people for house in houses):
        raise MoveRefused("move_no_houses", site=session.site.name)
    if move.kind is Kind.CALL:
        made.percent = round(100 * HEED)
        waiting = db.session.scalar(
            select(QueueObservation.waiting_people)
            .where(QueueObservation.session_id == session.id)
            .order_by(QueueObservation.observed_at.desc(), QueueObservation.id.desc())
            .limit(1)
        )
        calls = in_turn(
            houses,
            per_hour=float(testing_plans.served_per_hour(held, session)),
            waiting=waiting or 0,
            starts_at=made.takes_effect_at,
        )
        made.asked = [{"at": call.starts_at.isoformat(), "houses": list(call.houses)} for call in calls]
        return
    if move.part not in PARTS or made.other_session_id in {None, session.id}:
        raise MoveRefused("move_unknown")
    away = asked_away(houses, move.part)
    made.percent = round(100 * sum(h.people for h in away) / sum(h.people for h in houses))
    made.guests = round(HEED * sum(house.people for house in away))
    made.asked = [{"at": made.takes_effect_at.isoformat(), "houses": [house.name for house in away]}]


def _tell(
    made: QueueMove,
    held: TestingRound,
    session: SiteSession,
    other: SiteSession | None,
    words: Words,
    *,
    by: Viewer,
    at: datetime,
) -> None:
    """Those who go and everybody of the sites concerned: the entry desk must know as well."""
    teams = {session.team_id, other.team_id if other else None} - {None}
    people = {person for team_id in teams if team_id for person in testing_teams.members_of(team_id)}
    people |= {person for person, _ in made.people if person is not None}
    if not people:
        return
    sites = testing_teams.site_names(held.id)
    told = MoveTold(
        sites[session.id],
        sites.get(other.id, "") if other else "",
        Kind(made.kind),
        made.takes_effect_at,
        tuple((datetime.fromisoformat(one["at"]), tuple(one["houses"])) for one in made.asked),
    )
    campaign = db.session.get_one(Campaign, held.campaign_id)
    made.directive_id = notices.issue(campaign, words(told), sorted(people), by=by, at=at).id
