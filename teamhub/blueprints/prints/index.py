"""/prints: what can be printed, with what is usually wanted already chosen, and the prints of the last days."""

from __future__ import annotations

import secrets
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from teamhub.blueprints.prints.root import KINDS, blueprint
from teamhub.documents.letter import Household, print_letters
from teamhub.domain.access import Permission
from teamhub.domain.errors import NotFound
from teamhub.domain.prints import NEEDS, PrintKind
from teamhub.forms.prints import ALL, FORMS, BinderForm, PosterForm, SweepForm
from teamhub.queries import deeds, print_jobs, sweeps, viewers
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.page import page
from teamhub.web.paper import pdf_answer
from teamhub.web.sheets.sweeps import letter_facts

SomeForm = BinderForm | SweepForm | PosterForm
MOST_BLANK = 100
"""Sheets of blank letters at a time: enough for a compound, not enough to empty the tray by mistake."""


@blueprint.get("")
@access(Permission.SWEEP_VIEW)
def index() -> Response:
    return index_page()


@blueprint.get("/letters-blank.pdf")
@access(Permission.SWEEP_VIEW)
def blank_letters() -> ResponseReturnValue:
    """`?copies=`: letters with nothing filled in, two a sheet. Raises NotFound for a number out of bounds."""
    copies = request.args.get("copies", default=2, type=int)
    if not 1 <= copies <= MOST_BLANK * 2:
        raise NotFound
    facts = letter_facts("")
    homes = [Household("")] * copies
    return pdf_answer(lambda: print_letters(facts, homes, language=language()), "letters-blank")


def index_page(
    chosen: PrintKind | None = None, form: SomeForm | None = None, said: str = "", status: int = 200
) -> Response:
    """`form`: one that was refused, with what was chosen; `said`: why."""
    moment = now()
    forms = {kind: offered(kind) for kind, needed in NEEDS.items() if viewer().may(needed)}
    if chosen is not None and form is not None:
        forms[chosen] = form
    return page(
        "prints/index.html",
        {"print-jobs": "prints/_jobs.html"},
        forms={kind.value: one for kind, one in forms.items() if one is not None},
        kinds=KINDS,
        jobs=print_jobs.recent(viewer(), at=moment),
        today=today(),
        said=said,
        status=status,
    )


def offered(kind: PrintKind, *, submitted: bool = False) -> SomeForm | None:
    """The form of a kind with the usual choice; None where there is nothing to choose from (no sweep yet)."""
    form = FORMS[kind](prefix=f"{kind.value}-") if submitted else FORMS[kind](None, prefix=f"{kind.value}-")
    if isinstance(form, SweepForm):
        listed = sweeps.numbered(viewer(), today())
        if not listed:
            return None
        form.sweep.choices = [
            (number, f"{gettext('Sweep %(n)s', n=number)} · {formats.day(held_on)}")
            for number, held_on in listed
        ]
        compounds = [(str(key), name) for key, name in deeds.compounds(g.community.id)]
        form.compound.choices = [(ALL, gettext("All compounds")), *compounds]
        if not submitted:
            form.sweep.data, form.compound.data = _asked(
                [number for number, _ in listed], [key for key, _ in compounds]
            )
    elif isinstance(form, BinderForm) and not submitted:
        form.day.data = today()
    if not submitted:
        form.once.data = secrets.token_urlsafe(12)
    return form


def _asked(numbers: list[int], compounds: list[str]) -> tuple[int, str]:
    """The sweep and the compound that the address names (`?sweep=&compound=`), where there are such; else the latest
    sweep, all of it."""
    sweep, compound = request.args.get("sweep", type=int), request.args.get("compound", ALL)
    return sweep if sweep in numbers else numbers[0], compound if compound in compounds else ALL


def today() -> date:
    """Today, or the last day of a campaign that is over: that is the day whose papers are wanted."""
    day = now().astimezone(ZoneInfo(g.community.zone)).date()
    try:
        ends = viewers.current_campaign(g.community.id, day).ends_on
    except NotFound:
        return day
    return min(day, ends) if ends else day
