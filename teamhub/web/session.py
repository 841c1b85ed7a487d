"""Who is signed in: Flask-Login over sessions that the server stores and can revoke at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Container
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, abort, current_app, request, session, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user
from werkzeug.wrappers import Response

from teamhub.queries import accounts
from teamhub.web.clock import now
from teamhub.web.page import safe_path, see_other, wants_json

DEVICE_COOKIE = "teamhub_device"
PEOPLE_OF_A_PHONE = 6
IDLE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)

login_manager = LoginManager()


class SignedIn(UserMixin):
    """The signed-in account of this request."""

    def __init__(self, row: accounts.SessionRow, token: str) -> None:
        self.token = token
        self.account_id = row.account_id
        self.session_id = row.session_id
        self.device_id = row.device_id
        self.display_name = row.display_name
        self.language = row.language
        self.large_text = row.large_text
        self.code_due_at = row.code_due_at

    def get_id(self) -> str:
        return self.token


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def fresh_token() -> str:
    """256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def still_holds(token: str, at: datetime) -> bool:
    """Asked once more under the lock before anything is written."""
    return accounts.session_of(digest(token), at) is not None


def open_session(row: accounts.SessionRow, token: str) -> None:
    """Starts this browser's session anew, so that an old cookie leads nowhere."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session["seen"] = int(now().timestamp())
    session.permanent = True
    login_user(SignedIn(row, token))


def wait_for_code(token: str, target: str) -> None:
    """The passphrase was right; nobody is signed in yet. `target`: where to go after the code."""
    close_session()
    session["half"], session["half_next"] = token, target
    session.permanent = True


def half_token() -> str:
    """The token of a sign-in that waits for its code; empty when none does."""
    return str(session.get("half", ""))


def half_target() -> str:
    """Where to go after the code."""
    return safe_path(session.get("half_next"), "/")


def close_session() -> None:
    logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def device_tokens() -> tuple[str, ...]:
    """The tokens of the people enrolled on this phone, who used it last first; empty for an unknown browser."""
    told = (request.cookies.get(_device_cookie()) or request.cookies.get(DEVICE_COOKIE, "")).split(".")
    return tuple(token for token in told if token)[:PEOPLE_OF_A_PHONE]


def _device_cookie() -> str:
    """Over HTTPS bound to this very host. Phones that were enrolled under the plain name keep it until it is renewed."""
    return f"__Host-{DEVICE_COOKIE}" if current_app.config["TEAMHUB_HTTPS"] else DEVICE_COOKIE


def remember_device(response: Response, token: str, *, forget: Container[str] = ()) -> None:
    """Puts the token in front of the phone's others, without those to forget."""
    others = [other for other in device_tokens() if other != token and other not in forget]
    secure = bool(current_app.config["TEAMHUB_HTTPS"])
    response.set_cookie(
        _device_cookie(),
        ".".join([token, *others][:PEOPLE_OF_A_PHONE]),
        max_age=400 * 24 * 3600,
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/",
    )


def init_app(app: Flask) -> None:
    login_manager.session_protection = None
    login_manager.init_app(app)
    app.permanent_session_lifetime = timedelta(days=7)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _load(token: str) -> SignedIn | None:
    seen = session.get("seen", 0)
    moment = now()
    if moment.timestamp() - seen > IDLE.total_seconds():
        return None
    row = accounts.session_of(digest(token), moment)
    if row is None:
        return None
    if moment.timestamp() - seen > SEEN_EVERY.total_seconds():
        session["seen"] = int(moment.timestamp())
    return SignedIn(row, token)


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]  # Flask-Login ships no types
def _sign_in_first() -> Any:
    """A page leads to the sign-in page and back; htmx is told to go there; other clients get 401."""
    if request.method in {"GET", "HEAD"} and request.headers.get("HX-Request") != "true":
        if wants_json():
            abort(401)
        here = request.full_path.rstrip("?")
        return see_other(url_for("accounts.sign_in", next=here))
    if request.headers.get("HX-Request") == "true":
        answer = current_app.make_response(("", 401))
        answer.headers["HX-Redirect"] = url_for("accounts.sign_in")
        return answer
    if request.accept_mimetypes.accept_html:
        return see_other(url_for("accounts.sign_in"))
    abort(401)
