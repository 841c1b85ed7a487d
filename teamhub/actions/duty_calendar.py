"""The address of somebody's own calendar: given, replaced, withdrawn."""

from __future__ import annotations

import secrets
from datetime import datetime

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.models.base import db
from teamhub.queries.duty_calendar import person_of


def renew_calendar(*, by: Viewer, at: datetime) -> None:
    """A fresh address; the one before is dead at once. Raises NotFound."""
    person = person_of(by)
    person.calendar_key = secrets.token_urlsafe(24)
    db.session.flush()
    journal.write("person.calendar_opened", by=by, at=at, object_type="person", object_id=person.id)


def withdraw_calendar(*, by: Viewer, at: datetime) -> None:
    """Withdrawn twice is withdrawn. Raises NotFound."""
    person = person_of(by)
    if person.calendar_key:
        person.calendar_key = ""
        db.session.flush()
        journal.write("person.calendar_withdrawn", by=by, at=at, object_type="person", object_id=person.id)
