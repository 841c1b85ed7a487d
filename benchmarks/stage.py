"""Instances to measure on: an empty one, the example, and people who are signed in."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from teamhub import create_app
from teamhub.actions import schema
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.people import Membership, UserSession
from teamhub.models.places import Community
from teamhub.web.session import digest
from teamhub.web.unchanged import Unchanged

SLUG = "balicha"
ROOT = Path(__file__).resolve().parent.parent


def empty_instance(folder: Path) -> Flask:
    """An application on a database without rows."""
    app = create_app(instance_path=str(folder))
    with app.app_context():
        schema.upgrade()
    return app


def example_instance(folder: Path) -> Flask:
    """The example as `./run demo` serves it: its last day is today and a shift is running."""
    subprocess.run(
        [sys.executable, "-m", "teamhub", "demo"],
        cwd=ROOT,
        env={**environment(), "TEAMHUB_INSTANCE_PATH": str(folder)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return create_app(instance_path=str(folder))


def environment() -> dict[str, str]:
    """Without the settings of the person who measures."""
    return {k: v for k, v in os.environ.items() if not k.startswith("TEAMHUB_") and k != "DATABASE_URL"}


def dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if isinstance(app.wsgi_app, Unchanged):
        app.wsgi_app.close()


def open_session(account_id: int, at: datetime) -> str:
    """The token of a new session; the caller commits."""
    token = secrets.token_urlsafe(16)
    db.session.add(
        UserSession(
            account_id=account_id,
            token_digest=digest(token),
            created_at=at,
            last_seen_at=at,
            expires_at=at + timedelta(hours=12),
        )
    )
    return token


def browser_of(app: Flask, token: str) -> tuple[FlaskClient, str]:
    """A client signed in by this session, and a CSRF token that it may send."""
    client, raw = app.test_client(), secrets.token_hex(20)
    with client.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True, _permanent=True, seen=int(time.time()), csrf_token=raw)
    signer = URLSafeTimedSerializer(app.config["WTF_CSRF_SECRET_KEY"], salt="wtf-csrf-token")
    return client, str(signer.dumps(raw))


def sign_in(app: Flask, account_id: int) -> FlaskClient:
    return writer(app, account_id)[0]


def writer(app: Flask, account_id: int) -> tuple[FlaskClient, str]:
    """Signed in, with a CSRF token to send along."""
    with app.app_context():
        token = open_session(account_id, datetime.now(UTC))
        db.session.commit()
        db.session.remove()
    return browser_of(app, token)


def leader(app: Flask) -> FlaskClient:
    """Somebody who leads the example's team."""
    return sign_in(app, leader_account(app))


def leader_account(app: Flask) -> int:
    with app.app_context():
        account_id = db.session.scalars(
            select(Membership.account_id).where(Membership.role == Role.TEAM_LEADER.value)
        ).first()
        db.session.remove()
    assert account_id is not None
    return account_id


def fourth_day(app: Flask) -> date:
    """The fullest day of the example: a round and a sweep."""
    with app.app_context():
        first = db.session.scalars(
            select(Campaign.starts_on).join(Community).where(Community.slug == SLUG)
        ).one()
        db.session.remove()
    return first + timedelta(days=3)


def bare_view(body: bytes, mimetype: str) -> Callable[[], None]:
    """Asks a Flask application of one view that answers these bytes, and nothing else around it."""
    app = Flask("bare")
    app.add_url_rule("/", "show", lambda: app.response_class(body, mimetype=mimetype))
    client = app.test_client()

    def ask() -> None:
        assert client.get("/").get_data() == body

    return ask
