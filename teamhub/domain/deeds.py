"""Requests of residents, their way from asked to closed, and the deeds that come of them. Counted in 件: one request
gives at most one deed, and the pieces of a relay run are pieces, never deeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from teamhub.domain.duty_time import local_day, whole_minutes
from teamhub.domain.errors import AlreadyDone, RuleBroken
from teamhub.domain.settings import Thresholds


class RequestState(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


WAITING = frozenset({RequestState.OPEN, RequestState.ASSIGNED, RequestState.IN_PROGRESS})
"""Somebody is still waiting for help: these become overdue."""


class StepRefused(RuleBroken):
    """step_unknown | step_not_possible (state) | step_needs_approval | step_out_of_order (needs) |
    reopening_needs_reason | withdrawing_needs_reason | confirmation_by_helper"""


class DeedCounted(AlreadyDone):
    """deed_already_counted: the request has its deed."""


@dataclass(frozen=True)
class _Move:
    """A step may be taken in these states and leads to that one (None: the state stays). `needs`: a step that must
    have been taken since the request was last opened."""

    allowed: frozenset[RequestState]
    leads_to: RequestState | None
    needs: str = ""


_S = RequestState
_MOVING = frozenset({_S.ASSIGNED, _S.IN_PROGRESS})
MOVES: dict[str, _Move] = {
    "assigned": _Move(WAITING, _S.ASSIGNED),
    "accepted": _Move(frozenset({_S.ASSIGNED}), _S.IN_PROGRESS),
    "approved": _Move(WAITING, None),
    "departed": _Move(_MOVING, _S.IN_PROGRESS),
    "returned": _Move(frozenset({_S.IN_PROGRESS}), None, needs="departed"),
    "sent": _Move(_MOVING, _S.IN_PROGRESS),
    "handed_over": _Move(frozenset({_S.IN_PROGRESS}), None, needs="sent"),
    "received": _Move(frozenset({_S.IN_PROGRESS}), None, needs="handed_over"),
    "done": _Move(WAITING, _S.DONE),
    "confirmed": _Move(frozenset({_S.DONE}), _S.CONFIRMED),
    "closed": _Move(frozenset({_S.CONFIRMED}), _S.CLOSED),
    "reopened": _Move(frozenset({_S.DONE, _S.CONFIRMED, _S.CLOSED, _S.WITHDRAWN}), _S.OPEN),
    "withdrawn": _Move(WAITING, _S.WITHDRAWN),
    "advanced": _Move(frozenset({*WAITING, _S.DONE}), None),
    "repaid": _Move(frozenset(_S), None),
    "note": _Move(frozenset(_S), None),
}
_NEED_APPROVAL = frozenset({"departed", "sent", "done"})
_NEED_REASON = {"reopened": "reopening_needs_reason", "withdrawn": "withdrawing_needs_reason"}


def next_state(
    state: RequestState,
    step: str,
    taken: Sequence[str] = (),
    *,
    needs_approval: bool = False,
    reason: str = "",
) -> RequestState:
    """The state after a step. `taken`: the steps so far; only those since the last reopening count. Where approval
    is needed nobody departs, sends or finishes without it. Raises StepRefused."""
    move = MOVES.get(step)
    if move is None:
        raise StepRefused("step_unknown", step=step)
    if state not in move.allowed:
        raise StepRefused("step_not_possible", step=step, state=state.value)
    present = steps_since_opened(taken)
    if move.needs and move.needs not in present:
        raise StepRefused("step_out_of_order", step=step, needs=move.needs)
    if needs_approval and step in _NEED_APPROVAL and "approved" not in present:
        raise StepRefused("step_needs_approval", step=step)
    if step in _NEED_REASON and not reason.strip():
        raise StepRefused(_NEED_REASON[step])
    return move.leads_to or state


def possible_steps(
    state: RequestState, taken: Sequence[str] = (), *, needs_approval: bool = False
) -> tuple[str, ...]:
    """The steps that may be taken now, in the order of the table."""
    possible: list[str] = []
    for step in MOVES:
        try:
            next_state(state, step, taken, needs_approval=needs_approval, reason="asked")
        except StepRefused:
            continue
        possible.append(step)
    return tuple(possible)


def steps_since_opened(taken: Sequence[str]) -> frozenset[str]:
    """A reopened request starts again: what was done before does not count."""
    begin = max((n + 1 for n, step in enumerate(taken) if step == "reopened"), default=0)
    return frozenset(taken[begin:])


def check_confirmation(helpers: Iterable[int], confirmer: int | None) -> None:
    """The resident (None) or a second person confirms, never one of the helpers."""
    if confirmer is not None and confirmer in set(helpers):
        raise StepRefused("confirmation_by_helper")


def due_at(asked_at: datetime, urgency: str, thresholds: Thresholds) -> datetime:
    urgent = urgency == "urgent"
    hours = thresholds.deed_due_urgent_hours if urgent else thresholds.deed_due_normal_hours
    return asked_at + timedelta(hours=hours)


def is_overdue(state: RequestState, due: datetime | None, at: datetime) -> bool:
    return due is not None and state in WAITING and at > due


def minutes_to_close(asked_at: datetime, done_at: datetime) -> int:
    return whole_minutes(asked_at, done_at)


def check_first_deed(existing_deed: int | None) -> None:
    """One request, at most one deed. Raises DeedCounted."""
    if existing_deed is not None:
        raise DeedCounted("deed_already_counted", deed=existing_deed)


@dataclass(frozen=True)
class DeedFact:
    """A deed on record. A voided one is not counted."""

    category: str
    done_at: datetime
    request_id: int | None = None
    voided: bool = False


def count_deeds(deeds: Iterable[DeedFact]) -> int:
    """件. Two entries for one request are one deed."""
    return len(_counted(deeds))


def deeds_by_day(deeds: Iterable[DeedFact], zone: ZoneInfo) -> dict[date, int]:
    """By the day on which they were done, in order of the days."""
    days = Counter(local_day(deed.done_at, zone) for deed in _counted(deeds))
    return dict(sorted(days.items()))


def deeds_by_category(deeds: Iterable[DeedFact]) -> dict[str, int]:
    return dict(Counter(deed.category for deed in _counted(deeds)))


def _counted(deeds: Iterable[DeedFact]) -> list[DeedFact]:
    counted: list[DeedFact] = []
    seen: set[int] = set()
    for deed in deeds:
        if deed.voided or deed.request_id in seen:
            continue
        if deed.request_id is not None:
            seen.add(deed.request_id)
        counted.append(deed)
    return counted
