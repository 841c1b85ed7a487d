"""At the door: a visit recorded, taken back, untested people settled; and the state that each door is left in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from teamhub.actions import door_needs, door_samples, journal, letters
from teamhub.actions.sweep_clearance import restamp
from teamhub.domain.access import Permission, Viewer
from teamhub.domain.clearance import clearance, clearance_stamp
from teamhub.domain.errors import Conflict, NotAllowed, NotFound, RuleBroken
from teamhub.domain.sweep_facts import Settlement, VisitFacts
from teamhub.domain.sweep_walks import EVENING_FIRST, propose_revisit
from teamhub.domain.sweeps import DoorStanding, DoorState, Outcome, Visit, check_visit, door_standing
from teamhub.models.base import db
from teamhub.models.places import Community
from teamhub.models.sweeps import CommitmentLetter, DoorVisit, Sweep, SweepDoor
from teamhub.queries import doors, sweep_standings, terms
from teamhub.queries.sweep_standings import DoorRecord, state_of

AHEAD = timedelta(minutes=5)
"""A phone's clock may be a little ahead; further on nobody has knocked yet."""


def record_visit(
    sweep_id: int, unit_id: int, facts: VisitFacts, *, version: int | None, by: Viewer, at: datetime
) -> DoorVisit:
    """`version`: of the door as the sweeper saw it; None asks for no comparison. Raises NotFound for a door that is
    not the viewer's, Conflict(stale) when somebody was there since, VisitRefused, RuleBroken(outcome_unknown |
    reason_unknown | visit_in_future | letter_of_household_only)."""
    door = doors.door_for(by, sweep_id, unit_id, lock=True)
    if version is not None and door.version != version:
        raise Conflict("stale")
    sweep = db.session.get_one(Sweep, sweep_id)
    known = sweep_standings.outcomes_of(door.community_id)
    outcome = _chosen(door, facts, at)
    visit = _knock(door, facts, outcome, _visits(sweep_id, unit_id, known), by, at)
    db.session.add(visit)
    db.session.flush()
    journal.write(
        "door.visit",
        by=by,
        at=at,
        object_type="visit",
        object_id=visit.id,
        unit=unit_id,
        outcome=outcome.code,
    )
    if facts.needs_help:
        door_needs.ask_for(door, visit, by=by, at=at)
    _settle(door, known, at)
    if facts.letter == "signed":
        letters.sign_letter(sweep, unit_id, by=by, at=at, signed_at=visit.visited_at)
    elif facts.letter == "refused":
        letters.refuse_letter(sweep, unit_id, facts.note[:240], by=by, at=at)
    restamp(sweep, by=by, at=at)
    return visit


def _knock(
    door: SweepDoor, facts: VisitFacts, outcome: Outcome, before: Sequence[Visit], by: Viewer, at: datetime
) -> DoorVisit:
    """`before`: the visits at this door so far."""
    visited_at = facts.visited_at or at
    return DoorVisit(
        community_id=door.community_id,
        sweep_id=door.sweep_id,
        unit_id=door.unit_id,
        team_id=doors.team_of(by, door.sweep_id) or door.team_id,
        attempt=_next_attempt(door.sweep_id, door.unit_id),
        visited_at=visited_at,
        outcome=outcome.code,
        people_at_home=facts.people_at_home,
        untested_count=facts.untested,
        untested_reason=facts.untested_reason if facts.untested else "",
        needs_help=facts.needs_help,
        note=facts.note.strip(),
        revisit_at=_proposed(before, outcome, visited_at, _zone(door)),
        recorded_at=at,
        recorded_by_id=by.account_id or None,
    )


def void_visit(visit_id: int, reason: str, *, by: Viewer, at: datetime) -> DoorVisit:
    """Takes a visit back: it stays on record and counts nowhere; a letter recorded with it goes too. A sweeper takes
    back the own visit while it is the latest at the door, a leader any. Raises NotFound, RuleBroken(visit_voided |
    visit_followed)."""
    visit = doors.visit_for(by, visit_id)
    door = doors.door_for(by, visit.sweep_id, visit.unit_id, lock=True)
    if visit.voided_at is not None:
        raise RuleBroken("visit_voided")
    if not by.may(Permission.SWEEP_MANAGE):
        if visit.recorded_by_id != by.account_id:
            raise NotFound
        if visit.attempt != _next_attempt(visit.sweep_id, visit.unit_id) - 1:
            raise RuleBroken("visit_followed")
    visit.voided_at, visit.void_reason = at, reason.strip()
    door_samples.drop_planned(visit)
    door_needs.drop(visit, reason.strip() or door_needs.TAKEN_BACK, by=by, at=at)
    journal.write("door.void", by=by, at=at, object_type="visit", object_id=visit.id, unit=visit.unit_id)
    sweep = db.session.get_one(Sweep, visit.sweep_id)
    _settle(door, sweep_standings.outcomes_of(door.community_id), at)
    letters.withdraw_letter_of_visit(sweep, visit.unit_id, visit.recorded_at, by=by, at=at)
    restamp(sweep, by=by, at=at)
    return visit


