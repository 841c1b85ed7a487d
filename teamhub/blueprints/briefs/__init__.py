"""/<community>/briefs: archive, composer, review, issue, correction, files."""

from __future__ import annotations

from teamhub.blueprints.briefs import composer, files, steps
from teamhub.blueprints.briefs.root import STATES, blueprint

__all__ = ["STATES", "blueprint", "composer", "files", "steps"]
