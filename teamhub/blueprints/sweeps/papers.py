"""The papers of a sweep as PDF: sheets and letters of a building, the certificate of clearance."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from teamhub.blueprints.sweeps.root import asked_sweep, blueprint, why
from teamhub.documents.clearance import print_clearance
from teamhub.documents.letter import print_letters
from teamhub.documents.sweep_sheet import print_sweep_sheet
from teamhub.domain.access import Permission
from teamhub.domain.errors import RuleBroken
from teamhub.queries import sweep_papers
from teamhub.web.access import access, viewer
from teamhub.web.clock import now
from teamhub.web.language import language
from teamhub.web.paper import pdf_answer
from teamhub.web.sheets import sweeps as sheets


@blueprint.get("/<int:number>/buildings/<int:building_id>/sheet.pdf")
@access(Permission.SWEEP_VIEW)
def building_sheet(number: int, building_id: int) -> ResponseReturnValue:
    """To write on at the doors; no resident's name."""
    sweep = asked_sweep(number)
    facts = sheets.sheet_facts(sweep, sweep_papers.sheet(viewer(), sweep, building_id), now())
    return pdf_answer(
        lambda: print_sweep_sheet(facts, language=language()), f"sweep-{number}-sheet-{building_id}"
    )


@blueprint.get("/<int:number>/buildings/<int:building_id>/letters.pdf")
@access(Permission.SWEEP_VIEW)
def building_letters(number: int, building_id: int) -> ResponseReturnValue:
    """A commitment letter for each household of the building that has not signed. Raises RuleBroken(no_letters)."""
    sweep = asked_sweep(number)
    homes = sheets.households([sweep_papers.sheet(viewer(), sweep, building_id)])
    if not homes:
        raise RuleBroken("no_letters")
    facts = sheets.letter_facts(sheets.sweep_words(sweep))
    return pdf_answer(
        lambda: print_letters(facts, homes, language=language()), f"sweep-{number}-letters-{building_id}"
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
    facts = sheets.certificate_facts(sweep, found, now())
    part = f"-{building_id or compound_id}" if building_id or compound_id else ""
    return pdf_answer(lambda: print_clearance(facts, language=language()), f"sweep-{number}-cleared{part}")
