"""What a phone's outbox sends: a batch of entries, each a form that was filled in without signal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext

from teamhub.domain.outbox import NotTaken, happened_at
from teamhub.web import errors
from teamhub.web.outbox import Entry

MOST = 50
"""Entries in one batch: a phone with more sends several."""

errors.explain(
    {
        "kept_too_long": lazy_gettext(
            "This was kept on the phone for more than %(days)s days. Ask your leader to enter it."
        ),
        "entry_unreadable": lazy_gettext("This entry could not be read. Open its page and enter it there."),
    }
)


@dataclass(frozen=True)
class Batch:
    """`account_id`: who the phone thinks is signed in. `sent`: its clock on sending, seconds since 1970."""

    account_id: int
    sent: float
    entries: tuple[Mapping[str, Any], ...]


def read_batch(body: object) -> Batch | None:
    """None: this is no batch."""
    if not isinstance(body, dict):
        return None
    account_id, sent, entries = body.get("account"), _seconds(body.get("now")), body.get("entries")
    if (
        not isinstance(account_id, int)
        or sent is None
        or not isinstance(entries, list)
        or len(entries) > MOST
    ):
        return None
    if not all(isinstance(one, dict) and isinstance(one.get("key"), str) for one in entries):
        return None
    return Batch(account_id, sent, tuple(entries))


def read_entry(one: Mapping[str, Any], batch: Batch, received: datetime) -> Entry:
    """Raises NotTaken(entry_unreadable | kept_too_long)."""
    path, made, fields = one.get("path"), _seconds(one.get("at")), one.get("fields")
    if not isinstance(path, str) or not path.startswith("/") or made is None or not isinstance(fields, list):
        raise NotTaken("entry_unreadable")
    pairs = tuple((pair[0], pair[1]) for pair in fields if _is_pair(pair))
    if len(pairs) != len(fields) or ("once", one["key"]) not in pairs:
        raise NotTaken("entry_unreadable")
    try:
        at = happened_at(made, _seconds(one.get("offset")), batch.sent, received)
    except (OverflowError, ValueError):
        raise NotTaken("entry_unreadable") from None
    return Entry(path, pairs, at)


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _seconds(milliseconds: object) -> float | None:
    """A browser's milliseconds; None for what is no number."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return None
    return milliseconds / 1000 if math.isfinite(milliseconds) else None
