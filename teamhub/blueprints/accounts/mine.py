"""/account: what somebody may see and change of the own account."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from teamhub.actions import own_account
from teamhub.actions.work import unit_of_work
from teamhub.blueprints.accounts.root import blueprint, myself
from teamhub.queries import accounts
from teamhub.web import session as browser
from teamhub.web.access import signed_in
from teamhub.web.clock import now
from teamhub.web.page import page, see_other


@blueprint.get("/account")
@signed_in
def mine() -> ResponseReturnValue:
    devices = accounts.devices_of(current_user.account_id, current_user.device_id)
    return page("accounts/mine.html", devices=devices)


@blueprint.post("/account/devices/<int:device_id>/revoke")
@signed_in
def revoke_device(device_id: int) -> ResponseReturnValue:
    with unit_of_work():
        own_account.revoke_device(device_id, by=myself(), at=now())
    return see_other(url_for("accounts.mine"))


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    with unit_of_work():
        own_account.sign_out_everywhere(by=myself(), at=now())
    browser.close_session()
    return see_other(url_for("accounts.sign_in"))
