"""What a page asks again within its one transaction is answered from memory: its snapshot cannot have changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from teamhub.models.base import db
from teamhub.models.modes import only_reading, writing

T = TypeVar("T")
KEPT = "kept in this snapshot"


def once(key: tuple[str | int, ...], ask: Callable[[], T]) -> T:
    """The answer to `ask`, the first time and, within the same reading transaction of a request, again. The key names the
    question, its first part whose it is. A unit of work always asks: it changes what it asks for. So does whatever runs
    outside a request, where nobody keeps it from writing."""
    if writing.get() or not only_reading.get():
        return ask()
    session = db.session()
    transaction, answers = session.info.get(KEPT, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        answers = {}
    if key not in answers:
        answers[key] = ask()
        session.info[KEPT] = (session.get_transaction(), answers)
    found: T = answers[key]
    return found
