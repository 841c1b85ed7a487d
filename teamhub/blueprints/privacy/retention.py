"""/privacy/retention: what the daily job erased, with its proof, and what it would erase today."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.blueprints.privacy.root import blueprint
from teamhub.domain.access import Permission
from teamhub.queries import retention as asked
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page


@blueprint.get("/retention")
@access(Permission.PRIVACY_MANAGE)
def retention() -> ResponseReturnValue:
    community_id = viewer().community_id
    return page(
        "privacy/retention.html",
        due=asked.due(community_id, now()),
        runs=asked.runs(community_id),
        erased=asked.erased(community_id),
        kinds=kinds(),
    )


def kinds() -> dict[str, str]:
    """What the job counts, in words."""
    return {
        "residents": gettext("Residents with name, telephone, door and needs"),
        "requests": gettext("Requests: who asked, for what"),
        "deeds": gettext("Deeds: summary, beneficiary, thanks"),
        "door_notes": gettext("Notes at doors"),
        "letters": gettext("Notes on letters"),
        "samples": gettext("Doors of samples at home"),
        "uploads": gettext("Uploaded workbooks not stored"),
        "walk_ups": gettext("Volunteers who were not admitted"),
        "reveals": gettext("Who opened what, older than 200 days"),
    }
