"""Rows about duty: shifts by their pattern, seats with arrival and leaving, handovers, musters, leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep
from teamhub.actions.workbook.setup_rows import pattern_on
from teamhub.actions.workbook.shelf import Change
from teamhub.domain.attendance import Evidence, judge_arrival
from teamhub.domain.duty_time import wall_clock
from teamhub.domain.workbook.wall import instant_of

CHECK_IN_FIELDS = ("checked_out_at", "evidence", "entered_later", "check_out_reason", "recorded_at")


def shift(line: Line) -> Change | None:
    """Start and end as written, as times of the day, or by the pattern in force."""
    planner, day, kind = line.planner, line.cell("duty_date"), line.cell("kind")
    values = line.values()
    if day is None or kind is None:
        line.complete(is_new=True)
        return None
    usual = shift_time(planner, day, kind)
    if "starts_at" not in values and not line.broken("starts_at"):
        if usual is None:
            line.complain("kind", "shift_not_in_pattern")
            return None
        values["starts_at"] = usual[0]
    starts_at = values.get("starts_at")
    if starts_at is None:
        return None
    known = planner.sheet("shifts").find((day, kind, starts_at))
    values |= _end(line, starts_at, usual, known)
    if values.get("ends_at") is not None and values["ends_at"] <= starts_at:
        line.complain("ends_at", "ends_before_start")
    return keep(line, values)


def _end(
    line: Line, starts_at: datetime, usual: tuple[datetime, datetime] | None, known: dict[str, Any] | None
) -> dict[str, Any]:
    written = line.cell("ends_at")
    if isinstance(written, time):
        zone = line.planner.place.zone
        day = starts_at.astimezone(zone).date()
        ends = instant_of(datetime.combine(day, written), zone)
        later = instant_of(datetime.combine(day + timedelta(days=1), written), zone)
        return {"ends_at": ends if ends > starts_at else later}
    if written is not None or line.broken("ends_at") or known is not None:
        return {}
    if usual is not None and usual[0] == starts_at:
        return {"ends_at": usual[1]}
    line.lacks("ends_at")
    return {}


def shift_time(planner: Planner, day: date, kind: str) -> tuple[datetime, datetime] | None:
    """When a shift of this kind runs on this day by the pattern; None when the pattern has none."""
    zone = planner.place.zone
    for part in pattern_on(planner, day):
        if part["kind"] == kind and "starts_minute" in part and "length_minutes" in part:
            starts = wall_clock(day, part["starts_minute"], zone)
            return starts, wall_clock(day, part["starts_minute"] + part["length_minutes"], zone)
    return None


def shift_of(line: Line) -> dict[str, Any] | None:
    """The shift that a row names by day, kind and (where there are two) start. Without a sheet of shifts one that the
    pattern knows is made."""
    planner, day, kind = line.planner, line.cell("duty_date"), line.cell("shift_kind")
    if day is None or kind is None:
        for name in ("duty_date", "shift_kind"):
            line.lacks(name)
        return None
    found = [row for row in shifts_of_day(planner).get((day, kind), []) if _begins(line, row)]
    if len(found) == 1:
        return found[0]
    if found:
        line.complain("shift_kind", "shift_ambiguous")
        return None
    usual = shift_time(planner, day, kind)
    if "shifts" in planner.book.sheets or usual is None or line.cell("shift") is not None:
        line.complain("shift_kind", "shift_unknown")
        return None
    values = {"duty_date": day, "kind": kind, "starts_at": usual[0], "ends_at": usual[1]}
    made, _ = planner.sheet("shifts").put((day, kind, usual[0]), values)
    shifts_of_day(planner).setdefault((day, kind), []).append(made)
    return made


def shifts_of_day(planner: Planner) -> dict[tuple[date, str], list[dict[str, Any]]]:
    known: dict[tuple[date, str], list[dict[str, Any]]] | None = planner.memory.get("shifts")
    if known is None:
        known = planner.memory["shifts"] = {}
        for row in planner.sheet("shifts").by_id.values():
            known.setdefault((row["duty_date"], row["kind"]), []).append(row)
    return known


def _begins(line: Line, row: dict[str, Any]) -> bool:
    """Does the shift begin at the time written in the row?"""
    said = line.cell("shift")
    if said is None:
        return True
    local = row["starts_at"].astimezone(line.planner.place.zone)
    return str(said).strip()[-5:].rjust(5, "0") == f"{local:%H:%M}"


def seat(line: Line) -> Change | None:
    """One person at one post in one shift, with arrival and leaving."""
    planner = line.planner
    chosen = shift_of(line)
    if chosen is None:
        return None
    values = line.values() | {"shift_id": chosen["id"]}
    if "person_id" not in values or "post_id" not in values:
        line.complete(is_new=True)
        return None
    key = line.key(values)
    if key is not None and planner.sheet("duty").find(key) is None:
        values.setdefault("assigned_at", planner.at)
    change = keep(line, values)
    if change is None:
        return None
    if line.cell("substitutes") is not None:
        planner.memory.setdefault("substitutes", []).append((line, line.reference("substitutes")))
    attended = _attendance(line, chosen)
    return max(change, attended)


def _attendance(line: Line, chosen: dict[str, Any]) -> Change:
    """The check-in of a seat: judged by the rules unless the workbook brings the judgement of then."""
    planner = line.planner
    shelf = planner.alongside("check_ins", ("assignment_id",))
    key = (line.stored["id"],)
    known = shelf.find(key)
    ends_at = chosen.get("ends_at") or chosen["starts_at"]
    arrived = line.moment("arrived_at", chosen["starts_at"])
    values = {n: line.cell(n) for n in CHECK_IN_FIELDS if line.cell(n) is not None}
    if "checked_out_at" in values:
        values["checked_out_at"] = line.moment("checked_out_at", ends_at)
    if arrived is None and known is None:
        if values.keys() & {"checked_out_at"} and not line.broken("arrived_at"):
            line.complain("checked_out_at", "left_without_arrival")
        return Change.UNCHANGED
    if arrived is not None and (known is None or known["arrived_at"] != arrived or line.cell("standing")):
        values |= {"arrived_at": arrived, **_judged(line, chosen["starts_at"], arrived)}
    if known is None:
        paper = "evidence" not in values
        values = {
            "evidence": Evidence.PAPER.value,
            "entered_later": paper,
            "recorded_at": planner.at,
        } | values
        values["assignment_id"] = line.stored["id"]
    came, left = values.get("arrived_at") or (known or {}).get("arrived_at"), values.get("checked_out_at")
    if came is not None and left is not None and left < came:
        line.complain("checked_out_at", "left_before_arrival")
    return shelf.put(key, values)[1]


def _judged(line: Line, starts_at: datetime, arrived: datetime) -> dict[str, Any]:
    judged = judge_arrival(starts_at, arrived, line.planner.place.thresholds)
    standing, minutes = line.cell("standing"), line.cell("minutes_late")
    return {
        "standing": standing or judged.standing.value,
        "minutes_late": judged.minutes_late if minutes is None else minutes,
    }


def duty_is_sound(planner: Planner) -> None:
    """Substitutes find whom they stand in for; nobody sits twice at once."""
    seats = planner.sheet("duty")
    by_shift: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in seats.by_id.values():
        by_shift.setdefault((row["shift_id"], row["person_id"]), []).append(row)
    for line, person_id in planner.memory.get("substitutes", []):
        own = line.stored
        found = [row for row in by_shift.get((own["shift_id"], person_id), []) if row is not own]
        found.sort(key=lambda row: row["post_id"] != own["post_id"])
        if person_id is not None and not found:
            line.complain("substitutes", "substitute_for_nobody")
        elif found:
            seats.change(own, {"substitutes_id": found[0]["id"]})
            if found[0].get("replaced_at") is None:
                seats.change(found[0], {"replaced_at": own.get("assigned_at") or planner.at})
    _check_seats(planner, by_shift)


def _standing(row: dict[str, Any]) -> bool:
    return row.get("cancelled_at") is None and row.get("replaced_at") is None


def _check_seats(planner: Planner, by_shift: dict[tuple[int, int], list[dict[str, Any]]]) -> None:
    sheet = planner.book.sheets["duty"]
    numbers = _row_numbers(planner)
    for rows in by_shift.values():
        standing = [row for row in rows if _standing(row)]
        if len(standing) > 1:
            planner.complain(sheet, max(numbers.get(r["id"], 0) for r in standing), "person", "double_booked")
    shifts = planner.sheet("shifts").by_id
    people: dict[int, list[tuple[datetime, datetime, int]]] = {}
    for row in planner.sheet("duty").by_id.values():
        times = shifts.get(row["shift_id"], {})
        if _standing(row) and times.get("starts_at") and times.get("ends_at"):
            people.setdefault(row["person_id"], []).append((times["starts_at"], times["ends_at"], row["id"]))
    for busy in people.values():
        for (_, ends, _), (starts, _, seat_id) in pairwise(sorted(busy)):
            if starts < ends and seat_id in numbers:
                planner.warn(sheet, numbers[seat_id], "person", "shifts_overlap")


def _row_numbers(planner: Planner) -> dict[int, int]:
    """Id of a seat -> the row of the workbook that it came from."""
    shelf = planner.sheet("duty")
    return {
        shelf.rows[key]["id"]: number
        for (name, key), number in planner.seen.items()
        if name == "duty" and key in shelf.rows
    }


def in_shift(line: Line) -> Change | None:
    """A record of a post in a shift: a handover, a count at a gate."""
    chosen = shift_of(line)
    if chosen is None:
        return None
    end = chosen.get("ends_at") or chosen["starts_at"]
    anchors = dict.fromkeys(("offered_at", "accepted_at"), end)
    if isinstance(line.cell("counted_at"), time):
        anchors["counted_at"] = next(_moments_within(line, chosen), chosen["starts_at"])
    column = line.sheet.spec.column("shift").column
    return keep(line, line.values(anchors) | {column: chosen["id"]})


def _moments_within(line: Line, chosen: dict[str, Any]) -> Iterator[datetime]:
    """The moments of the shift at which the clock shows the time written."""
    zone = line.planner.place.zone
    day = chosen["starts_at"].astimezone(zone).date()
    for n in (0, 1):
        moment = instant_of(datetime.combine(day + timedelta(days=n), line.cell("counted_at")), zone)
        if chosen["starts_at"] <= moment <= (chosen.get("ends_at") or moment):
            yield moment


def muster_call(line: Line) -> Change | None:
    """The organisation is the person's own unless the row says otherwise."""
    planner, values = line.planner, line.values()
    person = planner.sheet("people").by_id.get(values.get("person_id", 0))
    if person is not None and "organization_id" not in values:
        known = planner.sheet("muster_calls").find((values.get("muster_id"), person["id"]))
        if known is None and person.get("organization_id") is not None:
            values["organization_id"] = person["organization_id"]
    return keep(line, values)


def leave(line: Line) -> Change | None:
    values = line.values()
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if starts is not None and ends is not None and ends <= starts:
        line.complain("ends_at", "ends_before_start")
    return keep(line, values)
