"""What people tell about a sweep: at the door, and at the desk when one is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class VisitFacts:
    """What the sweeper tells. `letter`: signed, refused or empty for no word about it. `visited_at`: when it was
    not just now (typed in from paper, sent later by a phone)."""

    outcome: str
    untested: int = 0
    untested_reason: str = ""
    people_at_home: int | None = None
    needs_help: bool = False
    note: str = ""
    letter: str = ""
    visited_at: datetime | None = None


@dataclass(frozen=True)
class Settlement:
    """What became of the untested people of a door. `how`: made_up (sampled at a site), home_sample, or reason with
    `reason` from untested_reason. A home sample with `planned_at` is only due: the door stays open until it is taken."""

    how: str
    reason: str = ""
    planned_at: datetime | None = None


@dataclass(frozen=True)
class SweepFacts:
    """A sweep to be opened. `number` None takes the next one. `compound_ids`: whose inhabited households are visited.
    `teams_of`: the sweep whose teams, with their doors, are taken over; doors new since go to nobody."""

    held_on: date
    starts_at: datetime
    compound_ids: tuple[int, ...]
    number: int | None = None
    purpose: str = ""
    round_id: int | None = None
    with_shops: bool = True
    teams_of: int | None = None
