"""A process that dies before its n-th statement: as if the plug were pulled there, again and again."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from teamhub import create_app
from teamhub.models.base import db
from tests.conftest import CHEAP

NEVER = -1


def dies_at(statement: int, instance: Path, act: Callable[[], object]) -> bool:
    """Runs `act` on the instance in a process of its own that kills itself before that statement (a commit counts as
    one). True: it died there; False: it was done before."""
    child = os.fork()
    if child == 0:
        try:
            _live_until(statement, instance, act)
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def statements(instance: Path, act: Callable[[], object]) -> int:
    """How many statements the whole of it takes; it is done afterwards."""
    told = instance / "statements"
    assert not dies_at(NEVER, instance, act)
    return int(told.read_text())


def _live_until(statement: int, instance: Path, act: Callable[[], object]) -> None:
    app, done = create_app(CHEAP, instance_path=str(instance)), 0

    def step(*_: object) -> None:
        nonlocal done
        done += 1
        if done == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", step)
        event.listen(db.engine, "commit", step)
        act()
    (instance / "statements").write_text(str(done))
