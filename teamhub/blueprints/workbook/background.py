"""Checking and storing an upload: at once when it is small, else in a thread that the page asks about."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Thread

from flask import Flask

from teamhub.actions.work import unit_of_work
from teamhub.actions.workbook import apply, staging
from teamhub.actions.workbook.target import Target
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.workbook.faults import FaultList
from teamhub.forms.workbook import open_book, parse_book
from teamhub.models.engine import turn_of
from teamhub.queries.workbook import uploads
from teamhub.queries.workbook.ground import ground_for
from teamhub.web.clock import now

log = logging.getLogger("teamhub")

AT_ONCE = 128 * 1024
"""Bytes of a file that is dealt with while the browser waits."""

SAY_EVERY = 0.8
"""Seconds between two notes of progress: each one is a commit."""


def start(app: Flask, size: int, work: Callable[[], None]) -> None:
    """Does the work now, or begins it. One process is enough: who asks again finds the state in the database."""
    if size <= AT_ONCE:
        work()
        return
    Thread(target=_in_context, args=(app, work, turn_of.get()), name="workbook", daemon=True).start()


def _in_context(app: Flask, work: Callable[[], None], community: int) -> None:
    """The thread writes in the community that the request was for."""
    turn_of.set(community)
    with app.app_context():
        work()


def check(upload_id: int, slug: str, by: Viewer, *, may_create: bool = False) -> None:
    """Reads the upload and says what it would do, or all that is wrong with it."""

    def work() -> None:
        try:
            target, faults = read(upload_id, slug, may_create=may_create, progress=_Teller(upload_id))
            outcome: apply.Outcome | RuleBroken = apply.rehearse(
                target, faults, by=by, at=now(), progress=_Teller(upload_id)
            )
        except RuleBroken as refused:
            outcome = refused
        with unit_of_work():
            staging.note_check(upload_id, outcome, at=now())

    _guarded(upload_id, work)


def store(upload_id: int, slug: str, by: Viewer) -> None:
    """Stores a checked upload. Somebody may have changed something since the check: then it is compared anew, and
    refused if it does not fit any more."""

    def work() -> None:
        try:
            target, faults = read(upload_id, slug, progress=_Teller(upload_id))
            reading = faults.copy()
            planned = apply.plan(target, reading, by=by, at=now(), progress=_Teller(upload_id))
            with unit_of_work():
                outcome = apply.perform(target, faults, by=by, at=now(), planned=planned)
                staging.note_stored(upload_id, outcome, at=now())
        except apply.BookFaulty as refused:
            with unit_of_work():
                staging.note_check(upload_id, refused.outcome, at=now())
        except RuleBroken as refused:
            with unit_of_work():
                staging.note_check(upload_id, refused, at=now())

    _guarded(upload_id, work)


def read(
    upload_id: int,
    slug: str,
    *,
    may_create: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Target, FaultList]:
    """Raises BookRefused."""
    content, file_name = uploads.content(upload_id)
    book, faults = parse_book(open_book(content, file_name, progress), ground_for(slug), progress)
    return Target(book, slug, may_create), faults


def _guarded(upload_id: int, work: Callable[[], None]) -> None:
    """Whatever happens, the page is told: nobody else looks at this thread."""
    try:
        work()
    except Exception as error:
        log.exception("workbook upload %s: %s", upload_id, type(error).__name__)
        with unit_of_work():
            staging.note_failed(upload_id, "upload_broken_off", at=now())


class _Teller:
    """Notes progress, not too often."""

    def __init__(self, upload_id: int) -> None:
        self.upload_id, self.said = upload_id, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self.said >= SAY_EVERY:
            self.said = time.monotonic()
            staging.note_progress(self.upload_id, done, total, at=now())
