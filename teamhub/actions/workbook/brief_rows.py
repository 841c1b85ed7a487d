"""Rows about briefs: entered once all records are stored, because an issued brief freezes its figures."""

from __future__ import annotations

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.shelf import Change

NOTHING = "无"
"""Written where nothing is meant to stand, not even what the program would suggest."""

TEXTS = ("opening", "problems", "plan", "typical_case")


def brief(line: Line) -> Change | None:
    planner, day, edition = line.planner, line.cell("day"), line.cell("edition") or 1
    line.complete(is_new=True)
    if day is None or not line.first_of((day, edition)):
        return None
    if (line.cell("number") is None) != (line.cell("issued_at") is None) and not line.row.broken:
        line.lacks("number")
        line.lacks("issued_at")
    known = planner.sheet("briefs").find((day, edition))
    if known is not None and known["state"] == "issued":
        return Change.UNCHANGED
    texts = {name: line.cell(name) for name in TEXTS if name in line.row.cells}
    issued = line.cell("number") is not None
    if known is not None and not issued and all(_same(known["texts"].get(n), v) for n, v in texts.items()):
        return Change.UNCHANGED
    planner.briefs.append({**line.row.cells, "edition": edition, "known": known is not None})
    return Change.CHANGED if known is not None else Change.NEW


def _same(stored: object, given: object) -> bool:
    if isinstance(given, tuple):
        return stored == list(given)
    return stored == ("" if given == NOTHING else given)
