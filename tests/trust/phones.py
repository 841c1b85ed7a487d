"""People of the cast, signed in at a server that is a process of its own."""

from __future__ import annotations

from pathlib import Path

from teamhub import create_app
from teamhub.models.base import db
from tests.cast import Cast
from tests.conftest import CHEAP
from tests.page_client import PageClient
from tests.trust.killed_server import Phone

OWN_SECRET = {name: value for name, value in CHEAP.items() if name != "SECRET_KEY"}
"""The instance's own secret, which the server reads, too."""


def signed_in(instance: Path, cast: Cast, *names: str) -> list[Phone]:
    """A phone for each of these of the cast."""
    app = create_app(OWN_SECRET, instance_path=str(instance))
    with app.app_context():
        phones = []
        for name in names:
            client = PageClient(app).sign_in(cast.account(name))
            csrf = client.csrf()
            cookie = client.http.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            phones.append(Phone(f"{app.config['SESSION_COOKIE_NAME']}={cookie.value}", csrf))
        db.session.remove()
        db.engine.dispose()
    return phones
