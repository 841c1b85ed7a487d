"""Duty: the live board, the roster, musters, check-in, handover, posts and spot checks."""

from __future__ import annotations

from teamhub.blueprints.duty import (
    board,
    changes,
    check_in,
    codes,
    confirmations,
    handover,
    log,
    musters,
    officers,
    paper,
    posts,
    publication,
    roster,
    rota,
    searches,
    seats,
)
from teamhub.blueprints.duty.root import blueprint

__all__ = [
    "blueprint",
    "board",
    "changes",
    "check_in",
    "codes",
    "confirmations",
    "handover",
    "log",
    "musters",
    "officers",
    "paper",
    "posts",
    "publication",
    "roster",
    "rota",
    "searches",
    "seats",
]
