"""The commitment letter of a household: signed, refused, taken back. One a household and campaign."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.actions.sweep_clearance import restamp_with_unit
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.models.sweeps import CommitmentLetter, Sweep, SweepDoor
from teamhub.queries import doors


def sign_letter(
    sweep: Sweep, unit_id: int, *, by: Viewer, at: datetime, signed_at: datetime | None = None
) -> None:
    """A letter signed before stays as it is. Raises NotFound for a door that is not the viewer's,
    RuleBroken(letter_of_household_only)."""
    door = _household(sweep, unit_id, by)
    letter = _letter(sweep.campaign_id, unit_id)
    if letter is not None and letter.signed_at is not None:
        return
    letter = letter or _blank(door, sweep.campaign_id, at)
    letter.signed_at, letter.refused_at = signed_at or at, None
    letter.collected_by_id, letter.recorded_at = by.person_id, at
    _note("letter.sign", letter, sweep, by, at)


def refuse_letter(sweep: Sweep, unit_id: int, note: str, *, by: Viewer, at: datetime) -> None:
    """The household does not sign; `note` says why. What was signed before no longer counts.
    Raises NotFound, RuleBroken(letter_of_household_only)."""
    door = _household(sweep, unit_id, by)
    letter = _letter(sweep.campaign_id, unit_id) or _blank(door, sweep.campaign_id, at)
    letter.signed_at, letter.refused_at, letter.note = None, at, note.strip()
    letter.collected_by_id, letter.recorded_at = by.person_id, at
    _note("letter.refuse", letter, sweep, by, at)


def withdraw_letter(sweep: Sweep, unit_id: int, *, by: Viewer, at: datetime) -> None:
    """Neither signed nor refused, as before anybody asked. Without a letter nothing happens. Raises NotFound."""
    doors.door_for(by, sweep.id, unit_id)
    letter = _letter(sweep.campaign_id, unit_id)
    if letter is None or (letter.signed_at is None and letter.refused_at is None):
        return
    letter.signed_at = letter.refused_at = letter.collected_by_id = None
    letter.note, letter.recorded_at = "", at
    _note("letter.withdraw", letter, sweep, by, at)


def withdraw_letter_of_visit(
    sweep: Sweep, unit_id: int, recorded_at: datetime, *, by: Viewer, at: datetime
) -> None:
    """Takes back a letter that was recorded in the same breath as a visit."""
    letter = _letter(sweep.campaign_id, unit_id)
    if letter is not None and letter.recorded_at == recorded_at:
        withdraw_letter(sweep, unit_id, by=by, at=at)


def _household(sweep: Sweep, unit_id: int, by: Viewer) -> SweepDoor:
    door = doors.door_for(by, sweep.id, unit_id)
    if door.unit.kind != "household":
        raise RuleBroken("letter_of_household_only")
    return door


def _letter(campaign_id: int, unit_id: int) -> CommitmentLetter | None:
    return db.session.scalar(
        select(CommitmentLetter).where(
            CommitmentLetter.campaign_id == campaign_id, CommitmentLetter.unit_id == unit_id
        )
    )


def _blank(door: SweepDoor, campaign_id: int, at: datetime) -> CommitmentLetter:
    letter = CommitmentLetter(
        community_id=door.community_id, campaign_id=campaign_id, unit_id=door.unit_id, recorded_at=at
    )
    db.session.add(letter)
    return letter


def _note(verb: str, letter: CommitmentLetter, sweep: Sweep, by: Viewer, at: datetime) -> None:
    db.session.flush()
    journal.write(verb, by=by, at=at, object_type="letter", object_id=letter.id)
    restamp_with_unit(letter.unit_id, by=by, at=at, campaign_id=sweep.campaign_id)
