"""/<community>/tally: every figure of a community, as of any moment."""

from __future__ import annotations

from teamhub.blueprints.tally import export, pages, shares
from teamhub.blueprints.tally.root import blueprint

__all__ = ["blueprint", "export", "pages", "shares"]
