"""One named carer for each vulnerable resident, and when the next contact is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from teamhub.domain.duty_time import local_day


@dataclass(frozen=True)
class CarePeriod:
    """Inclusive days; `ends_on` None: open."""

    carer_id: int
    starts_on: date
    ends_on: date | None = None

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


def carer_on(entry: OnRegister, day: date) -> int | None:
    """The carer of that day; of several the one who started last."""
    covering = [period for period in entry.carers if period.covers(day)]
    return max(covering, key=lambda p: (p.starts_on, p.carer_id)).carer_id if covering else None


def uncovered(register: Iterable[OnRegister], day: date) -> list[OnRegister]:
    """Residents on the register without a carer on that day: the list that must be empty."""
    return [entry for entry in register if entry.active_on(day) and carer_on(entry, day) is None]
