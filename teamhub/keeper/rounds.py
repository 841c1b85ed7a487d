"""The daily round over all communities, in a thread of the server. Of several servers one does it: it holds a lease."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from teamhub.actions import erasures, journal_heads, leases, retention, scrubbing
from teamhub.actions.work import unit_of_work
from teamhub.models.base import db
from teamhub.queries import retention as asked
from teamhub.web.clock import now

log = logging.getLogger("teamhub.keeper")
EVERY = 60.0
"""Seconds between two looks."""
LEASE, LASTS = "keeper", timedelta(minutes=30)
ONE_DAY = timedelta(hours=20)
"""A run is due when the last is older: a restart at another hour must not skip a day."""


def go_round(holder: str, at: datetime) -> int:
    """Erases what is over in each community whose last run is a day old, takes the bytes out, keeps the ledger. How many
    communities had their run; none while another process is at it."""
    with unit_of_work():
        mine = leases.take(LEASE, holder, lasts=LASTS, at=at)
    if not mine:
        return 0
    done = 0
    try:
        for community_id in retention.communities():
            last = asked.runs(community_id, most=1)
            if not last or last[0].ran_at < at - ONE_DAY:
                with unit_of_work():
                    retention.purge(community_id, at=at)
                done += 1
        if done:
            with unit_of_work():
                retention.tidy(at=at)
            if db.engine.dialect.name == "sqlite" and db.engine.url.database:
                scrubbing.drop_old_copies(Path(db.engine.url.database), at)
        take_bytes_out(at)
        follow_journal()
    finally:
        with unit_of_work():
            leases.give_back(LEASE, holder, until=at)
    return done


def take_bytes_out(at: datetime) -> bool:
    """What was erased leaves file and log, and stands in the ledger beside the database. False: to be tried again."""
    if not scrubbing.waiting():
        return True
    key = str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    erasures.keep_ledger(ledger(), erasures.ledger_of(db.session()), key=key)
    return scrubbing.scrub(at=at)


def follow_journal() -> dict[int, int]:
    """Writes down where the journal stands. Chain -> first entry that does not hold."""
    key = str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    file = Path(current_app.instance_path) / journal_heads.FILE
    return journal_heads.follow(file, db.session(), key)


def ledger() -> Path:
    return Path(current_app.instance_path) / erasures.LEDGER


def holder() -> str:
    """Who this process is, for the lease."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def start(app: Flask) -> threading.Event:
    """Set the event to end the rounds."""
    ended = threading.Event()

    def rounds() -> None:
        while not ended.wait(EVERY):
            with app.app_context():
                try:
                    go_round(holder(), now())
                except SQLAlchemyError as error:
                    log.error("the database did not answer the keeper: %s", type(error).__name__)
                except OSError as error:
                    log.error("the ledger could not be written: %s", error.strerror)
                finally:
                    db.session.remove()

    threading.Thread(target=rounds, name="keeper", daemon=True).start()
    return ended
