"""What could be done about the queues of a round: who could go where, and which set of moves the forecast favours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from teamhub.domain.access import Viewer
from teamhub.domain.addresses import natural_key
from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.domain.queue_advice import SAFE, Advice, Effect, Kind, Move, Standing, advise
from teamhub.domain.queue_calls import House
from teamhub.models.base import db
from teamhub.models.notices import DirectiveReceipt
from teamhub.models.people import Person
from teamhub.models.places import Building, Community, Compound, Unit
from teamhub.models.testing import (
    QueueMove,
    SamplingTeamMember,
    SiteCompound,
    SiteSession,
    TestingRound,
)
from teamhub.queries import terms, testing_teams
from teamhub.queries.testing_forecast import Outlook, remaining_by_compound
from teamhub.queries.testing_plans import SAMPLING


@dataclass(frozen=True)
class Mover:
    """Somebody who would go; `team_id`: the team to be left, None for who is idle and leaves none."""

    person_id: int
    name: str
    team_id: int | None
    task: str


@dataclass(frozen=True)
class MoveLine:
    """One move of the advice: at which site, with whom (masked), what it does there alone. `token`: as a form sends it."""

    move: Move
    site: str
    other: str
    people: tuple[str, ...]
    before: Effect
    alone: Effect

    @property
    def token(self) -> str:
        return f"{self.move.kind}:{self.move.site}:{self.move.other}:{round(self.move.part * 100)}"


@dataclass(frozen=True)
class SiteEffect:
    site: str
    before: Effect
    after: Effect


@dataclass(frozen=True)
class AdviceShown:
    """`moves` empty: nothing helps. `holds`: the target then holds at every site."""

    moves: tuple[MoveLine, ...]
    sites: tuple[SiteEffect, ...]
    holds: bool


@dataclass(frozen=True)
class AcceptedMove:
    """A move under way. `heard`: how many of those told have confirmed, of how many; None: nobody was told."""

    id: int
    kind: Kind
    site: str
    other: str
    people: tuple[str, ...]
    asked: tuple[tuple[datetime, tuple[str, ...]], ...]
    accepted_at: datetime
    takes_effect_at: datetime
    heard: tuple[int, int] | None


def advice(held: TestingRound, outlooks: Sequence[Outlook], at: datetime) -> AdviceShown | None:
    """None: no site is likely to miss the target, or none can be forecast."""
    if all(row.forecast is None or row.forecast.over < SAFE for row in outlooks):
        return None
    limits = terms.thresholds(held.community_id)
    rows = {row.session.id: row for row in outlooks if row.site is not None}
    givers = samplers({key: row.team_id for key, row in rows.items()})
    standings = [
        Standing(
            key,
            row.site,
            spare(row, len(givers.get(key, ()))),
            float(limits.desk_move_minutes),
            row.forecast,
        )
        for key, row in rows.items()
        if row.site is not None
    ]
    free = idle_samplers(held, at)
    found = advise(standings, idle=len(free), target=limits.queue_target_minutes)
    return _shown(found, rows, givers, free) if found else None


def _shown(
    found: Advice, rows: dict[int, Outlook], givers: dict[int, list[Mover]], free: list[Mover]
) -> AdviceShown:
    names = {key: row.session.site for key, row in rows.items()}
    left, idle = {key: list(who) for key, who in givers.items()}, list(free)
    lines = []
    for move, alone in zip(found.moves, found.alone, strict=True):
        people: tuple[str, ...] = ()
        if move.kind is Kind.OPEN:
            people = (idle.pop(0).name,)
        elif move.kind is Kind.SHIFT:
            people = (left[move.other].pop().name,)
        lines.append(
            MoveLine(
                move, names[move.site], names.get(move.other, ""), people, found.before[move.site], alone
            )
        )
    sites = [SiteEffect(names[key], found.before[key], found.after[key]) for key in found.before]
    return AdviceShown(tuple(lines), tuple(sites), found.holds)


def spare(row: Outlook, samplers_there: int) -> int:
    """A site keeps one desk while somebody may still come; one that is through may give all."""
    nobody = row.remaining == 0 and not row.waiting
    return samplers_there if nobody else max(0, samplers_there - 1)


def samplers(teams: dict[int, int | None]) -> dict[int, list[Mover]]:
    """Session -> those who sample in its team, who was named first stands first."""
    of_team: dict[int, list[Mover]] = defaultdict(list)
    for team_id, person_id, name, task in db.session.execute(
        select(SamplingTeamMember.team_id, Person.id, Person.name, SamplingTeamMember.task)
        .join(Person, Person.id == SamplingTeamMember.person_id)
        .where(
            SamplingTeamMember.team_id.in_(set(teams.values()) - {None}), SamplingTeamMember.task == SAMPLING
        )
        .order_by(SamplingTeamMember.id)
    ):
        of_team[team_id].append(Mover(person_id, mask_name(name), team_id, task))
    return {session_id: of_team[team_id] for session_id, team_id in teams.items() if team_id is not None}


def idle_samplers(held: TestingRound, at: datetime) -> list[Mover]:
    """People of the pools that sample in the round's template, deployed on the day, whom no session of the round that
    is not closed needs."""
    pools = {seat.member_type for seat in testing_teams.seats(held.template_id) if seat.task == SAMPLING}
    zone = ZoneInfo(db.session.get_one(Community, held.community_id).zone)
    busy = (
        select(SamplingTeamMember.person_id)
        .join(SiteSession, SiteSession.team_id == SamplingTeamMember.team_id)
        .where(SiteSession.round_id == held.id, SiteSession.closed_at.is_(None))
    )
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(
            Person.community_id == held.community_id,
            Person.member_type.in_(pools),
            testing_teams.deployed_on(at.astimezone(zone).date()),
            Person.id.not_in(busy),
        )
        .order_by(Person.id)
    )
    return [Mover(key, mask_name(name), None, SAMPLING) for key, name in rows]


def houses(held: TestingRound, session: SiteSession) -> list[House]:
    """Buildings of the site's compounds with the people still to come, spread over the doors of a compound alike."""
    left = remaining_by_compound(held)
    doors = db.session.execute(
        select(Compound.id, Compound.position, Compound.name, Building.position, Building.name, func.count())
        .join(Building, Building.compound_id == Compound.id)
        .join(Unit, Unit.building_id == Building.id)
        .join(SiteCompound, SiteCompound.compound_id == Compound.id)
        .where(SiteCompound.site_id == session.site_id, Unit.kind == "household", Unit.occupied.is_(True))
        .group_by(
            Compound.id, Compound.position, Compound.name, Building.id, Building.position, Building.name
        )
    ).all()
    whole: dict[int, int] = defaultdict(int)
    for compound_id, *_, count in doors:
        whole[compound_id] += count
    ordered = sorted(doors, key=lambda row: (row[1], row[3], natural_key(row[4])))
    return [
        House(f"{compound} {building}", left.get(key, 0) * count / whole[key])
        for key, _, compound, _, building, count in ordered
    ]