def resolve_untested(sweep_id: int, unit_id: int, done: Settlement, *, by: Viewer, at: datetime) -> DoorVisit:
    """Raises NotFound, RuleBroken(nobody_untested | settlement_unknown | reason_unknown), NotAllowed when somebody
    who does not lead the sweep accepts a reason."""
    door = doors.door_for(by, sweep_id, unit_id, lock=True)
    visit = _open_visit(door)
    if done.how == "reason":
        if not by.may(Permission.SWEEP_MANAGE):
            raise NotAllowed
        if done.reason not in terms.terms(door.community_id, "untested_reason"):
            raise RuleBroken("reason_unknown")
        visit.untested_reason = done.reason
    elif done.how == "home_sample":
        visit.home_sample_id = door_samples.add_home_samples(door, visit, planned_at=done.planned_at, at=at)
    elif done.how != "made_up":
        raise RuleBroken("settlement_unknown")
    if done.how != "home_sample" or done.planned_at is None:
        visit.resolved_at, visit.resolved_by = at, done.how
    db.session.flush()
    journal.write("door.settle", by=by, at=at, object_type="visit", object_id=visit.id, how=done.how)
    _settle(door, sweep_standings.outcomes_of(door.community_id), at)
    restamp(db.session.get_one(Sweep, sweep_id), by=by, at=at)
    return visit


def home_sample_taken(home_sample_id: int, *, by: Viewer, at: datetime) -> None:
    """To be called when a planned home sample was taken: settles the visit that asked for it once all samples of
    that door are taken. A sample that no visit asked for changes nothing."""
    for visit in door_samples.visits_waiting_for(home_sample_id, by.community_id):
        if door_samples.still_planned(visit):
            continue
        visit.resolved_at, visit.resolved_by = at, "home_sample"
        door = db.session.scalars(
            select(SweepDoor).where(SweepDoor.sweep_id == visit.sweep_id, SweepDoor.unit_id == visit.unit_id)
        ).one()
        db.session.flush()
        journal.write("door.settle", by=by, at=at, object_type="visit", object_id=visit.id, how="home_sample")
        _settle(door, sweep_standings.outcomes_of(door.community_id), at)
        restamp(db.session.get_one(Sweep, visit.sweep_id), by=by, at=at)


def derive_states(sweep_ids: Sequence[int]) -> None:
    """Sets the present state of every door of these sweeps, and the moment each sweep was cleared, from the visits
    and letters on record. No journal entry: nobody did anything at these doors."""
    for sweep in db.session.scalars(select(Sweep).where(Sweep.id.in_(sweep_ids)).order_by(Sweep.id)):
        known = sweep_standings.outcomes_of(sweep.community_id)
        came = sweep_standings.visits_by_door([sweep.id], known)
        found = sweep_standings.records(sweep, known, visits=came)
        standings = {record.door.unit_id: record.standing for record in found}
        _store_states(sweep.id, standings)
        required = terms.thresholds(sweep.community_id).letters_required
        stands = clearance((record.door for record in found), letters_required=required)
        sweep.cleared_at = clearance_stamp(sweep.cleared_at, stands, _last_change(sweep, found))
    db.session.flush()


def derive_states_of(community_id: int) -> None:
    """After a change of what outcomes mean, or of what clearing asks for: every sweep of the community anew."""
    derive_states(db.session.scalars(select(Sweep.id).where(Sweep.community_id == community_id)).all())


def _store_states(sweep_id: int, standings: dict[int, DoorStanding]) -> None:
    """Writes the doors that stand otherwise than stored, each with a new version."""
    changed = []
    for door in db.session.execute(select(*STATE_COLUMNS).where(SweepDoor.sweep_id == sweep_id)).mappings():
        values = state_of(standings[door["unit_id"]])
        if any(door[name] != value for name, value in values.items()):
            changed.append({"id": door["id"], "version": door["version"] + 1, **values})
    if changed:
        db.session.execute(update(SweepDoor), changed)
        db.session.expire_all()


