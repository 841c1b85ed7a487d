"""Rows about places: compounds with their aliases, doors with their buildings, posts."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from teamhub.actions.duty_posts import fresh_key
from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.people_rows import codes_of, with_code
from teamhub.actions.workbook.planner import Planner, keep
from teamhub.actions.workbook.shelf import Change
from teamhub.domain.addresses import parse_door
from teamhub.domain.sweeps import household_is_due
from teamhub.domain.workbook.words import word_key

_BUILDING = re.compile(r"^([0-9A-Za-z]{1,5})\s*(?:#\s*楼|号\s*楼|栋|幢|座|楼|#)$")
_STAIRWELL = re.compile(r"^([0-9A-Za-z]{1,3})\s*(?:单元|门)$")
_FLAT = re.compile(r"^([A-Za-z]?\d+[A-Za-z]?)\s*(?:室|号|户|房)$")


def compound(line: Line) -> Change | None:
    planner = line.planner
    values = with_code(line, line.values())
    change = keep(line, values)
    if change is None:
        return None
    if change is Change.NEW:
        codes_of(planner, "compounds").remember(line.stored)
    own, row = planner.sheet("compounds"), line.stored
    if any(r["name"] == row.get("name") and r["id"] != row["id"] for r in own.by_id.values()):
        line.complain("name", "name_taken")
    if row.get("eligible_count", 0) > row.get("registered_count", 0):
        line.complain("eligible_count", "more_eligible_than_registered")
    for alias in line.cell("aliases") or ():
        change = max(change, _alias(line, alias))
    return change


def _alias(line: Line, alias: str) -> Change:
    shelf = line.planner.alongside("compound_aliases", ("name",))
    known = shelf.find((alias,))
    if known is not None and known["compound_id"] != line.stored["id"]:
        line.complain("aliases", "alias_taken", alias=alias)
        return Change.UNCHANGED
    if alias == line.stored.get("name"):
        return Change.UNCHANGED
    return shelf.put((alias,), {"name": alias, "compound_id": line.stored["id"]})[1]


def door(line: Line) -> Change | None:
    """A flat or shop, and the building that it stands in."""
    planner = line.planner
    values = line.values()
    compound_id = values.get("compound_id")
    address = _address(line, compound_id)
    if compound_id is None or not address[0]:
        line.complete(is_new=True)
        return None
    buildings = planner.parent("doors")
    building_key = (compound_id, address[0])
    if buildings.find(building_key) is None:
        order: Counter[int] = planner.memory.setdefault("buildings", Counter())
        if not order:
            order.update(row["compound_id"] for row in buildings.by_id.values())
        building, change = buildings.put(
            building_key, {"compound_id": compound_id, "name": address[0], "position": order[compound_id]}
        )
        order[compound_id] += 1
    else:
        building, change = buildings.put(building_key, {})
    if not address[2]:
        return change
    kept: dict[str, Any] = {
        n: values[n] for n in ("kind", "floor", "occupied", "resident_count") if n in values
    }
    return max(change, _unit(line, building["id"], compound_id, address, kept) or Change.UNCHANGED)


def _unit(
    line: Line, building_id: int, compound_id: int, address: tuple[str, str, str], kept: dict[str, Any]
) -> Change | None:
    key = (building_id, address[1], address[2])
    shelf = line.planner.sheet("doors")
    if not line.first_of(key):
        return None
    if shelf.find(key) is None:
        place = {
            "compound_id": compound_id,
            "building_id": building_id,
            "stairwell": address[1],
            "label": address[2],
        }
        usual = {"kind": "household", "occupied": True, "resident_count": 0, "floor": _floor(address[2])}
        kept = place | usual | kept
    line.stored, change = shelf.put(key, kept)
    return change


def _floor(label: str) -> int:
    return parse_door(f"1-1-{label}").floor or 1


def _address(line: Line, compound_id: int | None) -> tuple[str, str, str]:
    """Building, stairwell and flat: from their columns, or from an address written in one. A building that is stored
    as written is taken as written; else 2栋 is 2."""
    building, stairwell, label = (str(line.cell(name) or "") for name in ("building", "stairwell", "label"))
    if not building and label:
        door = parse_door(label)
        return door.building, door.stairwell, door.flat
    if line.planner.parent("doors").find((compound_id, building)) is None:
        building = _bare(_BUILDING, building)
    return building, _bare(_STAIRWELL, stairwell), _bare(_FLAT, label)


def _bare(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found.group(1) if found else text


def households_agree(planner: Planner) -> None:
    """Declared households against the doors: a difference is worth a word, both figures stay."""
    declared = planner.book.sheets.get("compounds") or planner.book.sheets["doors"]
    inhabited = Counter(
        u["compound_id"]
        for u in planner.sheet("doors").by_id.values()
        if household_is_due(u["kind"], u["occupied"])
    )
    rows = {word_key(str(r.cells.get("name", r.cells.get("code")))): r.number for r in declared.rows}
    for row in planner.sheet("compounds").by_id.values():
        said, found = row.get("household_count", 0), inhabited[row["id"]]
        if found and said != found:
            number = rows.get(word_key(str(row.get("name"))), 0) if declared.spec.key == "compounds" else 0
            column = "household_count" if declared.spec.key == "compounds" else ""
            planner.warn(
                declared,
                number,
                column,
                "households_differ",
                compound=row.get("name"),
                said=said,
                doors=found,
            )


def post(line: Line) -> Change | None:
    planner = line.planner
    values = with_code(line, line.values())
    if planner.sheet("posts").find((values.get("code"),)) is None:
        assert planner.place.campaign is not None
        values = {"key": fresh_key(), "opened_on": planner.place.campaign.starts_on} | values
    change = keep(line, values)
    if change is None:
        return None
    if change is Change.NEW:
        codes_of(planner, "posts").remember(line.stored)
    closed, opened = line.stored.get("closed_on"), line.stored.get("opened_on")
    if closed and opened and closed < opened:
        line.complain("closed_on", "ends_before_start")
    return change


def period(line: Line) -> Change | None:
    """A time in which a post was open or closed."""
    change = keep(line, line.values())
    for start, end in (("open_from", "open_until"), ("closed_from", "closed_until")):
        if line.stored.get(end) is not None and line.stored[end] <= line.stored[start]:
            line.complain(end, "ends_before_start")
    return change
