"""The sweep sheet of a building, typed in from paper: a grid for the keyboard, one line a door."""

from __future__ import annotations

import secrets

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.actions.sweep_sheets import TypedLine
from teamhub.actions.sweep_sheets import type_in as store
from teamhub.actions.work import Once, unit_of_work
from teamhub.blueprints.sweeps.root import asked_sweep, blueprint
from teamhub.domain.access import Permission
from teamhub.forms.sweep_sheets import SheetForm, SheetRow, rows_of
from teamhub.models.sweeps import Sweep
from teamhub.queries import sweep_papers, terms
from teamhub.web import errors, toasts
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.formats import local
from teamhub.web.language import language
from teamhub.web.page import page, see_other
from teamhub.web.sheets.sweeps import numbered, place_of


@blueprint.get("/<int:number>/buildings/<int:building_id>/typed-in")
@access(Permission.SWEEP_MANAGE)
def type_in(number: int, building_id: int) -> ResponseReturnValue:
    """The time is proposed on the day of the sweep alone: of a sheet of yesterday only the sheet knows it."""
    sweep, moment = asked_sweep(number), local(now()).replace(second=0, microsecond=0)
    visited = moment if sweep.held_on == moment.date() else None
    form = SheetForm(formdata=None, once=secrets.token_urlsafe(12), visited=visited)
    return _grid(sweep, building_id, form, {})


@blueprint.post("/<int:number>/buildings/<int:building_id>/typed-in")
@access(Permission.SWEEP_MANAGE)
def save_sheet(number: int, building_id: int) -> ResponseReturnValue:
    """What could be stored is; the lines that could not stay in the grid as they were typed, with the reason."""
    sweep, form, moment = asked_sweep(number), SheetForm(), now()
    sheet = sweep_papers.sheet(viewer(), sweep, building_id)
    rows = rows_of(request.form, [line.unit_id for line in sheet.doors])
    typed = {unit_id: row for unit_id, row in rows.items() if not row.empty}
    if not form.validate():
        return _grid(sweep, building_id, form, typed, 422)
    codes = {n: code for code, n in numbered(terms.terms(g.community.id, "visit_outcome")).items()}
    at = form.moment(g.community.zone)
    lines = [
        TypedLine(unit_id, facts, row.seen_version)
        for unit_id, row in typed.items()
        if (facts := row.facts(codes, at)) is not None
    ]
    body = sorted((k, v) for k, v in request.form.items() if k not in {"csrf_token", "once"})
    once = Once.of(viewer().account_id, f"sheet:{form.once.data}", [building_id, body], moment)
    with unit_of_work(once=once) as work:
        if not work.replayed:
            refused = store(sweep.id, lines, by=viewer(), at=moment)
            work.reply["stored"] = [line.unit_id for line in lines if line.unit_id not in refused]
            for unit_id, against in refused.items():
                typed[unit_id].fault = errors.sentence(against)
    stored = set(work.reply["stored"])
    left = {unit_id: row for unit_id, row in typed.items() if unit_id not in stored}
    if stored:
        toasts.tell(ngettext("%(num)d door stored", "%(num)d doors stored", len(stored)))
    if not left:
        return see_other(url_for("sweeps.type_in", number=number, building_id=building_id))
    form.once.data = secrets.token_urlsafe(12)
    form.form_errors.append(
        ngettext(
            "%(num)d line could not be stored; it stands below as you typed it.",
            "%(num)d lines could not be stored; they stand below as you typed them.",
            len(left),
        )
    )
    return _grid(sweep, building_id, form, left, 422)


def _grid(
    sweep: Sweep, building_id: int, form: SheetForm, typed: dict[int, SheetRow], status: int = 200
) -> Response:
    sheet = sweep_papers.sheet(viewer(), sweep, building_id)
    known = terms.terms(g.community.id, "visit_outcome")
    numbers = numbered(known)
    return page(
        "sweeps/typed_in.html",
        form=form,
        sweep=sweep,
        sheet=sheet,
        building_id=building_id,
        title=gettext("Sheet of building %(name)s", name=sheet.building),
        lines=[
            (line, place_of(line), typed.get(line.unit_id, SheetRow()), numbers.get(line.outcome, ""))
            for line in sheet.doors
        ],
        legend=[(n, known[code].label(language())) for code, n in numbers.items()],
        labels={code: term.label(language()) for code, term in known.items()},
        status=status,
    )
