"""What the pages of sweeps share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.clearance import Clearance, Remaining
from teamhub.domain.errors import NotFound
from teamhub.models.sweeps import Sweep, SweepTeam
from teamhub.queries import sweep_teams, sweeps
from teamhub.queries.sweep_remaining import Left, LeftFilter
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.formats import local

blueprint = Blueprint("sweeps", __name__)

REASONS: dict[Remaining, tuple[LazyString, str]] = {
    Remaining.UNVISITED: (lazy_gettext("not visited"), "idle"),
    Remaining.REVISIT: (lazy_gettext("to visit again"), "soon"),
    Remaining.UNTESTED: (lazy_gettext("somebody untested"), "gap"),
    Remaining.LETTER: (lazy_gettext("letter not signed"), "soon"),
}
"""Why a door is not done: the word and its tone."""


def today() -> date:
    return local(now()).date()


def asked_sweep(number: int) -> Sweep:
    """Raises NotFound."""
    return sweeps.by_number(viewer(), number, today())


def asked_team(number: int, team_id: int) -> tuple[Sweep, SweepTeam]:
    """Raises NotFound."""
    sweep, found = asked_sweep(number), sweep_teams.team(viewer(), team_id)
    if found.sweep_id != sweep.id:
        raise NotFound
    return sweep, found


def asked_filter() -> LeftFilter:
    """From the address; what cannot be read filters nothing."""
    reason = request.args.get("reason", "")
    return LeftFilter(
        request.args.get("compound", None, type=int),
        Remaining(reason) if reason in set(Remaining) else None,
        request.args.get("team", None, type=int),
    )


def why(stands: Clearance) -> str:
    """3 not visited, 1 letter not signed."""
    return gettext(", ").join(f"{count} {REASONS[reason][0]}" for reason, count in stands.reasons)


def place_words(row: Left) -> str:
    """2栋 1单元 301; a shop by its name."""
    words = [gettext("Building %(name)s", name=row.building)]
    if row.stairwell:
        words.append(gettext("Stairwell %(name)s", name=row.stairwell))
    return " ".join([*words, row.label])
