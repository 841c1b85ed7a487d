"""How a link to the tally is given: to somebody, for some days."""

from __future__ import annotations

from teamhub.domain.errors import RuleBroken

DAYS = (1, 7, 30)
"""How long a link may stand."""


class TallyLinkRefused(RuleBroken):
    """tally_link_needs_label | tally_link_days"""


def check_link(label: str, days: int) -> None:
    """`label`: whom it is for. Raises TallyLinkRefused."""
    if not label.strip():
        raise TallyLinkRefused("tally_link_needs_label")
    if days not in DAYS:
        raise TallyLinkRefused("tally_link_days")
