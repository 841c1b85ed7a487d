"""The rows behind a figure. A figure's source is a dotted key (testing.R3.tested); the first part names the
subject, the rest narrows the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.places import Community
from teamhub.queries import viewers
from teamhub.queries.tally.rows.care import care_rows
from teamhub.queries.tally.rows.deeds import deed_rows
from teamhub.queries.tally.rows.duty import duty_rows
from teamhub.queries.tally.rows.entries import entry_rows
from teamhub.queries.tally.rows.musters import muster_rows
from teamhub.queries.tally.rows.places import place_rows
from teamhub.queries.tally.rows.plan import plan_rows, setting_rows
from teamhub.queries.tally.rows.rowset import Cell, RowSet
from teamhub.queries.tally.rows.supplies import supply_rows
from teamhub.queries.tally.rows.sweeps import sweep_rows
from teamhub.queries.tally.rows.testing import testing_rows
from teamhub.queries.tally.scope import Scope, scope_of

__all__ = ["SUBJECTS", "Cell", "RowSet", "rows_behind"]

SUBJECTS: dict[str, Callable[[Scope, list[str]], RowSet]] = {
    "duty": duty_rows,
    "muster": muster_rows,
    "testing": testing_rows,
    "sweeps": sweep_rows,
    "deeds": deed_rows,
    "supplies": supply_rows,
    "care": care_rows,
    "entries": entry_rows,
    "plan": plan_rows,
    "settings": setting_rows,
    "totals": place_rows,
    "places": place_rows,
}


def rows_behind(community_id: int, key: str, day: date, as_of: datetime) -> RowSet:
    """Raises NotFound for a key that names no figure."""
    community = db.session.get(Community, community_id)
    if community is None:
        raise NotFound
    scope = scope_of(community, viewers.current_campaign(community_id, day), day, as_of)
    subject, _, rest = key.partition(".")
    find = SUBJECTS.get(subject)
    if find is None:
        raise NotFound
    return find(scope, rest.split(".") if rest else [])
