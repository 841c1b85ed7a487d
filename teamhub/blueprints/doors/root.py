"""What the pages of doors share: the blueprint, the sweep of an address, a building with one door open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, url_for
from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from teamhub.domain.errors import NotFound
from teamhub.domain.sweeps import DoorState
from teamhub.forms.doors import SettleForm, VisitForm, door_questions
from teamhub.models.sweeps import Sweep
from teamhub.queries import doors, doors_front, doors_sheet, doors_walk
from teamhub.queries.doors_front import Cell, Front
from teamhub.queries.doors_sheet import DoorSheet
from teamhub.queries.doors_walk import NextDoor
from teamhub.web import formats
from teamhub.web.access import viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, wanted_fragment

blueprint = Blueprint("doors", __name__)

STATES: dict[str, tuple[LazyString, str]] = {
    DoorState.FINAL.value: (lazy_gettext("done"), "final"),
    DoorState.REVISIT.value: (lazy_gettext("revisit"), "revisit"),
    DoorState.UNTESTED.value: (lazy_gettext("untested"), "untested"),
    DoorState.UNTOUCHED.value: (lazy_gettext("not yet"), "idle"),
    "vacant": (lazy_gettext("vacant"), "vacant"),
}
"""State of a door -> its word, and how it is drawn."""


def asked_sweep(number: int) -> Sweep:
    """Raises NotFound when the viewer has no door in it."""
    return doors.sweep(viewer(), number, local(now()).date())


def asked_door(number: int, building_id: int, unit_id: int) -> tuple[Sweep, DoorSheet]:
    """Raises NotFound for a door of somebody else, or one that stands in another building."""
    sweep = asked_sweep(number)
    sheet = doors_sheet.door_sheet(viewer(), sweep, unit_id, language())
    if sheet.building_id != building_id:
        raise NotFound
    return sweep, sheet


def building_page(
    sweep: Sweep,
    building_id: int,
    sheet: DoorSheet | None = None,
    form: VisitForm | None = None,
    *,
    settle: SettleForm | None = None,
    conflict: bool = False,
    status: int = 200,
) -> Response:
    """The facade, and under it the sheet of one door. htmx gets the sheet, with the facade and the next door beside."""
    front = doors_front.front(viewer(), sweep, building_id)
    here = sheet.unit_id if sheet else None
    following = doors_walk.next_door(viewer(), sweep.id, building_id=building_id, after_unit_id=here)
    return page(
        "doors/building.html",
        {"door-sheet": "doors/_door_beside.html", "front": "doors/_front.html"},
        status=status,
        sweep=sweep,
        front=front,
        stairwells=[(stairwell(name), flats) for name, flats in front.stairwells],
        floors=[
            (floor_name(floor), [_drawn(cell, sweep, front, here) for cell in row])
            for floor, row in front.floors
        ],
        shops=[_drawn(cell, sweep, front, here) for cell in front.shops],
        key=[
            (word, tone, front.counts[state]) for state, (word, tone) in STATES.items() if front.counts[state]
        ],
        total=sum(count for state, count in front.counts.items() if state != "vacant"),
        sheet=sheet,
        place=_place(sheet) if sheet else "",
        state=STATES[sheet.state] if sheet else None,
        form=_visit_form(form, sheet) if sheet else None,
        settle=(settle or SettleForm(formdata=None)).prepare(g.community.id, language()),
        choices=doors_sheet.choices(viewer(), sheet.kind, language()) if sheet else (),
        questions=door_questions(g.community.id, language()),
        offline=[(kind, doors_sheet.choices(viewer(), kind, language())) for kind in front.kinds],
        conflict=conflict,
        following=following,
        following_url=_door_url(sweep, following) if following else "",
        fragment=wanted_fragment() == "door-sheet",
    )


def _visit_form(form: VisitForm | None, sheet: DoorSheet) -> VisitForm:
    """As it was sent, or fresh: with what is known of the letter."""
    shown = form or VisitForm(formdata=None, letter_signed=sheet.letter == "signed")
    return shown.prepare(g.community.id, language(), sheet)


def theirs(sheet: DoorSheet) -> list[tuple[str, str]]:
    """What somebody else saved, for a phone that kept a version of its own."""
    last = sheet.last
    if last is None:
        return [(gettext("As it is now"), gettext("The earlier visit was taken back."))]
    said = [
        (gettext("Saved by %(who)s", who=last.by), formats.moment(last.at)),
        (gettext("How it went"), last.outcome),
        (gettext("Untested people"), str(last.untested)),
        (gettext("Needs help"), gettext("yes") if last.needs_help else gettext("no")),
    ]
    return [*said, (gettext("Note"), last.note)] if last.note else said


def _place(sheet: DoorSheet) -> str:
    """1单元 301; a shop by its name."""
    return f"{stairwell(sheet.stairwell)} {sheet.label}".strip() if sheet.kind == "household" else sheet.label


def stairwell(name: str) -> str:
    return gettext("Stairwell %(name)s", name=name) if name else ""


def floor_name(floor: int) -> str:
    return gettext("Floor %(number)s", number=floor)


def _drawn(cell: Cell | None, sweep: Sweep, front: Front, here: int | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    word, tone = STATES[cell.state]
    return {
        "label": cell.label,
        "word": word,
        "tone": tone,
        "unsigned": cell.unsigned,
        "current": bool(here) and cell.unit_id == here,
        "id": f"door-{cell.unit_id}" if cell.unit_id else "",
        "kind": cell.kind,
        "version": cell.version,
        "url": url_for("doors.door", number=sweep.number, building_id=front.building_id, unit_id=cell.unit_id)
        if cell.unit_id
        else "",
    }


def _door_url(sweep: Sweep, following: NextDoor) -> str:
    return url_for(
        "doors.door", number=sweep.number, building_id=following.building_id, unit_id=following.unit_id
    )
