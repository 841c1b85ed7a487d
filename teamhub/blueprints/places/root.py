"""What the pages of places share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from teamhub.models.campaigns import Campaign
from teamhub.queries import viewers
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.formats import local

blueprint = Blueprint("places", __name__)


def today() -> date:
    return local(now()).date()


def campaign() -> Campaign:
    """The one that is running. Raises NotFound when the community never had any."""
    return viewers.current_campaign(viewer().community_id, today())
