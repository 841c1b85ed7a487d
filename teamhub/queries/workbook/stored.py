"""The stored rows behind a sheet, in the order in which they were made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, select

from teamhub.models.base import db
from teamhub.queries.workbook.tables import ALONGSIDE, BINDINGS, Binding

Stored = dict[str, Any]
"""Column -> value."""


@dataclass(frozen=True)
class Reach:
    """Whose rows: one community, and of what hangs from a campaign only this campaign's (None: no campaign yet)."""

    community_id: int
    campaign_id: int | None


def rows(key: str, reach: Reach) -> list[Stored]:
    """All rows of a sheet's table."""
    binding = BINDINGS[key]
    return _fetch(_of_sheet(binding, reach)) if binding.parent is None else _fetch(_children(binding, reach))


def parent_rows(key: str, reach: Reach) -> list[Stored]:
    """The records that head the rows of a sheet."""
    binding = BINDINGS[key]
    assert binding.parent is not None
    return _fetch(_own(binding.parent, reach, binding.within))


def alongside(name: str, reach: Reach) -> list[Stored]:
    """Rows of a table that has no sheet of its own."""
    table = ALONGSIDE[name]
    return _fetch(select(table).where(table.c.community_id == reach.community_id).order_by(table.c.id))


def _fetch(query: Select[Any]) -> list[Stored]:
    return [dict(row) for row in db.session.execute(query).mappings()]


def _of_sheet(binding: Binding, reach: Reach) -> Select[Any]:
    if binding.sheet.key == "community":
        return select(binding.table).where(binding.table.c.id == reach.community_id)
    if binding.sheet.key == "campaign":
        return select(binding.table).where(
            binding.table.c.community_id == reach.community_id, binding.table.c.id == reach.campaign_id
        )
    return _own(binding.table, reach, binding.within)


def _children(binding: Binding, reach: Reach) -> Select[Any]:
    assert binding.parent is not None
    parents = _own(binding.parent, reach, binding.within).subquery()
    return (
        select(binding.table)
        .where(
            binding.table.c.community_id == reach.community_id,
            binding.table.c[binding.link].in_(select(parents.c.id)),
        )
        .order_by(binding.table.c.id)
    )


def _own(table: Table, reach: Reach, within: tuple[str, str] | None) -> Select[Any]:
    """Rows of the community, and of the campaign where the table or what it points at hangs from one."""
    query = select(table).where(table.c.community_id == reach.community_id)
    if "campaign_id" in table.c:
        query = query.where(table.c.campaign_id == reach.campaign_id)
    elif within is not None:
        column, key = within
        outer = BINDINGS[key]
        query = query.where(table.c[column].in_(_ids(outer, reach)))
    return query.order_by(table.c.id)


def _ids(binding: Binding, reach: Reach) -> Select[Any]:
    inner = _own(binding.table, reach, binding.within).order_by(None).subquery()
    return select(inner.c.id)


def keyed(found: list[Stored], columns: tuple[str, ...]) -> Mapping[tuple[Any, ...], Stored]:
    """Rows by the values of these columns."""
    return {tuple(row[column] for column in columns): row for row in found}
