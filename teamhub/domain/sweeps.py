"""Door to door: what an outcome means, how a door stands after its visits, and what the first round of knocking
brought. What an outcome code means is data: its flags, never its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from teamhub.domain.errors import RuleBroken


class VisitRefused(RuleBroken):
    """outcome_not_for_shop | outcome_not_for_household | untested_count_missing |
    untested_count_unexpected"""


@dataclass(frozen=True)
class Outcome:
    """A term of visit_outcome with its flags. `contact`: met, phone, away, vacant, moved, refused, quarantined or
    none. `untested`: people at this door still need a test, and their number is asked for."""

    code: str
    final: bool = False
    revisit: bool = False
    contact: str = "none"
    untested: bool = False
    needs_confirmation: bool = False
    for_shops: bool = False
    for_households: bool = True

    @classmethod
    def from_flags(cls, code: str, flags: Mapping[str, object]) -> Outcome:
        return cls(
            code=code,
            final=bool(flags.get("final", False)),
            revisit=bool(flags.get("revisit", False)),
            contact=str(flags.get("contact", "none")),
            untested=bool(flags.get("untested", False)),
            needs_confirmation=bool(flags.get("needs_confirmation", False)),
            for_shops=bool(flags.get("shop", False)),
            for_households=bool(flags.get("household", True)),
        )

    def fits(self, unit_kind: str) -> bool:
        """May this outcome be chosen at such a door? `unit_kind`: household, shop or other (takes both)."""
        if unit_kind == "shop":
            return self.for_shops
        return self.for_households or (unit_kind != "household" and self.for_shops)


class DoorState(StrEnum):
    UNTOUCHED = "untouched"
    REVISIT = "revisit"
    UNTESTED = "untested"
    FINAL = "final"


class Visit(NamedTuple):
    """One knock. `untested`: people found untested there; `resolved`: they have a make-up test or an accepted
    reason. A voided visit counts for nothing."""

    attempt: int
    at: datetime
    outcome: Outcome
    untested: int = 0
    resolved: bool = False
    voided: bool = False


class Untested(NamedTuple):
    """People at one door: `found` over all visits, `open` of them still without test or reason."""

    found: int = 0
    open: int = 0

    @property
    def resolved(self) -> int:
        return self.found - self.open


class DoorStanding(NamedTuple):
    """`last`: the latest visit that counts. `attempts` that count so far."""

    state: DoorState
    untested: Untested
    last: Visit | None
    first: Visit | None
    attempts: int


def check_visit(outcome: Outcome, unit_kind: str, untested_count: int) -> None:
    """Raises VisitRefused: an outcome of the wrong kind of door, or a number of untested people that does not fit."""
    if not outcome.fits(unit_kind):
        raise VisitRefused("outcome_not_for_shop" if unit_kind == "shop" else "outcome_not_for_household")
    if outcome.untested and untested_count < 1:
        raise VisitRefused("untested_count_missing")
    if not outcome.untested and untested_count:
        raise VisitRefused("untested_count_unexpected")


def counted_visits(visits: Iterable[Visit]) -> list[Visit]:
    """Visits that count, in the order in which they took place, however late a phone sent them."""
    counted = [visit for visit in visits if not visit.voided]
    if len(counted) > 1:
        counted.sort(key=attrgetter("at", "attempt"))
    return counted


def _untested(counted: list[Visit]) -> Untested:
    """Whoever opens the door is believed: each visit on which people were met tells how many are untested now, and
    the same people are not found twice. A phone call or a knock in vain changes nothing."""
    found = still_open = 0
    for visit in counted:
        if visit.outcome.contact != "met" and not visit.outcome.untested:
            continue
        found += max(0, visit.untested - still_open)
        still_open = 0 if visit.resolved else visit.untested
    return Untested(found, still_open)


def door_standing(visits: Iterable[Visit]) -> DoorStanding:
    """The latest visit wins, but untested people still open hold the door back even when it was settled by phone
    later. Once they are resolved, a door where they were met needs no further visit."""
    counted = counted_visits(visits)
    if not counted:
        return DoorStanding(DoorState.UNTOUCHED, Untested(), None, None, 0)
    last, untested = counted[-1], _untested(counted)
    if untested.open:
        state = DoorState.UNTESTED
    elif last.outcome.final or last.outcome.untested:
        state = DoorState.FINAL
    else:
        state = DoorState.REVISIT
    return DoorStanding(state, untested, last, counted[0], len(counted))


def leader_decides(attempts: int, state: DoorState, *, revisit_limit: int) -> bool:
    """After so many visits in vain the door goes to the leader."""
    return state is DoorState.REVISIT and attempts >= revisit_limit


@dataclass(frozen=True)
class FirstVisits:
    """What the first knock brought, in doors: `due` = `met` + `phone` + `other` + `no_answer` + `unvisited`.
    `other`: another final outcome (away, moved ...). `no_answer`: whatever settled nothing, a refusal and a locked
    entrance included. `revisited`: of these, settled since."""

    due: int = 0
    met: int = 0
    phone: int = 0
    other: int = 0
    no_answer: int = 0
    unvisited: int = 0
    revisited: int = 0
    untested_found: int = 0
    untested_resolved: int = 0

    @property
    def adds_up(self) -> bool:
        return self.due == self.met + self.phone + self.other + self.no_answer + self.unvisited


def first_visits(doors: Iterable[DoorStanding]) -> FirstVisits:
    """The table of one compound or one sweep. Give it the doors that are due: inhabited households, without shops
    and vacant flats."""
    return first_visits_of_alike((door, 1) for door in doors)


def first_visits_of_alike(doors: Iterable[tuple[DoorStanding, int]]) -> FirstVisits:
    """The same of doors whose visits went alike, each kind with how many there are of it."""
    groups: Counter[str] = Counter()
    revisited = found = resolved = 0
    for door, times in doors:
        group = first_visit_group(door.first)
        groups[group] += times
        if group == "no_answer" and door.state is DoorState.FINAL:
            revisited += times
        found += door.untested.found * times
        resolved += door.untested.resolved * times
    return FirstVisits(
        due=groups.total(),
        met=groups["met"],
        phone=groups["phone"],
        other=groups["other"],
        no_answer=groups["no_answer"],
        unvisited=groups["unvisited"],
        revisited=revisited,
        untested_found=found,
        untested_resolved=resolved,
    )


def first_visit_group(first: Visit | None) -> str:
    """met | phone | other | no_answer | unvisited. People met are met, tested or not."""
    if first is None:
        return "unvisited"
    outcome = first.outcome
    if outcome.contact == "met":
        return "met"
    if not outcome.final:
        return "no_answer"
    return "phone" if outcome.contact == "phone" else "other"


def household_is_due(unit_kind: str, occupied: bool) -> bool:
    """Does this door belong to the households of a sweep? Vacant flats and shops stand outside."""
    return unit_kind == "household" and occupied
