"""No page goes through the rows of other communities: SQLite's own plan of every question of every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from teamhub.models.base import Base, db
from tests.access.tour import FIRST, Ids, Visitor, address, rules

Tell = Callable[[str, str], None]
pytestmark = pytest.mark.sqlite("asks SQLite for its plans")

OVER_ALL = {"area.index", "health.show", "health.read_metrics"}
"""Pages about all communities, or about the installation."""
ALIAS = re.compile(r"\b(?:FROM|JOIN) (\w+) AS (\w+)")
SCANNED = re.compile(r"^SCAN (\w+)")


def of_communities() -> set[str]:
    """Tables that grow with every community."""
    return {t.name for t in Base.metadata.sorted_tables if "community_id" in t.columns} | {"journal_entries"}


@contextmanager
def plans() -> Iterator[list[tuple[str, str]]]:
    """(table, statement) of each table that a question goes through whole."""
    found: list[tuple[str, str]] = []
    large = of_communities()

    def look(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "WITH")):
            return
        names = {alias: table for table, alias in ALIAS.findall(statement)}
        asked = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        for *_, detail in asked.fetchall():
            seen = SCANNED.match(detail)
            table = names.get(seen.group(1), seen.group(1)) if seen else ""
            if table in large:
                found.append((table, " ".join(statement.split())))

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", look)


def test_no_page_goes_through_a_table_of_all_communities(
    twins: Flask, insider: Visitor, ids: Ids, printed: list[str], tell: Tell
) -> None:
    wrong: Counter[tuple[str, str, str]] = Counter()
    asked = [(rule, address(rule, FIRST, ids)) for rule, _ in rules(twins, "GET")]
    for rule, url in asked:
        if rule.endpoint in OVER_ALL:
            continue
        with plans() as found:
            insider.ask("GET", url)
        wrong.update((rule.endpoint, table, statement[:600]) for table, statement in found)
    assert not wrong, "\n".join(f"{n} {where}" for where, n in wrong.items())
    tell("pages whose every question stays within a community", str(len(asked) - len(OVER_ALL)))


def test_a_question_over_all_communities_is_seen(twins: Flask) -> None:
    """The control."""
    with plans() as found:
        db.session.execute(db.text("SELECT sweep_id, count(*) FROM sweep_doors AS d GROUP BY sweep_id")).all()
    assert [table for table, _ in found] == ["sweep_doors"]
