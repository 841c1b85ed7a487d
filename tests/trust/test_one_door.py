"""Sixteen people write at one door at the same time, again and again: what is accepted is stored once and as it was
written; what is not comes back to its author, word for word."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import dataclass, field
from threading import Barrier

import pytest
from sqlalchemy import select

from teamhub.models.base import db
from teamhub.models.sweeps import DoorVisit
from tests.cast import Cast
from tests.figures import Tell
from tests.page_client import PageClient
from tests.sweep_scene import SweepScene, build_sweep, door_at

SignIn = Callable[..., PageClient]
EDITORS = 16
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


@dataclass
class Editor:
    """One person at the door. `lost`: refused saves whose words did not come back."""

    number: int
    client: PageClient
    csrf: str
    accepted: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def write(self, url: str, saves: int, start: Barrier) -> None:
        """Each save on the version that the last answer showed."""
        start.wait()
        version = 0
        for n in range(saves):
            words = f"第{self.number}人第{n}次"
            form = {"outcome": "no_answer", "untested": "0", "note": words, "csrf_token": self.csrf}
            form |= {"version": str(version), "once": f"editor-{self.number}-{n}"}
            answer = Context().run(self.client.http.post, url, data=form)
            if answer.status_code == 303:
                self.accepted.append(words)
                version += 1
                continue
            assert answer.status_code == 409, answer.get_data(as_text=True)
            page = answer.get_data(as_text=True)
            shown = VERSION.search(page)
            assert shown is not None
            version = int(shown[1])
            (self.returned if words in page else self.lost).append(words)


def write_together(as_: SignIn, cast: Cast, scene: SweepScene, saves: int) -> list[Editor]:
    url = f"/linli/doors/1/{cast.building_id}/{scene.first_well[0]}"
    editors = []
    for number in range(EDITORS):
        client = as_("sweeper" if number % 2 else "member")
        editors.append(Editor(number, client, client.csrf()))
    start = Barrier(EDITORS)
    with ThreadPoolExecutor(EDITORS) as pool:
        for done in [pool.submit(editor.write, url, saves, start) for editor in editors]:
            done.result()
    db.session.rollback()
    return editors


def check(editors: list[Editor], scene: SweepScene, saves: int) -> tuple[int, int]:
    """Accepted and returned saves."""
    stored = Counter(db.session.scalars(select(DoorVisit.note)))
    accepted = [words for editor in editors for words in editor.accepted]
    returned = [words for editor in editors for words in editor.returned]
    assert [words for editor in editors for words in editor.lost] == []
    assert stored == Counter(dict.fromkeys(accepted, 1))
    assert len(accepted) + len(returned) == EDITORS * saves
    assert door_at(scene, scene.first_well[0]).version == len(accepted)
    attempts = db.session.scalars(select(DoorVisit.attempt).order_by(DoorVisit.attempt)).all()
    assert list(attempts) == list(range(1, len(accepted) + 1))
    return len(accepted), len(returned)


@pytest.mark.proves("T40")
def test_sixteen_editors_at_one_door_lose_no_word(as_: SignIn, cast: Cast) -> None:
    scene = build_sweep(cast)
    accepted, returned = check(write_together(as_, cast, scene, 3), scene, 3)
    assert accepted >= 3
    assert returned >= EDITORS - 1


@pytest.mark.proves("T40")
@pytest.mark.prove
def test_sixteen_editors_save_a_hundred_times_each(as_: SignIn, cast: Cast, tell: Tell) -> None:
    scene, begun = build_sweep(cast), time.monotonic()
    accepted, returned = check(write_together(as_, cast, scene, 100), scene, 100)
    tell("one door: editors / saves / accepted / returned / lost", f"16 / 1600 / {accepted} / {returned} / 0")
    tell("one door: seconds", f"{time.monotonic() - begun:.0f}")
