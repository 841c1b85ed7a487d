"""Work in a process of its own: it goes on when the server is restarted, and a page never waits for it. What becomes of
it stands in the database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, g
from flask_babel import force_locale

from teamhub.domain.access import Viewer
from teamhub.queries.viewers import CommunityRow


def launch(command: str, number: int) -> None:
    """`teamhub COMMAND NUMBER` in the background, on the database of this application."""
    subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
        [sys.executable, "-m", "teamhub", command, str(number)],
        env=os.environ
        | {
            "TEAMHUB_INSTANCE_PATH": current_app.instance_path,
            "DATABASE_URL": current_app.config["SQLALCHEMY_DATABASE_URI"],
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def as_reader(viewer: Viewer, community: CommunityRow, *, language: str, site: str) -> Iterator[None]:
    """Words, times and addresses as they are for the one who asked. `site`: the root of our addresses."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy knows what it stands for
    with app.test_request_context(base_url=site):
        g.community_slug, g.community, g.viewer, g.language = community.slug, community, viewer, language
        with force_locale(language):
            yield
