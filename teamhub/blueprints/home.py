"""/ and /<community>/: home by role."""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.domain.access import Permission, Viewer
from teamhub.queries import accounts, viewers
from teamhub.web.access import public, signed_in, viewer

blueprint = Blueprint("home", __name__)

HOMES: tuple[tuple[Permission, str], ...] = (
    (Permission.DUTY_MANAGE, "duty.board"),
    (Permission.MY_DAY, "me.show"),
    (Permission.DUTY_VIEW, "duty.board"),
    (Permission.TALLY_VIEW, "tally.index"),
    (Permission.SETTINGS_VIEW, "settings.index"),
    (Permission.SWEEP_VISIT, "doors.index"),
)


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """First run on an empty installation; sign-in for a stranger; else the only community, or a choice."""
    if not accounts.anybody_enrolled():
        return redirect(url_for("first_run.show"))
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in"))
    mine = viewers.communities_of(current_user.account_id)
    if viewers.holds(current_user.account_id, Permission.AREA_VIEW):
        return redirect(url_for("area.index"))
    slugs = {row.slug for row, _ in mine} or {viewers.walks_in(current_user.account_id)} - {None}
    if len(slugs) == 1:
        return redirect(url_for("home.community", community=slugs.pop()))
    return render_template("home/choose.html", communities=list({row.slug: row for row, _ in mine}.values()))


@blueprint.get("/<community>/")
@signed_in
def community() -> ResponseReturnValue:
    """The page that answers this role's first question."""
    asks: Viewer = viewer()
    slug = g.community_slug
    for permission, endpoint in HOMES:
        if asks.may(permission) and endpoint in current_app.view_functions:
            return redirect(url_for(endpoint, community=slug))
    return render_template("home/nothing.html")
