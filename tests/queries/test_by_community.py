"""Rows of one community can be found, moved and partitioned by it."""

from __future__ import annotations

import pytest
from sqlalchemy import UniqueConstraint

from teamhub.models.base import db

NOT_OF_A_COMMUNITY = {
    "accounts", "communities", "devices", "enrolment_codes", "half_sign_ins", "idempotency_keys", "recovery_codes",
    "second_factors", "sign_in_throttles", "subdistricts", "user_sessions",
}  # fmt: skip
"""Of the installation and its accounts, who may work in several communities. The journal's key begins with its chain,
which is the community."""


def of_communities() -> list[str]:
    return sorted(t.name for t in db.metadata.sorted_tables if "community_id" in t.columns)


def test_every_operational_table_carries_its_community() -> None:
    without = {table.name for table in db.metadata.sorted_tables} - set(of_communities())
    assert without - NOT_OF_A_COMMUNITY - LATER <= {"journal_entries"}


LATER = {"leases"}


@pytest.mark.parametrize("name", of_communities())
def test_an_index_of_every_such_table_begins_with_the_community(name: str) -> None:
    table = db.metadata.tables[name]
    keys = [[column.name for column in index.columns] for index in table.indexes]
    keys += [[c.name for c in key.columns] for key in table.constraints if isinstance(key, UniqueConstraint)]
    assert any(key[0] == "community_id" for key in keys), name
