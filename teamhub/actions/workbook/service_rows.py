"""Rows about service: requests and where they stand, deeds and their helpers."""

from __future__ import annotations

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep
from teamhub.actions.workbook.shelf import Change
from teamhub.domain.deeds import due_at


def request(line: Line) -> Change | None:
    values = line.values()
    known = line.planner.sheet("requests").find((values.get("code"),))
    if known is None and "due_at" not in values and "asked_at" in values:
        urgency = str(values.get("urgency", "normal"))
        values["due_at"] = due_at(values["asked_at"], urgency, line.planner.place.thresholds)
    return keep(line, values)


def deed(line: Line) -> Change | None:
    change = keep(line, line.values())
    if change is None:
        return None
    links = line.planner.alongside("deed_helpers", ("deed_id", "person_id"))
    for person_id in line.references("helpers"):
        pair = {"deed_id": line.stored["id"], "person_id": person_id}
        added = links.put(tuple(pair.values()), pair)[1]
        change = max(change, Change.CHANGED if added is Change.NEW else added)
    return change


def one_deed_a_request(planner: Planner) -> None:
    """One request gives at most one deed."""
    sheet, shelf = planner.book.sheets["deeds"], planner.sheet("deeds")
    of_request: dict[int, str] = {}
    for row in shelf.by_id.values():
        request_id = row.get("request_id")
        if request_id is None:
            continue
        if request_id in of_request:
            number = planner.seen.get(("deeds", (row["code"],)), 0)
            planner.complain(sheet, number, "request", "request_has_deed", deed=of_request[request_id])
        of_request.setdefault(request_id, row["code"])
