"""One named carer for each vulnerable resident, and when the next contact is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from teamhub.domain.duty_time import local_day
from teamhub.domain.errors import RuleBroken

OPEN_FOR = timedelta(minutes=15)
"""How long a record stays open to the one who opened it and said why: a call and what follows from it."""


class CareRefused(RuleBroken):
    """already_on_register | care_category_unknown | carer_unknown | deputy_is_carer | door_unknown | door_ambiguous |
    registered_in_future | reason_needed | not_on_register | contact_in_future | contact_too_old | outcome_unknown |
    channel_unknown | not_your_contact | days_backwards | nobody_to_move | deputy_missing | medicine_unknown"""


class ContactState(StrEnum):
    """How a resident stands with the next contact."""

    OVERDUE = "overdue"
    DUE = "due"
    IN_TIME = "in_time"


@dataclass(frozen=True)
class CarePeriod:
    """Inclusive days; `ends_on` None: open. `number`: rises with each entry. `stands_in_for`: the carer whose place
    is taken for the time."""

    carer_id: int
    starts_on: date
    ends_on: date | None = None
    number: int = 0
    deputy_id: int | None = None
    stands_in_for: int | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class OnRegister:
    """A resident on the care register. `interval_days`: contact at least so often, from the category."""

    resident_id: int
    registered_on: date
    interval_days: int
    ended_on: date | None = None
    last_contact: datetime | None = None
    carers: tuple[CarePeriod, ...] = ()

    def active_on(self, day: date) -> bool:
        return self.registered_on <= day and (self.ended_on is None or day <= self.ended_on)


def contact_due_on(entry: OnRegister, zone: ZoneInfo) -> date:
    """The last day on which the next contact is in time: today for daily contact that was made yesterday. Who was
    never contacted is due on the day of registration."""
    if entry.last_contact is None:
        return entry.registered_on
    return local_day(entry.last_contact, zone) + timedelta(days=entry.interval_days)


def contact_is_due(entry: OnRegister, day: date, zone: ZoneInfo) -> bool:
    """Due today or overdue."""
    return entry.active_on(day) and contact_due_on(entry, zone) <= day


def contact_is_overdue(entry: OnRegister, day: date, zone: ZoneInfo) -> bool:
    return entry.active_on(day) and contact_due_on(entry, zone) < day


def contact_state(entry: OnRegister, day: date, zone: ZoneInfo) -> ContactState:
    if contact_is_overdue(entry, day, zone):
        return ContactState.OVERDUE
    return ContactState.DUE if contact_is_due(entry, day, zone) else ContactState.IN_TIME


def period_on(entry: OnRegister, day: date) -> CarePeriod | None:
    """Who cares on that day: somebody standing in before the one whose place it is; of several the one who started
    last, then the one entered last."""
    covering = [period for period in entry.carers if period.covers(day)]
    return max(
        covering, key=lambda p: (p.stands_in_for is not None, p.starts_on, p.number, p.carer_id), default=None
    )


def carer_on(entry: OnRegister, day: date) -> int | None:
    period = period_on(entry, day)
    return period.carer_id if period else None


def uncovered(register: Iterable[OnRegister], day: date) -> list[OnRegister]:
    """Residents on the register without a carer on that day: the list that must be empty."""
    return [entry for entry in register if entry.active_on(day) and carer_on(entry, day) is None]


def days_left(runs_out_on: date, day: date) -> int:
    """Full days that a medicine still lasts; 0: none left."""
    return max(0, (runs_out_on - day).days)


def check_span(starts_on: date, ends_on: date | None) -> None:
    """Raises CareRefused(days_backwards)."""
    if ends_on is not None and ends_on < starts_on:
        raise CareRefused("days_backwards")


@dataclass(frozen=True)
class CareFacts:
    """What a form says of a resident under care. `door`: as people write it (2栋1单元301), empty where unknown;
    `interval_days` None: as the category says. `consent`: how the resident agreed, empty: not asked now."""

    name: str
    compound_id: int
    category: str
    registered_on: date
    door: str = ""
    form_of_address: str = ""
    phone: str = ""
    interval_days: int | None = None
    needs: str = ""
    carer_id: int | None = None
    deputy_id: int | None = None
    consent: str = ""
