"""/<community>/briefs: archive, composer, review, issue, correction, files."""

from __future__ import annotations

from teamhub.blueprints.briefs import archive, composer, files, steps, summary
from teamhub.blueprints.briefs.root import STATES, blueprint

__all__ = ["STATES", "archive", "blueprint", "composer", "files", "steps", "summary"]
