"""A process that notes one deed after another, without a server before it, and says the number of each that is stored.
`python -m tests.trust.raw_writer FOLDER FIRST [early]`; early: it says so a moment before it is."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from itertools import count

from teamhub import create_app
from teamhub.actions.deeds import DeedFacts, note_deed
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Viewer
from teamhub.queries.viewers import community_by_slug
from tests.trust.phones import OWN_SECRET

PAUSE = 0.005
"""Seconds between two deeds: the other process comes to its turn."""


def write(folder: str, first: int, *, early: bool) -> None:
    app = create_app(OWN_SECRET, instance_path=folder)
    with app.app_context():
        by = Viewer.system(community_by_slug("linli").id)
        for number in count(first):
            now = datetime.now(UTC)
            with unit_of_work():
                note_deed(DeedFacts("printing", now, summary=f"打印 {number}"), by=by, at=now)
                if early:
                    print(number, flush=True)
                    time.sleep(0.05)
            if not early:
                print(number, flush=True)
            time.sleep(PAUSE)


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), early=sys.argv[3:] == ["early"])
