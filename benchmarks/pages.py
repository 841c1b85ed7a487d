"""The two pages that everybody looks at all day: the tally and the board, whole and unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.measuring import Finding, compare
from benchmarks.stage import bare_view, dispose, example_instance, sign_in
from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.people import Membership

SLUG = "balicha"
TIMES = 30
POLL = {"HX-Request": "true", "HX-Target": "section#board"}
PAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Tally page", f"/{SLUG}/tally", {}),
    ("Board", f"/{SLUG}/duty", {}),
)
UNCHANGED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Tally, asked again, unchanged (304)", f"/{SLUG}/tally", {}),
    ("Board, asked again, unchanged (304)", f"/{SLUG}/duty", POLL),
)


def measure(folder: Path) -> Iterator[Finding]:
    app = example_instance(folder / "pages")
    client = leader(app)
    for name, url, headers in PAGES:
        first = client.get(url, headers=headers)
        assert first.status_code == 200, (url, first.status_code)
        yield compare(
            name,
            "bare Flask view that answers the same bytes",
            lambda url=url, headers=headers: whole(client, url, headers),  # type: ignore[misc]  # bound on purpose
            bare_view(first.get_data(), first.mimetype or ""),
            times=TIMES,
            note=f"{len(first.get_data()) // 1024} KiB; the example's last day, everything computed anew.",
        )
    for name, url, headers in UNCHANGED:
        yield compare(
            name,
            "bare Flask view that answers nothing",
            Again(client, url, headers).ask,
            bare_view(b"", "text/html"),
            times=TIMES,
            note="What the page asks every half minute. When a minute ends in between, one repetition is a whole page.",
        )
    dispose(app)


def leader(app: Flask) -> FlaskClient:
    with app.app_context():
        account_id = db.session.scalars(
            select(Membership.account_id).where(Membership.role == Role.TEAM_LEADER.value)
        ).first()
        db.session.remove()
    assert account_id is not None
    return sign_in(app, account_id)


def whole(client: FlaskClient, url: str, headers: dict[str, str]) -> None:
    assert client.get(url, headers=headers).status_code == 200


class Again:
    """Asks for a page that it has already; learns the new mark when there is one."""

    def __init__(self, client: FlaskClient, url: str, headers: dict[str, str]) -> None:
        self.client, self.url, self.headers = client, url, headers
        self.mark = client.get(url, headers=headers).headers["ETag"]

    def ask(self) -> None:
        answer = self.client.get(self.url, headers={**self.headers, "If-None-Match": self.mark})
        assert answer.status_code in {200, 304}, answer.status_code
        self.mark = answer.headers["ETag"]
