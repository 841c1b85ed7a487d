"""Shifts as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

MEDIA_TYPE = "text/calendar"
REMIND = timedelta(hours=2)


@dataclass(frozen=True)
class CalendarEntry:
    """`uid` stays the same for ever, `revision` rises with every change; not `standing`: the calendar takes it out.
    All moments with their zone."""

    uid: str
    revision: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    about: str
    standing: bool
    confirmed: bool


def calendar_feed(name: str, entries: Iterable[CalendarEntry], *, language: str) -> bytes:
    """The feed as a phone's calendar subscribes to it. Times go out in UTC: no phone has to know a zone."""
    feed = Calendar()
    feed.add("prodid", f"-//TeamHub//Duty//{'EN' if language == 'en' else 'ZH'}")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", timedelta(minutes=30))
    for entry in entries:
        feed.add_component(_event(entry))
    return bytes(feed.to_ical())


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.revision)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("description", entry.about)
    event.add("transp", "OPAQUE" if entry.standing else "TRANSPARENT")
    state = "CONFIRMED" if entry.confirmed else "TENTATIVE"
    event.add("status", state if entry.standing else "CANCELLED")
    if entry.standing:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", -REMIND)
        event.add_component(alarm)
    return event
