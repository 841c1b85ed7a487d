"""/<community>/privacy: how personal data stands, on one page."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from teamhub.domain.access import Permission
from teamhub.forms.privacy import BASES, REASONS
from teamhub.queries import privacy, resident_records, retention, reveals
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page

blueprint = Blueprint("privacy", __name__)


@blueprint.get("")
@access(Permission.PRIVACY_MANAGE)
def index() -> ResponseReturnValue:
    moment, community_id = now(), viewer().community_id
    campaign = privacy.campaign_now(community_id, moment)
    standing = privacy.standing_of(campaign)
    stated = privacy.history(campaign.id)
    runs = retention.runs(community_id, most=1)
    ends = campaign.ends_on
    return page(
        "privacy/index.html",
        standing=standing,
        is_open=standing.is_open(moment),
        last=stated[0] if stated and stated[0].basis else None,
        bases=BASES,
        reasons=REASONS,
        erase_on=ends + timedelta(days=standing.retention_days) if ends else None,
        run=runs[0] if runs else None,
        erased=retention.erased(community_id),
        residents=resident_records.residents(viewer()).total,
        without=resident_records.residents(viewer(), without_consent=True).total,
        opened=reveals.opened(viewer()).total,
        many=reveals.many(community_id, moment),
    )


def page_asked() -> int:
    """The page of a long list that the address asks for; the first where it makes no sense."""
    said = request.args.get("page", "1")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 7 else 1


def pages(endpoint: str, at: int, shown: int, total: int, size: int, **more: object) -> dict[str, object]:
    """What the pager of a list needs."""
    first = (at - 1) * size + 1
    return {
        "first": first if shown else 0,
        "last": first + shown - 1 if shown else 0,
        "total": total,
        "earlier_url": url_for(endpoint, page=at - 1, **more) if at > 1 else "",  # type: ignore[arg-type]  # words of the address
        "later_url": url_for(endpoint, page=at + 1, **more) if first + shown - 1 < total and shown else "",  # type: ignore[arg-type]  # as above
    }
