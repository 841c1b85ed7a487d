"""Seeing to a request: whose turn which step is, the steps of its way, what looks like the same wish, and who could
help. The states themselves are in domain/deeds.py."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.deeds import (
    RequestState,
    StepRefused,
    next_state,
    possible_steps,
    steps_since_opened,
)

SPECIAL = ("approved", "departed", "returned", "sent", "handed_over", "received")
"""Steps that only some ways have, in their order."""
BY_LEADER = frozenset({"assigned", "confirmed", "closed", "reopened", "withdrawn"})
OPEN_AFTER_CLOSING = timedelta(hours=72)
"""So long a helper still sees whom the own finished request was for."""


@dataclass(frozen=True)
class Way:
    """How a request is seen to. An errand has no steps of its own."""

    code: str = ""
    steps: frozenset[str] = frozenset()
    stays_in_district: bool = False

    @classmethod
    def of(cls, code: str, flags: Mapping[str, Any]) -> Way:
        """From a term of request_way."""
        steps = frozenset(step for step in SPECIAL if flags.get(f"takes_{step}"))
        return cls(code, steps, bool(flags.get("stays_in_district")))

    @property
    def needs_approval(self) -> bool:
        return "approved" in self.steps

    def missing(self, taken: Sequence[str]) -> tuple[str, ...]:
        """Its own steps that are still to be taken, in their order."""
        present = steps_since_opened(taken)
        return tuple(step for step in SPECIAL if step in self.steps and step not in present)


ERRAND = Way()


def take_step(
    state: RequestState, step: str, taken: Sequence[str], way: Way = ERRAND, reason: str = ""
) -> RequestState:
    """The state after a step. Besides the table's rules: a special step belongs to the way and is taken once, and
    nothing is done before the way is gone to its end. Raises StepRefused(step_not_of_way | step_taken_already |
    step_still_missing (missing) | ...)."""
    if step in SPECIAL and step not in way.steps:
        raise StepRefused("step_not_of_way", step=step)
    if step in SPECIAL and step in steps_since_opened(taken):
        raise StepRefused("step_taken_already", step=step)
    after = next_state(state, step, taken, needs_approval=way.needs_approval, reason=reason)
    if step == "done" and way.missing(taken):
        raise StepRefused("step_still_missing", missing=way.missing(taken)[0])
    return after


def offered_steps(state: RequestState, taken: Sequence[str], way: Way = ERRAND) -> tuple[str, ...]:
    """The steps that may be taken now, whoever takes them."""
    offered = []
    for step in possible_steps(state, taken, needs_approval=way.needs_approval):
        try:
            take_step(state, step, taken, way, reason="asked")
        except StepRefused:
            continue
        offered.append(step)
    return tuple(offered)


def may_take(step: str, viewer: Viewer, assigned_to: int | None) -> bool:
    """Leaders send, confirm, close and open again; who approves manages deeds; the rest is the helper's, or a
    leader's for a helper who reports by phone. Nobody confirms the own work."""
    mine = assigned_to is not None and viewer.person_id == assigned_to
    leads = viewer.may(Permission.REQUEST_ASSIGN)
    if step == "approved":
        return viewer.may(Permission.DEED_MANAGE)
    if step == "confirmed":
        return leads and not mine
    if step in BY_LEADER:
        return leads
    return leads or (mine and viewer.may(Permission.DEED_RECORD))


def next_for_helper(state: RequestState, offered: Sequence[str], way: Way) -> str:
    """The one step to offer large: accept, then the way's own steps, then done. Empty: nothing to do."""
    if state is RequestState.ASSIGNED and "accepted" in offered:
        return "accepted"
    wanted = [step for step in SPECIAL if step in way.steps and step in offered and step != "approved"]
    if wanted:
        return wanted[0]
    return "done" if state is RequestState.IN_PROGRESS and "done" in offered else ""


def seen_in_full(state: RequestState, closed_at: datetime | None, at: datetime) -> bool:
    """May the helper see name, phone and door: from accepting on until three days after the closing."""
    if state in (RequestState.OPEN, RequestState.ASSIGNED, RequestState.WITHDRAWN):
        return False
    return closed_at is None or at <= closed_at + OPEN_AFTER_CLOSING


@dataclass(frozen=True)
class RequestFacts:
    """What is asked. `door`: in the asker's words, `unit_id`: the registered one where it is known already;
    `vulnerable_id`: the entry of the care register that it is for. `advanced`: yuan laid out at once, empty for
    none."""

    category: str
    wish: str
    urgency: str = "normal"
    channel: str = "post"
    way: str = ""
    requested_by: str = ""
    beneficiary: str = ""
    relation: str = ""
    phone: str = ""
    compound_id: int | None = None
    door: str = ""
    advanced: str = ""
    unit_id: int | None = None
    vulnerable_id: int | None = None


