"""Small named errors. A rule raises one with a code and values; web/errors.py turns the code into a sentence
in the reader's language."""

from __future__ import annotations


class RuleBroken(Exception):
    """A rule says no. `code` names the rule; `values` fill the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NotFound(Exception):
    """There is no such record for this viewer: unknown, foreign or out of scope."""


class NotAllowed(Exception):
    """The viewer may see this place but not do this."""


class Conflict(RuleBroken):
    """Somebody else changed the record since it was read."""


class AlreadyDone(RuleBroken):
    """The same was done before; `values` tell by whom and when."""
