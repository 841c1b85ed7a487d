"""The page that stands in the way of health data until its legal basis is on record, and the line that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, Response, g, url_for
from flask_babel import gettext

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.privacy import HealthDataClosed, check_open
from teamhub.queries import privacy, reveals
from teamhub.web import formats
from teamhub.web.clock import now
from teamhub.web.frame import Strip, Tone
from teamhub.web.page import page, refusal, wants_json


def init_app(app: Flask) -> None:
    @app.errorhandler(HealthDataClosed)
    def closed(error: HealthDataClosed) -> Response:
        """What is missing and who can put it right; what was typed stays in the browser's page before."""
        if wants_json():
            return refusal(409, gettext("Health data is not taken in: the legal basis is not on record."))
        viewer: Viewer = g.viewer
        may = viewer.may(Permission.PRIVACY_MANAGE)
        url = url_for("privacy.basis") if may else ""
        return page("privacy/closed.html", over=error.code == "basis_over", url=url, status=409)


def check_health_data_open(viewer: Viewer) -> None:
    """For the pages that ask for health data. Raises HealthDataClosed."""
    check_open(privacy.standing(viewer.community_id, now()), now())


def remind(viewer: Viewer) -> None:
    """Lines above the page: a campaign runs on time lent to it, somebody opened many records."""
    if not viewer.may(Permission.PRIVACY_MANAGE):
        return
    g.strips = (*g.get("strips", ()), *_strips(viewer))


def _strips(viewer: Viewer) -> Iterator[Strip]:
    for one in reveals.many(viewer.community_id, now()):
        words = gettext("%(who)s opened %(n)s records within a day.", who=one.who, n=one.times)
        yield Strip(words, url_for("privacy.opened", who=one.account_id), gettext("Look"), Tone.GAP)
    try:
        standing = privacy.standing(viewer.community_id, now())
    except NotFound:
        return
    if standing.recorded:
        return
    words = gettext("The legal basis of this campaign is not on record: health data is not taken in.")
    if standing.is_open(now()) and standing.open_until is not None:
        words = gettext(
            "Please record the legal basis of this campaign; from %(day)s on health data is no longer taken in.",
            day=formats.day(standing.open_until),
        )
    yield Strip(words, url_for("privacy.basis"), gettext("Record it"), Tone.SOON)
