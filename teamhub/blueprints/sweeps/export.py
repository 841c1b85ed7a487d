"""The tables of a sweep for spreadsheets: exactly what the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from flask import Response, g
from flask_babel import gettext

from teamhub.blueprints.sweeps.root import REASONS, asked_filter, asked_sweep, blueprint, place_words, today
from teamhub.documents.tables import Column, Value, to_csv, to_xlsx
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.queries import sweep_remaining, sweeps
from teamhub.queries.sweeps import CompoundLine
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language


@blueprint.get("/<int:number>/compounds.<kind>")
@access(Permission.SWEEP_VIEW)
def compounds(number: int, kind: str) -> Response:
    sweep = asked_sweep(number)
    o = sweeps.overview(viewer(), sweep, today(), now())
    columns = (
        Column(gettext("No."), 8),
        Column(gettext("Compound"), 18),
        Column(gettext("People"), 10),
        Column(gettext("Households due")),
        Column(gettext("Met")),
        Column(gettext("By phone")),
        Column(gettext("Other outcome")),
        Column(gettext("No answer")),
        Column(gettext("Settled since")),
        Column(gettext("Not visited")),
        Column(gettext("Untested found")),
        Column(gettext("Made up")),
        Column(gettext("Letters signed")),
        Column(gettext("Left")),
        Column(gettext("State")),
    )
    return _file(gettext("Sweep %(n)s", n=number), kind, columns, [_row(line) for line in o.compounds])


def _row(line: CompoundLine) -> tuple[Value, ...]:
    r = line.row
    return (
        r.code,
        str(r.name.zh),
        r.people,
        r.due,
        r.first_met,
        r.first_phone,
        r.first_other,
        r.first_no_answer,
        r.revisited,
        r.unvisited,
        r.untested_found,
        r.made_up,
        line.letters,
        r.remaining,
        gettext("cleared") if r.cleared else gettext("going on"),
    )


@blueprint.get("/<int:number>/remaining.<kind>")
@access(Permission.SWEEP_VIEW)
def remaining_doors(number: int, kind: str) -> Response:
    """With the filter of the page."""
    sweep = asked_sweep(number)
    found = sweep_remaining.left(viewer(), sweep, asked_filter(), language(), today(), now(), most=None)
    columns = (
        Column(gettext("Compound"), 18),
        Column(gettext("Door"), 24),
        Column(gettext("What is missing"), 32),
        Column(gettext("Visits so far")),
        Column(gettext("Last outcome"), 20),
        Column(gettext("Last visit"), 18),
        Column(gettext("Team"), 18),
    )
    rows = [
        (
            row.compound,
            place_words(row),
            gettext(", ").join(str(REASONS[reason][0]) for reason in row.reasons),
            row.attempts,
            row.last_outcome,
            _local(row.last_visit_at),
            row.team,
        )
        for row in found.rows
    ]
    return _file(gettext("Doors left, sweep %(n)s", n=number), kind, columns, rows)


def _local(moment: datetime | None) -> datetime | None:
    return formats.local(moment).replace(tzinfo=None, microsecond=0) if moment else None


def _file(title: str, kind: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> Response:
    """Raises NotFound for anything but xlsx and csv."""
    if kind == "csv":
        content, mimetype = to_csv(columns, rows), "text/csv"
    elif kind == "xlsx":
        mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        content = to_xlsx(title, columns, rows)
    else:
        raise NotFound
    response = Response(content, mimetype=mimetype)
    name = quote(f"{title}-{g.community.slug}.{kind}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
