"""/<community>/doors: the phone at the door. My buildings, the facade, one door in two taps."""

from __future__ import annotations

from teamhub.blueprints.doors import settle, team_link, visit, walk
from teamhub.blueprints.doors.root import blueprint

__all__ = ["blueprint", "settle", "team_link", "visit", "walk"]
