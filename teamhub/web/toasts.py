"""Short notes about what was just done, shown once: with the next page, or with the fragment of this answer."""

from __future__ import annotations

from dataclasses import asdict

from flask import g, request, session

from teamhub.web.frame import Toast, Tone

KEY = "toasts"
POLL = "X-Poll"
"""Set by static/js/app.js on what an open page asks by itself."""


def tell(text: str, *, tone: Tone = Tone.DONE, undo_url: str = "", seconds: int = 10) -> None:
    """Says it at the next chance. `undo_url` takes it back by POST while the note stands."""
    session[KEY] = [*session.get(KEY, []), asdict(Toast(text, tone, undo_url, seconds))]


def waiting() -> tuple[Toast, ...]:
    """The notes to show with this answer; asked again in the same answer, the same notes. A page that looks for news
    while it is being left takes none: they are for the page that comes."""
    if request.headers.get(POLL):
        return ()
    if KEY not in g:
        kept = session.pop(KEY, [])
        g.toasts = tuple(Toast(**{**one, "tone": Tone(one["tone"])}) for one in kept)
    found: tuple[Toast, ...] = g.toasts
    return found
