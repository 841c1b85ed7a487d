"""What can be printed in one go, who may, and how long a finished file stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken


class PrintKind(StrEnum):
    BINDER = "binder"
    SWEEP_SHEETS = "sweep_sheets"
    LETTERS = "letters"
    POSTERS = "posters"
    SITE_POSTERS = "site_posters"


NEEDS: dict[PrintKind, Permission] = {
    PrintKind.BINDER: Permission.BRIEF_WRITE,
    PrintKind.SWEEP_SHEETS: Permission.SWEEP_VIEW,
    PrintKind.LETTERS: Permission.SWEEP_VIEW,
    PrintKind.POSTERS: Permission.DUTY_MANAGE,
    PrintKind.SITE_POSTERS: Permission.DUTY_MANAGE,
}
"""The right that the sheets need when they are printed one by one."""

KEPT = timedelta(hours=24)
"""A finished file holds names and codes of doors: long enough for the printer, no longer."""

SILENT_AFTER = timedelta(seconds=45)
"""A process reports every second or two; one that was silent for so long has been broken off."""

PORTION = 20
"""Sheets in one run of the press: few enough that memory stays low and progress is seen, enough that a run's start
does not count."""

UNDER_WAY = frozenset({"running", "stopping"})


class PrintRefused(RuleBroken):
    """print_running: one at a time | print_over: it has ended | print_gone: the file is not kept any more |
    print_nothing: there is no sheet to print"""


def state_of(state: str, *, seen_at: datetime, at: datetime) -> str:
    """The stored state, or broken_off when its process has not been heard of."""
    return "broken_off" if state in UNDER_WAY and at - seen_at > SILENT_AFTER else state


def portions(total: int, most: int = PORTION) -> list[range]:
    """Places 0 to `total` - 1 in runs of at most `most`."""
    return [range(start, min(start + most, total)) for start in range(0, total, most)]
