"""Compounds and doors, posts and gates, sampling sites."""

from __future__ import annotations

from teamhub.blueprints.places import buildings, compounds, doubles, posts, sites
from teamhub.blueprints.places.root import blueprint

__all__ = ["blueprint", "buildings", "compounds", "doubles", "posts", "sites"]
