"""A search in a process of its own: it goes on when the server is restarted, and a page never waits for it."""

from __future__ import annotations

import os
import subprocess
import sys


def launch(search_id: int, *, instance_path: str, database: str) -> None:
    """`teamhub rota-search ID` in the background. What becomes of it stands in the database."""
    subprocess.Popen(  # noqa: S603 - our own interpreter and our own command
        [sys.executable, "-m", "teamhub", "rota-search", str(search_id)],
        env=os.environ | {"TEAMHUB_INSTANCE_PATH": instance_path, "DATABASE_URL": database},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
