"""The papers of a sweep as PDF: the sheet of a building, the certificate of clearance."""

from __future__ import annotations

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from teamhub.blueprints.sweeps.root import asked_sweep, blueprint, why
from teamhub.documents.clearance import ClearanceFacts, print_clearance
from teamhub.documents.sweep_sheet import SheetDoor, SweepSheetFacts, print_sweep_sheet
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.models.sweeps import Sweep
from teamhub.queries import sweep_papers, terms
from teamhub.queries.sweep_papers import Certified, SheetLine
from teamhub.queries.terms import TermRow
from teamhub.web import formats
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.paper import example_note, pdf_answer


@blueprint.get("/<int:number>/buildings/<int:building_id>/sheet.pdf")
@access(Permission.SWEEP_VIEW)
def building_sheet(number: int, building_id: int) -> ResponseReturnValue:
    """To write on at the doors; no resident's name."""
    sweep = asked_sweep(number)
    found = sweep_papers.sheet(viewer(), sweep, building_id)
    known = terms.terms(g.community.id, "visit_outcome")
    numbers = numbered(known)
    facts = SweepSheetFacts(
        community=g.community.title(language()),
        title=gettext("Sweep sheet"),
        where=f"{found.compound} {gettext('Building %(name)s', name=found.building)}",
        sweep=_sweep_words(sweep),
        teams=gettext(", ").join(found.teams),
        as_of=gettext("as of %(time)s", time=formats.moment(now())),
        doors=tuple(_door(line, numbers) for line in found.doors),
        legend=tuple((n, known[code].label(language())) for code, n in numbers.items()),
        example_note=example_note(),
    )
    return pdf_answer(
        lambda: print_sweep_sheet(facts, language=language()), f"sweep-{number}-sheet-{building_id}"
    )


@blueprint.get("/<int:number>/certificate.pdf")
@access(Permission.SWEEP_VIEW)
def certificate(number: int) -> ResponseReturnValue:
    return _certificate(number)


@blueprint.get("/<int:number>/compounds/<int:compound_id>/certificate.pdf")
@access(Permission.SWEEP_VIEW)
def compound_certificate(number: int, compound_id: int) -> ResponseReturnValue:
    return _certificate(number, compound_id=compound_id)


@blueprint.get("/<int:number>/buildings/<int:building_id>/certificate.pdf")
@access(Permission.SWEEP_VIEW)
def building_certificate(number: int, building_id: int) -> ResponseReturnValue:
    return _certificate(number, building_id=building_id)


def _certificate(
    number: int, compound_id: int | None = None, building_id: int | None = None
) -> ResponseReturnValue:
    """Raises RuleBroken(not_cleared): what is not cleared has no certificate."""
    sweep = asked_sweep(number)
    found = sweep_papers.certified(viewer(), sweep, compound_id, building_id)
    if not found.stands.cleared:
        raise RuleBroken("not_cleared", count=found.stands.remaining, why=why(found.stands))
    facts = _certificate_facts(sweep, found)
    part = f"-{building_id or compound_id}" if building_id or compound_id else ""
    return pdf_answer(lambda: print_clearance(facts, language=language()), f"sweep-{number}-cleared{part}")


def _certificate_facts(sweep: Sweep, found: Certified) -> ClearanceFacts:
    known = terms.labels(g.community.id, "visit_outcome", language())
    where = found.compound or gettext("All compounds of the sweep")
    if found.building:
        where = f"{where} {gettext('Building %(name)s', name=found.building)}"
    order = {code: n for n, code in enumerate(known)}
    return ClearanceFacts(
        community=g.community.title(language()),
        title=gettext("Certificate of clearance"),
        where=where,
        sweep=_sweep_words(sweep),
        statement=ngettext(
            "The %(num)d door in scope was seen to, and nothing is missing.",
            "All %(num)d doors in scope were seen to, each has a final outcome, and nothing is missing.",
            found.stands.doors,
        ),
        doors=found.stands.doors,
        outcomes=tuple(
            (known.get(code, code), count)
            for code, count in sorted(found.outcomes.items(), key=lambda one: order.get(one[0], len(order)))
        ),
        others=(
            (gettext("Letters signed"), f"{found.letters:,} / {found.letters_due:,}"),
            (gettext("People found untested, since settled"), f"{found.untested_settled:,}"),
            (gettext("People still untested"), f"{found.stands.untested_people:,}"),
        ),
        last_visit=gettext("Last visit %(moment)s", moment=formats.moment(found.last_visit_at)),
        printed=gettext(
            "Printed %(moment)s by %(name)s", moment=formats.moment(now()), name=viewer().display_name
        ),
        example_note=example_note(),
    )


def numbered(known: dict[str, TermRow]) -> dict[str, str]:
    """Outcome code -> the number that stands for it on the sheet."""
    return {code: str(n) for n, code in enumerate((c for c, t in known.items() if t.active), start=1)}


def _door(line: SheetLine, numbers: dict[str, str]) -> SheetDoor:
    place = place_of(line)
    about = gettext("shop") if line.kind == "shop" else ""
    if line.kind == "household" and not line.occupied:
        about = gettext("vacant")
    return SheetDoor(place, about, line.residents, line.letter_signed, numbers.get(line.outcome, ""))


def place_of(line: SheetLine) -> str:
    return f"{line.stairwell}-{line.label}" if line.stairwell else line.label


def _sweep_words(sweep: Sweep) -> str:
    words = [gettext("Sweep %(n)s", n=sweep.number), formats.day_full(sweep.held_on), sweep.purpose]
    return " · ".join(word for word in words if word)
