"""My buildings; one building; one door."""

from __future__ import annotations

from itertools import groupby

from flask import Response, request

from teamhub.blueprints.doors.root import asked_door, asked_sweep, blueprint, building_page
from teamhub.domain.access import Permission
from teamhub.queries import doors
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.page import page


@blueprint.get("")
@access(Permission.SWEEP_VISIT)
def index() -> Response:
    """The latest sweep in which the reader has doors, or the one asked for."""
    held = doors.sweeps_of(viewer(), local(now()).date())
    number = request.args.get("sweep", type=int)
    shown = next((sweep for sweep in held if sweep.number == number), held[0] if held else None)
    lines = doors.buildings(viewer(), shown.id) if shown else []
    return page(
        "doors/index.html",
        sweep=shown,
        others=held,
        compounds=[(name, list(group)) for name, group in groupby(lines, lambda line: line.compound)],
        done=sum(line.done for line in lines),
        total=sum(line.total for line in lines),
    )


@blueprint.get("/<int:number>/<int:building_id>")
@access(Permission.SWEEP_VISIT)
def building(number: int, building_id: int) -> Response:
    return building_page(asked_sweep(number), building_id)


@blueprint.get("/<int:number>/<int:building_id>/<int:unit_id>")
@access(Permission.SWEEP_VISIT)
def door(number: int, building_id: int, unit_id: int) -> Response:
    sweep, sheet = asked_door(number, building_id, unit_id)
    return building_page(sweep, building_id, sheet)