def yuan(text: str) -> Decimal:
    """35, 35.5, ￥35.50 -> 35.50. Raises StepRefused(amount_unreadable)."""
    folded = unicodedata.normalize("NFKC", text).strip().lstrip("¥￥$").removesuffix("元").strip()
    try:
        amount = Decimal(folded) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", folded) else Decimal(0)
    except InvalidOperation:  # figures of other scripts that Decimal does not read
        amount = Decimal(0)
    if amount <= 0:
        raise StepRefused("amount_unreadable")
    return amount.quantize(Decimal("0.01"))


def owed(money: Iterable[tuple[str, str]]) -> Decimal:
    """What residents still owe the helper. `money`: (advanced | repaid, amount as kept). Never below zero."""
    total = Decimal(0)
    for step, amount in money:
        total += yuan(amount) if step == "advanced" else -yuan(amount)
    return max(total, Decimal(0))


class Likeness(StrEnum):
    """Why two requests may be the same wish, strongest first."""

    SAME_PHONE = "same_phone"
    SAME_DOOR = "same_door"
    SAME_WORDS = "same_words"


@dataclass(frozen=True)
class Wish:
    category: str
    compound_id: int | None
    door: str
    phone: str
    words: str
    state: RequestState
    asked_at: datetime


ALIKE_WITHIN = timedelta(hours=48)
ALIKE_WORDS = 0.5


def alike(one: Wish, other: Wish) -> Likeness | None:
    """Two wishes of one kind within two days, both not withdrawn. It is a hint: nothing is refused for it."""
    if one.category != other.category or abs(one.asked_at - other.asked_at) > ALIKE_WITHIN:
        return None
    if RequestState.WITHDRAWN in (one.state, other.state):
        return None
    if one.phone and one.phone == other.phone:
        return Likeness.SAME_PHONE
    if one.compound_id is None or one.compound_id != other.compound_id:
        return None
    if one.door and one.door == other.door:
        return Likeness.SAME_DOOR
    both_doors = bool(one.door and other.door)
    close = _overlap(one.words, other.words) >= ALIKE_WORDS
    return Likeness.SAME_WORDS if close and not both_doors else None


def _overlap(one: str, other: str) -> float:
    """Share of common pairs of characters, 0 to 1."""
    a, b = _pairs(one), _pairs(other)
    return len(a & b) / len(a | b) if a and b else 0.0


def _pairs(text: str) -> frozenset[str]:
    bare = re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).casefold()
    return frozenset(bare[n : n + 2] for n in range(len(bare) - 1))


class Reason(StrEnum):
    """Why somebody is suggested, in the order in which it is said."""

    ON_SHIFT_HERE = "on_shift_here"
    ON_SHIFT = "on_shift"
    DID_ALIKE = "did_alike"
    FREE = "free"
    BUSY = "busy"


@dataclass(frozen=True)
class Helper:
    """`here`: the post is in the request's compound. `did`: deeds of this kind; `waiting`: requests in hand."""

    person_id: int
    on_shift: bool
    here: bool
    did: int
    waiting: int

    @property
    def reasons(self) -> tuple[Reason, ...]:
        said = []
        if self.on_shift:
            said.append(Reason.ON_SHIFT_HERE if self.here else Reason.ON_SHIFT)
        if self.did:
            said.append(Reason.DID_ALIKE)
        said.append(Reason.BUSY if self.waiting else Reason.FREE)
        return tuple(said)


def suggested(helpers: Iterable[Helper], most: int = 5) -> list[Helper]:
    """The best first: on shift, in this compound, with little in hand, experienced. Who is neither on shift nor did
    the like is not suggested."""
    fit = [h for h in helpers if h.on_shift or h.did]
    fit.sort(key=lambda h: (not h.on_shift, h.waiting > 0, not h.here, h.waiting, -h.did, h.person_id))
    return fit[:most]


_FORMS_OF_ADDRESS = re.compile(
    r"(?:大妈|大爷|师傅|女士|先生|阿姨|叔叔|老师|同学|奶奶|爷爷|大姐|大哥|大娘|老人|女儿|儿子|家长)$"
)


def named_by_address(name: str) -> bool:
    """刘大妈, 孔大妈女儿: said as neighbours say it, fit for a deed; 孔秀英 is not."""
    return bool(_FORMS_OF_ADDRESS.search(name.strip()))