STATE_COLUMNS = (
    SweepDoor.id,
    SweepDoor.unit_id,
    SweepDoor.state,
    SweepDoor.last_outcome,
    SweepDoor.last_visit_at,
    SweepDoor.open_untested,
    SweepDoor.version,
)


def _last_change(sweep: Sweep, found: Iterable[DoorRecord]) -> datetime:
    """The latest of what a sweep's clearance rests on: its visits, settlements and letters."""
    units = [record.door.unit_id for record in found]
    settled = db.session.scalar(
        select(func.max(DoorVisit.resolved_at)).where(
            DoorVisit.sweep_id == sweep.id, DoorVisit.voided_at.is_(None)
        )
    )
    letter = db.session.scalar(
        select(func.max(CommitmentLetter.signed_at))
        .join(SweepDoor, SweepDoor.unit_id == CommitmentLetter.unit_id)
        .where(SweepDoor.sweep_id == sweep.id, CommitmentLetter.campaign_id == sweep.campaign_id)
    )
    visits = [record.standing.last.at for record in found if record.standing.last]
    return max([sweep.starts_at, *visits, *(m for m in (settled, letter) if m is not None and units)])


def _chosen(door: SweepDoor, facts: VisitFacts, at: datetime) -> Outcome:
    """The outcome, checked against the door and the words of the community."""
    known = terms.many(door.community_id, ("visit_outcome", "untested_reason"))
    term = known["visit_outcome"].get(facts.outcome)
    if term is None or not term.active:
        raise RuleBroken("outcome_unknown")
    if facts.untested_reason and facts.untested_reason not in known["untested_reason"]:
        raise RuleBroken("reason_unknown")
    if facts.visited_at is not None and facts.visited_at > at + AHEAD:
        raise RuleBroken("visit_in_future")
    if facts.letter and door.unit.kind != "household":
        raise RuleBroken("letter_of_household_only")
    outcome = Outcome.from_flags(term.code, term.flags)
    check_visit(outcome, door.unit.kind, facts.untested)
    return outcome


def _settle(door: SweepDoor, known: dict[str, Outcome], at: datetime) -> None:
    """Leaves the door in the state that its visits come to, with a new version."""
    standing = door_standing(_visits(door.sweep_id, door.unit_id, known))
    for name, value in state_of(standing).items():
        setattr(door, name, value)
    door.version += 1
    db.session.flush()


def _visits(sweep_id: int, unit_id: int, known: dict[str, Outcome]) -> list[Visit]:
    return sweep_standings.visits_by_door([sweep_id], known, unit_ids=[unit_id]).get((sweep_id, unit_id), [])


def _next_attempt(sweep_id: int, unit_id: int) -> int:
    """A number is given once; visits taken back keep theirs."""
    last = db.session.scalar(
        select(func.max(DoorVisit.attempt)).where(
            DoorVisit.sweep_id == sweep_id, DoorVisit.unit_id == unit_id
        )
    )
    return (last or 0) + 1


def _open_visit(door: SweepDoor) -> DoorVisit:
    """The visit whose untested people are still open."""
    if door.state != DoorState.UNTESTED.value:
        raise RuleBroken("nobody_untested")
    return db.session.scalars(
        select(DoorVisit)
        .where(
            DoorVisit.sweep_id == door.sweep_id,
            DoorVisit.unit_id == door.unit_id,
            DoorVisit.voided_at.is_(None),
            DoorVisit.untested_count > 0,
            DoorVisit.resolved_at.is_(None),
        )
        .order_by(DoorVisit.visited_at.desc(), DoorVisit.attempt.desc())
        .limit(1)
    ).one()


def _proposed(before: Sequence[Visit], outcome: Outcome, at: datetime, zone: ZoneInfo) -> datetime | None:
    """When to knock again, where the outcome asks for it: in the evening first."""
    if not outcome.revisit:
        return None
    return propose_revisit([*(visit.at for visit in before), at], at, slots=EVENING_FIRST, zone=zone)


def _zone(door: SweepDoor) -> ZoneInfo:
    return ZoneInfo(db.session.get_one(Community, door.community_id).zone)
