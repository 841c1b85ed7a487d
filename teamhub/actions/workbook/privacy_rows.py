"""Rows about residents and the legal basis: erased stays erased, and health data needs a basis here as well."""

from __future__ import annotations

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep
from teamhub.actions.workbook.shelf import Change

HEALTH_SHEETS = ("timed_cases", "care_register", "care_contacts", "care_medicines")


def resident(line: Line) -> Change | None:
    """An older workbook does not bring a name back that was erased."""
    values = line.values()
    known = line.planner.sheet("residents").find((values.get("code"),))
    if known is not None and known.get("erased_at") is not None:
        line.planner.warn(line.sheet, line.row.number, "name", "resident_erased_row")
        line.stored = known
        return Change.UNCHANGED
    return keep(line, values)


def basis_is_stated(planner: Planner) -> None:
    """Rows with health data come in only with a legal basis, on the sheet or on record."""
    stated = planner.sheet("processing_bases").by_id.values()
    if any(row.get("basis") for row in stated) or any(
        row.get("open_until") and row["open_until"] > planner.at for row in stated
    ):
        return
    for key in HEALTH_SHEETS:
        sheet = planner.book.sheets.get(key)
        if sheet is not None and planner.shelves.get(key) is not None and planner.shelves[key].fresh:
            planner.complain(sheet, 0, "", "basis_not_stated")
            return
