"""/<community>/me: my day, and my shifts in the calendar of my phone."""

from __future__ import annotations

from teamhub.blueprints.me import calendar, data
from teamhub.blueprints.me.root import blueprint

__all__ = ["blueprint", "calendar", "data"]
