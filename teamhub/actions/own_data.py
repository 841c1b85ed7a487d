"""Somebody takes along what is held about themselves."""

from __future__ import annotations

from datetime import datetime

from teamhub.actions import journal
from teamhub.domain.access import Viewer


def note_taken(form: str, *, by: Viewer, at: datetime) -> None:
    """`form`: json | xlsx."""
    journal.write(
        "privacy.own_data_taken", by=by, at=at, object_type="account", object_id=by.account_id, form=form
    )
