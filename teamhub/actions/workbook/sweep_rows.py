"""Rows about sweeps: scope by compound, building or door; visits in their order; what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep, keep_with_parent
from teamhub.actions.workbook.shelf import Change
from teamhub.domain.clearance import Door, clearance, clearance_stamp
from teamhub.domain.sweeps import (
    DoorState,
    Outcome,
    Visit,
    VisitRefused,
    check_visit,
    door_standing,
    household_is_due,
)
from teamhub.queries.sweep_standings import state_of

Row = dict[str, Any]

COVERS: dict[str, Callable[[Row], bool]] = {
    "all": lambda unit: True,
    "in_use": lambda unit: unit["kind"] != "household" or unit["occupied"],
    "households": lambda unit: household_is_due(unit["kind"], unit["occupied"]),
}


def team(line: Line) -> Change | None:
    values = line.values()
    known = line.planner.parent("sweep_teams").find((values.get("sweep_id"), values.get("code")))
    if known is None and "code" in values:
        values.setdefault("name", values["code"])
    return keep_with_parent(line, values)


def scope(line: Line) -> Change | None:
    """The doors that a row means, each with the team that walks it."""
    planner, values = line.planner, line.values()
    sweep_id, compound_id = values.get("sweep_id"), values.get("compound_id")
    line.complete(is_new=True)
    if sweep_id is None or compound_id is None or (line.cell("unit") is not None and "unit_id" not in values):
        return None
    if not line.first_of((sweep_id, compound_id, line.cell("building"), values.get("unit_id"))):
        return None
    units = _meant(line, compound_id, values.get("unit_id"))
    if not units:
        line.complain("building" if line.cell("building") else "compound", "scope_empty")
        return None
    doors, changes = planner.sheet("sweep_doors"), []
    for unit in units:
        place = {
            "sweep_id": sweep_id,
            "unit_id": unit["id"],
            "compound_id": compound_id,
            "building_id": unit["building_id"],
        }
        team_id = {"team_id": values["team_id"]} if "team_id" in values else {}
        changes.append(doors.put((sweep_id, unit["id"]), place | team_id)[1])
        _touch(planner, sweep_id, unit["id"])
    return max(changes)


def _meant(line: Line, compound_id: int, unit_id: int | None) -> list[Row]:
    planner = line.planner
    if unit_id is not None:
        return [planner.sheet("doors").by_id[unit_id]]
    covers = COVERS[line.cell("cover") or "in_use"]
    units = units_by_compound(planner).get(compound_id, [])
    building = line.cell("building")
    if building is not None:
        row = planner.parent("doors").find((compound_id, building)) or planner.parent("doors").find(
            (compound_id, building.rstrip("栋幢座楼号#"))
        )
        units = [unit for unit in units if row is not None and unit["building_id"] == row["id"]]
    return [unit for unit in units if covers(unit)]


def units_by_compound(planner: Planner) -> dict[int, list[Row]]:
    known: dict[int, list[Row]] | None = planner.memory.get("units")
    if known is None:
        known = planner.memory["units"] = {}
        for unit in planner.sheet("doors").by_id.values():
            known.setdefault(unit["compound_id"], []).append(unit)
    return known


def _touch(planner: Planner, sweep_id: int, unit_id: int) -> None:
    planner.memory.setdefault("doors", {})[sweep_id, unit_id] = None


def visit(line: Line) -> Change | None:
    planner, values = line.planner, line.values()
    sweep_id, unit_id = values.get("sweep_id"), values.get("unit_id")
    if sweep_id is None or unit_id is None:
        line.complete(is_new=True)
        return None
    if not line.broken("attempt"):
        values.setdefault("attempt", _attempt(planner, sweep_id, unit_id, values.get("visited_at")))
    _check_outcome(line, planner.sheet("doors").by_id[unit_id], values)
    change = keep(line, values)
    if change is None:
        return None
    visits_of(planner).setdefault((sweep_id, unit_id), {})[line.stored["id"]] = line.stored
    _into_scope(line, sweep_id, unit_id)
    _touch(planner, sweep_id, unit_id)
    return change


def visits_of(planner: Planner) -> dict[tuple[int, int], dict[int, Row]]:
    """The visits of each door of each sweep."""
    known: dict[tuple[int, int], dict[int, Row]] | None = planner.memory.get("visits")
    if known is None:
        known = planner.memory["visits"] = {}
        for row in planner.sheet("door_visits").by_id.values():
            known.setdefault((row["sweep_id"], row["unit_id"]), {})[row["id"]] = row
    return known


def _attempt(planner: Planner, sweep_id: int, unit_id: int, at: datetime | None) -> int:
    """That of the visit stored for this moment, else the next one."""
    earlier = visits_of(planner).get((sweep_id, unit_id), {}).values()
    for row in earlier:
        if row.get("visited_at") == at:
            return int(row["attempt"])
    return max((int(row["attempt"]) for row in earlier), default=0) + 1


def _check_outcome(line: Line, unit: Row, values: Row) -> None:
    code = values.get("outcome")
    if code is None or values.get("voided_at") is not None:
        return
    try:
        check_visit(outcome_of(line.planner, code), unit["kind"], values.get("untested_count") or 0)
    except VisitRefused as error:
        column = "untested_count" if error.code.startswith("untested") else "outcome"
        line.complain(column, error.code)


def outcome_of(planner: Planner, code: str) -> Outcome:
    known: dict[str, Outcome] = planner.memory.setdefault("outcomes", {})
    if code not in known:
        names = ("final", "revisit", "contact", "untested", "needs_confirmation", "shop", "household")
        flags = {name: planner.flag("visit_outcome", code, name) for name in names}
        known[code] = Outcome.from_flags(
            code, {name: value for name, value in flags.items() if value is not None}
        )
    return known[code]


def _into_scope(line: Line, sweep_id: int, unit_id: int) -> None:
    """A door visited is a door of the sweep. Where the sweep has a scope without it, somebody knocked elsewhere."""
    planner, doors = line.planner, line.planner.sheet("sweep_doors")
    door = doors.find((sweep_id, unit_id))
    scoped = _scoped(planner)
    if door is None and sweep_id in scoped:
        line.complain("unit", "visit_out_of_scope")
    elif door is None:
        unit = planner.sheet("doors").by_id[unit_id]
        place = {n: unit[n] for n in ("compound_id", "building_id")}
        own_team = {"team_id": line.stored["team_id"]} if line.stored.get("team_id") is not None else {}
        doors.put((sweep_id, unit_id), {"sweep_id": sweep_id, "unit_id": unit_id, **place, **own_team})


def _scoped(planner: Planner) -> set[int]:
    """The sweeps whose scope was laid down before the first visit was read."""
    known: set[int] | None = planner.memory.get("scoped")
    if known is None:
        known = planner.memory["scoped"] = {
            row["sweep_id"] for row in planner.sheet("sweep_doors").by_id.values()
        }
    return known


def letter(line: Line) -> Change | None:
    values = line.values()
    line.planner.memory["letters"] = True
    return keep(line, values)


def doors_follow(planner: Planner) -> None:
    """The state of each door that the workbook touched, from all its visits; then which sweeps are cleared."""
    doors, seen = planner.sheet("sweep_doors"), visits_of(planner)
    for place in planner.memory.get("doors", {}):
        row = doors.find(place)
        if row is None:
            continue
        standing = door_standing(_visits(planner, seen.get(place, {}).values()))
        values = state_of(standing)
        if any(row.get(name) != value for name, value in values.items()):
            doors.change(row, values | {"version": (row.get("version") or 0) + 1 if standing.attempts else 0})
    sweeps_clear(planner)


def _visits(planner: Planner, rows: Iterable[Row]) -> Iterable[Visit]:
    for row in rows:
        if "visited_at" in row and "outcome" in row:
            yield Visit(
                attempt=row["attempt"],
                at=row["visited_at"],
                outcome=outcome_of(planner, row["outcome"]),
                untested=row.get("untested_count") or 0,
                resolved=row.get("resolved_at") is not None,
                voided=row.get("voided_at") is not None,
            )


def sweeps_clear(planner: Planner) -> None:
    """Stamps the sweeps that this workbook completes, at the moment of their last event."""
    touched = {sweep_id for sweep_id, _ in planner.memory.get("doors", {})}
    if planner.memory.get("letters"):
        touched |= planner.sheet("sweeps").by_id.keys()
    if not touched:
        return
    letters = {r["unit_id"]: r for r in planner.sheet("commitment_letters").by_id.values()}
    units = planner.sheet("doors").by_id
    required = planner.place.thresholds.letters_required
    of_sweep: dict[int, list[Row]] = {}
    for row in planner.sheet("sweep_doors").by_id.values():
        of_sweep.setdefault(row["sweep_id"], []).append(row)
    for sweep_id in touched:
        rows = of_sweep.get(sweep_id, [])
        found = clearance((_door(planner, row, units, letters) for row in rows), letters_required=required)
        sweep = planner.sheet("sweeps").by_id[sweep_id]
        stamp = clearance_stamp(sweep.get("cleared_at"), found, _last_event(planner, rows, letters))
        if _said(planner, sweep) is None and stamp != sweep.get("cleared_at"):
            planner.sheet("sweeps").change(sweep, {"cleared_at": stamp})


def _said(planner: Planner, sweep: Row) -> datetime | None:
    """When the workbook itself says that the sweep was cleared."""
    sheet = planner.book.sheets.get("sweeps")
    rows = sheet.rows if sheet is not None else []
    return next(
        (r.cells.get("cleared_at") for r in rows if r.cells.get("number") == sweep.get("number")), None
    )


def _door(planner: Planner, row: Row, units: dict[int, Row], letters: dict[int, Row]) -> Door:
    unit = units[row["unit_id"]]
    code = row.get("last_outcome") or ""
    return Door(
        unit_id=unit["id"],
        compound_id=row["compound_id"],
        building_id=row["building_id"],
        stairwell=unit["stairwell"],
        kind=unit["kind"],
        occupied=unit["occupied"],
        state=DoorState(row.get("state") or "untouched"),
        open_untested=row.get("open_untested") or 0,
        last_contact=outcome_of(planner, code).contact if code else "",
        letter_signed=(letters.get(unit["id"]) or {}).get("signed_at") is not None,
    )


def _last_event(planner: Planner, rows: list[Row], letters: dict[int, Row]) -> datetime:
    moments = [row.get("last_visit_at") for row in rows]
    moments += [(letters.get(row["unit_id"]) or {}).get("signed_at") for row in rows]
    for row in rows:
        moments += [
            v.get("resolved_at")
            for v in visits_of(planner).get((row["sweep_id"], row["unit_id"]), {}).values()
        ]
    return max((moment for moment in moments if moment is not None), default=planner.at)
