"""/<community>/doors/team/<token>: people without an account walk with their sweep team. Looking changes nothing:
messengers open every address that is posted in them."""

from __future__ import annotations

from flask import abort, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.actions import sweep_links as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.doors.root import blueprint
from teamhub.domain.errors import NotFound
from teamhub.domain.sweep_links import LinkRefused, check_link
from teamhub.models.sweeps import SweepTeamLink
from teamhub.queries import sweep_links
from teamhub.web import errors, formats
from teamhub.web import session as browser
from teamhub.web.access import public
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/team/<token>")
@public
def team_link(token: str) -> ResponseReturnValue:
    link = _asked_link(token)
    try:
        check_link(link.opens_at, link.expires_at, now())
    except LinkRefused as refused:
        return _invitation(link, token, refused, 410 if refused.code == "link_over" else 200)
    return _invitation(link, token)


@blueprint.post("/team/<token>")
@public
def enter_by_link(token: str) -> ResponseReturnValue:
    """Signs this phone in as the team, in place of whoever was signed in."""
    session, link = browser.fresh_token(), _asked_link(token)
    try:
        with unit_of_work():
            row = verbs.enter(_asked_link(token), token_digest=browser.digest(session), at=now())
    except LinkRefused as refused:
        return _invitation(link, token, refused, 410)
    browser.open_session(row, session)
    return see_other(url_for("doors.index", community=g.community.slug))


def _asked_link(token: str) -> SweepTeamLink:
    try:
        return sweep_links.link_of(g.community.id, token)
    except NotFound:
        abort(404)


def _invitation(
    link: SweepTeamLink, token: str, refused: LinkRefused | None = None, status: int = 200
) -> ResponseReturnValue:
    since = formats.moment(link.opens_at)
    other = current_user.is_authenticated and current_user.account_id != link.account_id
    return page(
        "doors/team_link.html",
        invitation=sweep_links.invitation(link),
        token=token,
        refused=errors.sentence(LinkRefused(refused.code, since=since)) if refused else "",
        leaves=current_user.display_name if other else "",
        status=status,
    )
