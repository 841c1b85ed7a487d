"""What the pages of accounts share."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, request
from flask_login import current_user

from teamhub.actions.sealing import Seal
from teamhub.actions.second_factor import Rules
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.domain.access import Viewer
from teamhub.domain.second_factor import CodePolicy

blueprint = Blueprint("accounts", __name__)


def hasher() -> SecretHasher:
    found: SecretHasher | None = current_app.extensions.get("teamhub_hasher")
    if found is None:
        found = current_app.extensions["teamhub_hasher"] = SecretHasher.from_config(current_app.config)
    return found


def seal() -> Seal:
    """What keys of apps are encrypted with."""
    return Seal.from_config(current_app.config, "second factor")


def code_rules() -> Rules:
    """Whom this installation asks for a code after the passphrase."""
    return Rules(
        CodePolicy(current_app.config["TEAMHUB_SECOND_FACTOR"]),
        timedelta(days=current_app.config["TEAMHUB_SECOND_FACTOR_DAYS"]),
    )


def address() -> str:
    """Where the request comes from, for the budget of failures."""
    return request.remote_addr or ""


def myself() -> Viewer:
    """The signed-in account outside any community."""
    return Viewer(current_user.account_id, current_user.display_name, 0)


def device_name() -> str:
    """What the list of own devices calls this one."""
    agent = request.headers.get("User-Agent", "")
    known = (
        ("HarmonyOS", "HarmonyOS"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    )
    system = next((name for mark, name in known if mark in agent), "")
    shell = " · 微信" if "MicroMessenger" in agent else ""
    return f"{system}{shell}"
