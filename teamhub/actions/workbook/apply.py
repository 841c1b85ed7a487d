"""From a parsed workbook to stored records: everything or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from teamhub.actions import journal
from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import handlers
from teamhub.actions.workbook.afterwards import enter_briefs, open_accounts
from teamhub.actions.workbook.planner import Counts, Planner, run
from teamhub.actions.workbook.target import Target, find_place, make_place
from teamhub.actions.workbook.write import store
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.workbook.faults import FaultList, Weight
from teamhub.models.base import db
from teamhub.queries import viewers

Progress = Callable[[int, int], None]
"""(rows done, rows in all)"""


class BookFaulty(RuleBroken):
    """The workbook has faults: it is refused whole."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("book_faulty", faults=outcome.faults.counts[Weight.FAULT])
        self.outcome = outcome

    def __str__(self) -> str:
        first = (f"{f.sheet}!{f.row} {f.column}: {f.code}" for f in self.outcome.faults.of(Weight.FAULT)[:5])
        return "; ".join(first)


class ConstraintBroken(RuleBroken):
    """The database refused a row that looked right."""


class _OnlyLooking(Exception):  # no error: it ends a rehearsal
    """What was made for a rehearsal is taken back."""


@dataclass
class Outcome:
    """`counts` by key of the sheet, in the order of the sheets. `creates`: the community is new. `applied`: stored."""

    faults: FaultList
    slug: str
    name: str
    creates: bool
    counts: dict[str, Counts] = field(default_factory=dict)
    community_id: int | None = None
    applied: bool = False


@dataclass
class Planned:
    """A plan made outside the writer's lock, and the journal's head that it was made at."""

    planner: Planner
    head: int
    outcome: Outcome


def _nobody(done: int, of: int) -> None:
    """Nobody watches."""


def rehearse(
    target: Target, faults: FaultList, *, by: Viewer, at: datetime, progress: Progress = _nobody
) -> Outcome:
    """What `perform` would do, without doing it. `faults`: those of the reading; more are added. Raises
    TargetRefused, BadSlug, CommunityRefused."""
    planned = plan(target, faults, by=by, at=at, progress=progress)
    if planned is not None:
        return planned.outcome
    outcome: Outcome | None = None
    try:
        with unit_of_work():
            outcome = _plan_in_new_place(target, faults, by=by, at=at).outcome
            raise _OnlyLooking
    except _OnlyLooking:
        pass
    assert outcome is not None
    return replace(outcome, community_id=None if outcome.creates else outcome.community_id)


def plan(
    target: Target, faults: FaultList, *, by: Viewer, at: datetime, progress: Progress = _nobody
) -> Planned | None:
    """The plan for a community and campaign that exist, so that the long comparison holds no lock; None where they
    have to be made first. Raises TargetRefused."""
    place = find_place(target, at)
    if place is None:
        return None
    head = viewers.journal_head(place.community.id)
    planner = Planner(target.book, place, faults, replace(by, community_id=place.community.id), at)
    run(planner, handlers.HANDLERS, handlers.FINISHERS, progress)
    handlers.finish(planner)
    community = place.community
    outcome = Outcome(faults, community.slug, community.name, False, planner.counts, community.id)
    return Planned(planner, head, outcome)


def _plan_in_new_place(target: Target, faults: FaultList, *, by: Viewer, at: datetime) -> Planned:
    """Holds the writer's lock, so nobody is told of progress."""
    creates = make_place(target, by=by, at=at)
    planned = plan(target, faults, by=by, at=at)
    assert planned is not None
    planned.outcome.creates = creates
    for key in ("community", "campaign") if creates else ("campaign",):
        if key in planned.outcome.counts:
            planned.outcome.counts[key] = Counts(new=1)
    return planned


def perform(
    target: Target,
    faults: FaultList,
    *,
    by: Viewer,
    at: datetime,
    planned: Planned | None = None,
) -> Outcome:
    """Stores the workbook within the caller's unit of work. A plan made before counts only while nobody has changed
    anything since. Raises BookFaulty, ConstraintBroken, TargetRefused, BadSlug, CommunityRefused."""
    if planned is None or viewers.journal_head(planned.planner.place.community.id) != planned.head:
        reading = faults.copy()
        planned = plan(target, reading, by=by, at=at)
        if planned is None:
            planned = _plan_in_new_place(target, faults.copy(), by=by, at=at)
    outcome, planner = planned.outcome, planned.planner
    if outcome.faults.refused:
        raise BookFaulty(outcome)
    try:
        ids = store(planner.shelves.values(), at=at)
        db.session.expire_all()
        open_accounts(planner, ids)
        enter_briefs(planner)
    except IntegrityError as error:
        raise ConstraintBroken("constraint_broken", told=str(error.orig)) from error
    journal.write(
        "workbook.imported",
        by=planner.by,
        at=at,
        object_type="community",
        object_id=planner.place.community.id,
        rows={key: [c.new, c.changed] for key, c in planner.counts.items() if c.new or c.changed},
    )
    outcome.applied = True
    return outcome
