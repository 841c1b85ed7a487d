"""Entries that were typed in long after they happened."""

from __future__ import annotations

from teamhub.domain.errors import NotFound
from teamhub.domain.figures.labels import Label
from teamhub.queries.tally.entries import late_entries
from teamhub.queries.tally.rows.rowset import RowSet, counted
from teamhub.queries.tally.scope import Scope

KINDS = {
    "deed": Label("实事", "Deed"),
    "count": Label("采样计数", "Count at a site"),
    "queue": Label("排队观察", "Queue observation"),
    "visit": Label("入户", "Visit"),
    "delivery": Label("物资到达", "Delivery"),
}


def entry_rows(scope: Scope, rest: list[str]) -> RowSet:
    if rest != ["late"]:
        raise NotFound
    return counted(
        "late_entries",
        ("kind", "at", "recorded"),
        [(KINDS[kind], happened, recorded) for kind, happened, recorded in late_entries(scope)],
    )
