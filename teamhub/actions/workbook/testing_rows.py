"""Rows about testing: sites with their compounds, corrections of counts, cases under a rule, home samples."""

from __future__ import annotations

import re
from typing import Any

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep
from teamhub.actions.workbook.shelf import Change
from teamhub.domain.errors import RuleBroken
from teamhub.domain.timed_cases import RuleSet
from teamhub.domain.workbook.faults import Unreadable
from teamhub.domain.workbook.wall import written_moment

_CORRECTED = re.compile(
    r"(\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::[\d.]+)?(?:[+-]\d{2}:\d{2})?)\s*([^#]*?)\s*(?:#(\d+))?"
)


def site(line: Line) -> Change | None:
    change = keep(line, line.values())
    if change is None:
        return None
    links = line.planner.alongside("site_compounds", ("site_id", "compound_id"))
    for compound_id in line.references("compounds"):
        pair = {"site_id": line.stored["id"], "compound_id": compound_id}
        change = max(change, _linked(links.put(tuple(pair.values()), pair)[1]))
    return change


def _linked(change: Change) -> Change:
    """A new link changes the row that it belongs to."""
    return Change.CHANGED if change is Change.NEW else change


def session(line: Line) -> Change | None:
    values = line.values()
    for start, end in (("opens_at", "closes_at"), ("opened_at", "closed_at")):
        if values.get(start) is not None and values.get(end) is not None and values[end] < values[start]:
            line.complain(end, "ends_before_start")
    return keep(line, values)


def count(line: Line) -> Change | None:
    change = keep(line, line.values())
    if change is not None and line.cell("corrects") is not None:
        line.planner.memory.setdefault("corrections", []).append(line)
    return change


def corrections_found(planner: Planner) -> None:
    """Each correction points at the entry that it corrects."""
    shelf = planner.sheet("site_counts")
    for line in planner.memory.get("corrections", []):
        found = _corrected(line, shelf.rows)
        if found is None or found is line.stored:
            line.complain("corrects", "correction_of_nothing")
        else:
            shelf.change(line.stored, {"corrects_id": found["id"]})


def _corrected(line: Line, rows: dict[tuple[Any, ...], dict[str, Any]]) -> dict[str, Any] | None:
    match = _CORRECTED.fullmatch(str(line.cell("corrects")))
    if match is None:
        return None
    said, compound, nth = match.groups()
    compound_id = None
    if compound:
        try:
            compound_id = line.planner.directory.find("compounds", compound)
        except Unreadable:
            return None
    zone = line.planner.place.zone
    for (session_id, counted_at, of_compound, number), row in rows.items():
        same = (
            session_id == line.stored["session_id"] and of_compound == compound_id and number == int(nth or 1)
        )
        if same and written_moment(counted_at, zone) == said.replace("T", " "):
            return row
    return None


def case(line: Line) -> Change | None:
    """A case keeps a copy of its rule: as written, or as the rule is now."""
    values = line.values()
    rules = line.planner.sheet("rule_sets")
    named = rules.find((values.get("rule_name"),))
    known = line.planner.sheet("timed_cases").find((values.get("code"),))
    if "rule" not in values and known is None and "rule_name" in values:
        if named is None:
            line.complain("rule_name", "rule_unknown")
            return None
        values["rule"] = {n: named.get(n) for n in ("days", "tests", "min_interval_hours", "mode")}
    if "rule" in values:
        try:
            RuleSet.from_stored(values["rule"])
        except RuleBroken as error:
            line.complain("rule", error.code)
    return keep(line, values)


def home_sample(line: Line) -> Change | None:
    values = line.values()
    known = line.planner.sheet("home_samples").find((values.get("code"),))
    if known is None and "planned_at" not in values and not line.broken("planned_at"):
        if "sampled_at" in values:
            values["planned_at"] = values["sampled_at"]
        else:
            line.lacks("planned_at")
    return keep(line, values)
