"""The roster of a community: list, person, strength, organisations."""

from __future__ import annotations

from teamhub.blueprints.people import organizations, person, roster, walk_ups, wishes
from teamhub.blueprints.people.root import blueprint

__all__ = ["blueprint", "organizations", "person", "roster", "walk_ups", "wishes"]
