"""/privacy/opened: who opened what, and why."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.blueprints.privacy.root import blueprint, page_asked, pages
from teamhub.domain.access import Permission
from teamhub.queries import reveals
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import page


@blueprint.get("/opened")
@access(Permission.PRIVACY_MANAGE)
def opened() -> ResponseReturnValue:
    at, said = page_asked(), request.args.get("who", "")
    account_id = int(said) if said.isascii() and said.isdigit() and len(said) < 12 else None
    found = reveals.opened(viewer(), at, account_id)
    more = {"who": account_id} if account_id is not None else {}
    return page(
        "privacy/opened.html",
        found=found,
        account_id=account_id,
        who=reveals.who_opened(viewer()),
        many=reveals.many(viewer().community_id, now()),
        kinds=kinds(),
        record_url=record_address,
        pager_words=pages("privacy.opened", at, len(found.rows), found.total, reveals.PAGE, **more),
    )


def kinds() -> dict[str, str]:
    """What was opened, in words."""
    return {
        "person": gettext("Telephone number of a team member"),
        "request": gettext("Request of a resident"),
        "vulnerable_resident": gettext("Record of a resident under care"),
        "resident": gettext("Everything held about a resident"),
    }


def record_address(object_type: str, object_id: int) -> str:
    """Where the record is; empty for a kind without a page."""
    places = {
        "person": ("people.show", "person_id"),
        "request": ("requests.show", "request_id"),
        "vulnerable_resident": ("care.show", "entry_id"),
        "resident": ("privacy.resident", "resident_id"),
    }
    if object_type not in places:
        return ""
    endpoint, name = places[object_type]
    return url_for(endpoint, **{name: object_id})  # type: ignore[arg-type]  # an id in the address
