"""The link of a team, as its leader makes, shows and withdraws it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.actions import sweep_links as verbs
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.sweeps.root import asked_team, blueprint
from teamhub.domain.access import Permission
from teamhub.models.sweeps import SweepTeam
from teamhub.queries import sweep_links
from teamhub.web import qr, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.page import see_other


@dataclass(frozen=True)
class ShownLink:
    """`qr`: the address as an SVG picture in a data: address. `over`: it opens nothing any more."""

    address: str
    qr: str
    opens_at: datetime
    expires_at: datetime
    over: bool


def shown_link(team: SweepTeam | None) -> ShownLink | None:
    link = sweep_links.of_team(team) if team else None
    if link is None:
        return None
    address = url_for("doors.team_link", token=sweep_links.token(link), _external=True)
    picture = qr.picture(address)
    return ShownLink(address, picture, link.opens_at, link.expires_at, now() >= link.expires_at)


@blueprint.post("/<int:number>/teams/<int:team_id>/link")
@access(Permission.SWEEP_MANAGE)
def make_link(number: int, team_id: int) -> ResponseReturnValue:
    asked_team(number, team_id)
    with unit_of_work():
        verbs.make_link(team_id, by=viewer(), at=now())
    toasts.tell(gettext("The team has a new link"))
    return see_other(url_for("sweeps.team", number=number, team_id=team_id, _anchor="link"))


@blueprint.post("/<int:number>/teams/<int:team_id>/link/withdraw")
@access(Permission.SWEEP_MANAGE)
def withdraw_link(number: int, team_id: int) -> ResponseReturnValue:
    asked_team(number, team_id)
    with unit_of_work():
        verbs.withdraw_link(team_id, by=viewer(), at=now())
    toasts.tell(gettext("The link is withdrawn; phones that used it are signed out"))
    return see_other(url_for("sweeps.team", number=number, team_id=team_id, _anchor="link"))
