"""Prints of issued briefs, stored when they are made."""

from __future__ import annotations

from teamhub.actions import briefs as brief_actions
from teamhub.actions.briefs_print import make_missing_print
from teamhub.actions.work import unit_of_work
from teamhub.web.clock import now


def store_missing_print(brief_id: int, language: str) -> None:
    """Outside the issuing transaction, so that a slow print holds no lock and a lost one is made up at the next
    start. Whoever stores first wins; the print of the other is dropped."""
    made = make_missing_print(brief_id, language)
    if made is not None:
        with unit_of_work():
            brief_actions.store_print(
                brief_id, language, made.content, at=now(), pages=made.pages, words=made.words
            )
