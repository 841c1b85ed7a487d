"""What the pages of people share."""

from __future__ import annotations

from flask import Blueprint

from teamhub.queries import people, terms
from teamhub.web.access import viewer
from teamhub.web.language import language

blueprint = Blueprint("people", __name__)


def type_labels() -> dict[str, str]:
    """Code -> label of every member type, retired ones too."""
    return terms.labels(viewer().community_id, "member_type", language())


def type_choices() -> list[tuple[str, str]]:
    return terms.choices(viewer().community_id, "member_type", language())


def organization_choices() -> list[tuple[int, str]]:
    return people.organizations(viewer())
