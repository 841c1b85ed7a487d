"""A sweep sheet that was filled in by hand, typed in: each door a visit like any other, by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from teamhub.actions import doors
from teamhub.domain.access import Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.sweep_facts import VisitFacts
from teamhub.models.base import db


@dataclass(frozen=True)
class TypedLine:
    """What stands on the sheet for one door. `version`: of the door when the grid was opened."""

    unit_id: int
    facts: VisitFacts
    version: int


def type_in(sweep_id: int, lines: Iterable[TypedLine], *, by: Viewer, at: datetime) -> dict[int, RuleBroken]:
    """Stores every line that the rules allow; the others stay with whoever types, each with what stands against it
    (unit -> refusal). Raises NotFound for a door that is not in the sweep: then nothing is stored."""
    refused: dict[int, RuleBroken] = {}
    for line in lines:
        try:
            with db.session.begin_nested():
                doors.record_visit(sweep_id, line.unit_id, line.facts, version=line.version, by=by, at=at)
        except RuleBroken as against:
            refused[line.unit_id] = against
    return refused
