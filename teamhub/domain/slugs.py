"""The word that stands for a community in every address."""

from __future__ import annotations

import re

from teamhub.domain.errors import RuleBroken

RESERVED = frozenset(
    """account area enrol first-run gallery healthz language large-text metrics sign-in sign-out static sync
    search workbook api admin teamhub""".split()
)
"""First words of addresses that are no community."""


class BadSlug(RuleBroken):
    """An address word that cannot be one."""


def check_slug(text: str) -> str:
    """Lower-case letters, digits and dashes, 2 to 40. Raises BadSlug(slug_malformed | slug_reserved)."""
    slug = text.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9\-]{0,38}[a-z0-9]", slug):
        raise BadSlug("slug_malformed")
    if slug in RESERVED:
        raise BadSlug("slug_reserved")
    return slug


def slug_from(romanised: str) -> str:
    """A slug out of a romanised name, without what every community is called: balicha, not balichashequ."""
    word = re.sub(r"[^a-z0-9]+", "-", romanised.lower()).strip("-")
    word = re.sub(r"-?(shequ|community)$", "", word).strip("-")[:40].strip("-")
    if len(word) < 2:
        return ""
    return f"{word}-community"[:40] if word in RESERVED else word
