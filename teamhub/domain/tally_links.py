"""Links that show the tally to somebody without an account."""

from __future__ import annotations

LINK_DAYS = (1, 7, 30)
"""How long a link may stand."""
