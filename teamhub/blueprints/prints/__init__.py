"""/prints: everything that the community prints, in one place."""

from __future__ import annotations

from teamhub.blueprints.prints import index, jobs
from teamhub.blueprints.prints.root import blueprint

__all__ = ["blueprint", "index", "jobs"]
