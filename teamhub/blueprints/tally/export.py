"""The tally and the rows behind a figure as files: exactly what the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from flask import Response, g
from flask_babel import gettext

from teamhub.blueprints.tally.root import asked_moment, blueprint, compared, figures_of
from teamhub.blueprints.tally.words import COLUMNS, STANDINGS, TITLES
from teamhub.documents.tables import Column, Sheet, Value, to_book, to_csv, to_xlsx
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.domain.figures.day import DayFigures
from teamhub.domain.figures.labels import Label
from teamhub.queries.tally import rows as tally_rows
from teamhub.queries.tally.rows import Cell
from teamhub.web import formats
from teamhub.web.access import access
from teamhub.web.language import language

KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/<community>/tally/export.<kind>")
@access(Permission.TALLY_VIEW)
def export(kind: str) -> Response:
    """Counts only. Excel: a sheet for each table; CSV: one figure a line."""
    if kind not in KINDS:
        raise NotFound
    figures = figures_of(asked_moment())
    tables = list(sheets(figures))
    if kind == "xlsx":
        return _file(to_book(tables), gettext("Tally"), figures, kind)
    columns = [
        Column(str(word)) for word in (gettext("Table"), gettext("Row"), gettext("Column"), gettext("Count"))
    ]
    lines: list[tuple[Value, ...]] = [
        (sheet.title, row[0], column.title, value)
        for sheet in tables
        for row in sheet.rows
        for column, value in zip(sheet.columns[1:], row[1:], strict=True)
    ]
    return _file(to_csv(columns, lines), gettext("Tally"), figures, kind)


@blueprint.get("/<community>/tally/rows/<key>/export.<kind>")
@access(Permission.DEED_VIEW)
def export_rows(key: str, kind: str) -> Response:
    """All rows of a figure, not only the page of them that is shown."""
    if kind not in KINDS:
        raise NotFound
    asked = asked_moment()
    found = tally_rows.rows_behind(g.community.id, key, asked.day, asked.as_of)
    title, columns = str(TITLES[found.subject]), [Column(str(COLUMNS[c]), 18) for c in found.columns]
    rows = [[_plain(c, v) for c, v in zip(found.columns, row, strict=True)] for row in found.rows]
    content = to_csv(columns, rows) if kind == "csv" else to_xlsx(title, columns, rows)
    return _file(content, title, figures=None, kind=kind)


def sheets(figures: DayFigures) -> Iterator[Sheet]:
    """The tables of the page, the first column what the row is."""
    what = Column(gettext("What"), 24)
    n = [
        Column(str(word), 16)
        for word in (gettext("This day"), gettext("The whole day before"), gettext("So far"))
    ]
    rows: list[list[Value]] = [
        [r.title, r.line.today, r.line.before, r.line.so_far] for r in compared(figures)
    ]
    yield Sheet(gettext("Beside the day before"), [what, *n], rows)
    words = ("Person-tests", "Letters signed", "Deeds", "Pieces carried in", "Longest queue, minutes")
    days = [[p.day, p.person_tests, p.letters, p.deeds, p.pieces, p.longest_wait] for p in figures.day_series]
    yield Sheet(gettext("Day by day"), [Column(gettext("Day")), *(Column(gettext(w)) for w in words)], days)
    rounds: list[list[Value]] = [
        [r.number, r.day, r.eligible, r.tested, r.home, r.longest_wait] for r in figures.round_series
    ]
    heads: tuple[str, ...] = ("Round", "Day", "Eligible", "Tested", "At home", "Longest queue, minutes")
    yield Sheet(gettext("Testing rounds"), [Column(gettext(w)) for w in heads], rounds)
    for s in figures.sweeps:
        heads = (
            "Compound",
            "Due",
            "Met",
            "By phone",
            "No answer",
            "After a revisit",
            "Untested found",
            "Left",
        )
        done: list[list[Value]] = [
            [
                _label(r.name),
                r.due,
                r.first_met,
                r.first_phone,
                r.first_no_answer,
                r.revisited,
                r.untested_found,
                r.remaining,
            ]
            for r in s.rows
        ]
        yield Sheet(gettext("Sweep %(n)s", n=s.number), [Column(gettext(w)) for w in heads], done)
    shifts: list[list[Value]] = [
        [_label(s.label), s.expected, s.present, s.late, s.absent] for s in figures.duty.shifts
    ]
    heads = ("Shift", "Expected", "Present", "Late", "Absent")
    yield Sheet(gettext("Shifts of the day"), [Column(gettext(w)) for w in heads], shifts)
    offices: list[list[Value]] = [[_label(o.name), o.expected, o.present] for o in figures.duty.organizations]
    heads = ("Organisation", "Expected", "Present")
    yield Sheet(gettext("Cadres by organisation"), [Column(gettext(w), 18) for w in heads], offices)
    kinds: list[list[Value]] = [[_label(r.label), r.day, r.total] for r in figures.deeds.rows]
    heads = ("Kind", "Today", "So far")
    yield Sheet(gettext("Deeds by kind"), [Column(gettext(w)) for w in heads], kinds)
    rounds_heads = [Column(gettext("Round %(n)s", n=r.number)) for r in figures.round_series]
    compounds: list[list[Value]] = [
        [_label(c.name), c.households, c.eligible, *c.tested, c.letters, c.deeds]
        for c in figures.compound_series
    ]
    first, last = ("Compound", "Households", "Eligible"), ("Letters", "Deeds")
    columns = [*(Column(gettext(w)) for w in first), *rounds_heads, *(Column(gettext(w)) for w in last)]
    yield Sheet(gettext("Compounds"), columns, compounds)


def _label(label: Label) -> str:
    return label.of(language())


def _plain(column: str, value: Cell) -> Value:
    if isinstance(value, Label):
        return _label(value)
    if isinstance(value, datetime):
        return formats.local(value).replace(tzinfo=None, microsecond=0)
    return (
        str(STANDINGS[value])
        if column == "standing" and isinstance(value, str) and value in STANDINGS
        else value
    )


def _file(content: bytes, title: str, figures: DayFigures | None, kind: str) -> Response:
    day = f"-{figures.day.isoformat()}" if figures is not None else ""
    name = quote(f"{title}-{g.community.slug}{day}.{kind}")
    answer = Response(content, mimetype=KINDS[kind])
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
