"""/<community>/deeds: what was done for residents."""

from __future__ import annotations

from teamhub.blueprints.deeds import pages, publication
from teamhub.blueprints.deeds.root import blueprint

__all__ = ["blueprint", "pages", "publication"]