def accepted(viewer: Viewer, held: TestingRound) -> list[AcceptedMove]:
    """Moves of the round that were not taken back, the latest first."""
    moves = db.session.scalars(
        select(QueueMove)
        .where(QueueMove.round_id == held.id, QueueMove.undone_at.is_(None))
        .order_by(QueueMove.accepted_at.desc(), QueueMove.id.desc())
    ).all()
    sites = testing_teams.site_names(held.id)
    names = _names([person for move in moves for person, _ in move.people if person is not None])
    heard = {
        key: (int(confirmed), told)
        for key, confirmed, told in db.session.execute(
            select(DirectiveReceipt.directive_id, func.count(DirectiveReceipt.acknowledged_at), func.count())
            .where(
                DirectiveReceipt.directive_id.in_([m.directive_id for m in moves if m.directive_id]),
                DirectiveReceipt.community_id == viewer.community_id,
            )
            .group_by(DirectiveReceipt.directive_id)
        )
    }
    return [
        AcceptedMove(
            move.id,
            Kind(move.kind),
            sites[move.session_id],
            sites.get(move.other_session_id or 0, ""),
            tuple(names[person] for person, _ in move.people if person is not None),
            tuple((datetime.fromisoformat(one["at"]), tuple(one["houses"])) for one in move.asked),
            move.accepted_at,
            move.takes_effect_at,
            heard.get(move.directive_id or 0),
        )
        for move in moves
    ]


def last_move(held: TestingRound) -> int:
    """What a page has seen of the moves of a round: the latest one's number, 0 without any."""
    return db.session.scalar(select(func.max(QueueMove.id)).where(QueueMove.round_id == held.id)) or 0


def move_for(viewer: Viewer, move_id: int) -> QueueMove:
    """Raises NotFound."""
    found = db.session.get(QueueMove, move_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def session_of(viewer: Viewer, held: TestingRound, session_id: int) -> SiteSession:
    """Raises NotFound for one of another round."""
    found = db.session.get(SiteSession, session_id)
    if found is None or found.round_id != held.id or found.community_id != viewer.community_id:
        raise NotFound
    return found


def _names(person_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return {key: mask_name(name) for key, name in rows}
