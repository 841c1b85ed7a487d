"""Looks for messages whose time has come, in a thread of the server. Any number of servers may do so at once."""

from __future__ import annotations

import logging
import threading

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from teamhub.actions import bots as verbs
from teamhub.actions.work import unit_of_work
from teamhub.courier.post import send
from teamhub.models.base import db
from teamhub.queries import bots
from teamhub.web.clock import now

log = logging.getLogger("teamhub.courier")
EVERY = 5.0
"""Seconds between two looks."""


def deliver_due() -> int:
    """Sends what is due; how many were delivered. No lock is held while the network is waited for."""
    delivered = 0
    for message_id in bots.due(now()):
        with unit_of_work():
            message = verbs.take(message_id, at=now())
        if message is None:
            continue
        fault = send(message, at=now())
        with unit_of_work():
            verbs.settle(message.id, fault, at=now())
        delivered += not fault
        if fault:
            log.warning("message %s to a group robot: %s", message.id, fault)
    return delivered


def start(app: Flask) -> threading.Event:
    """Set the event to end the rounds."""
    ended = threading.Event()

    def rounds() -> None:
        while not ended.wait(EVERY):
            with app.app_context():
                try:
                    deliver_due()
                except SQLAlchemyError:
                    log.exception("the database did not answer the courier")
                finally:
                    db.session.remove()

    threading.Thread(target=rounds, name="courier", daemon=True).start()
    return ended
