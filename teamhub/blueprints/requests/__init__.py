"""/<community>/requests: what residents need, from the wish to the closing."""

from __future__ import annotations

from teamhub.blueprints.requests import lists, one, public, steps
from teamhub.blueprints.requests.root import blueprint

__all__ = ["blueprint", "lists", "one", "public", "steps"]
