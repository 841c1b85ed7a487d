"""The sheets of a sweep: to write on at the doors, the letters to sign, and that it is cleared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import g
from flask_babel import gettext, ngettext

from teamhub.documents.clearance import ClearanceFacts
from teamhub.documents.letter import Household, LetterFacts
from teamhub.documents.sweep_sheet import SheetDoor, SweepSheetFacts
from teamhub.models.sweeps import Sweep
from teamhub.queries import terms
from teamhub.queries.sweep_papers import BuildingSheet, Certified, SheetLine
from teamhub.queries.terms import TermRow
from teamhub.web import formats
from teamhub.web.access import viewer
from teamhub.web.language import language
from teamhub.web.paper import example_note
from teamhub.web.sheets.duty import lines, text


def sheet_facts(sweep: Sweep, found: BuildingSheet, at: datetime) -> SweepSheetFacts:
    """To write on at the doors of one building; no resident's name."""
    known = terms.terms(g.community.id, "visit_outcome")
    numbers = numbered(known)
    return SweepSheetFacts(
        community=g.community.title(language()),
        title=gettext("Sweep sheet"),
        where=f"{found.compound} {gettext('Building %(name)s', name=found.building)}",
        sweep=sweep_words(sweep),
        teams=gettext(", ").join(found.teams),
        as_of=gettext("as of %(time)s", time=formats.moment(at)),
        doors=tuple(_door(line, numbers) for line in found.doors),
        legend=tuple((n, known[code].label(language())) for code, n in numbers.items()),
        example_note=example_note(),
    )


def numbered(known: dict[str, TermRow]) -> dict[str, str]:
    """Outcome code -> the number that stands for it on the sheet."""
    return {code: str(n) for n, code in enumerate((c for c, t in known.items() if t.active), start=1)}


def _door(line: SheetLine, numbers: dict[str, str]) -> SheetDoor:
    about = gettext("shop") if line.kind == "shop" else ""
    if line.kind == "household" and not line.occupied:
        about = gettext("vacant")
    return SheetDoor(place_of(line), about, line.residents, line.letter_signed, numbers.get(line.outcome, ""))


def place_of(line: SheetLine) -> str:
    return f"{line.stairwell}-{line.label}" if line.stairwell else line.label


def letter_facts(about: str) -> LetterFacts:
    """The community's own wording."""
    return LetterFacts(
        community=g.community.title(language()),
        title=text("letter_title") or gettext("Commitment letter"),
        opening=text("letter_opening"),
        promises=lines("letter_promises"),
        about=about,
        hotline=text("hotline"),
        example_note=example_note(),
    )


def households(buildings: Iterable[BuildingSheet]) -> list[Household]:
    """Households that live there and have not signed, in walking order. The place and the number of people, no names."""
    return [
        Household(
            f"{found.compound} {gettext('Building %(name)s', name=found.building)} {place_of(line)}",
            line.residents,
        )
        for found in buildings
        for line in found.doors
        if line.kind == "household" and line.occupied and not line.letter_signed
    ]


def certificate_facts(sweep: Sweep, found: Certified, at: datetime) -> ClearanceFacts:
    known = terms.labels(g.community.id, "visit_outcome", language())
    where = found.compound or gettext("All compounds of the sweep")
    if found.building:
        where = f"{where} {gettext('Building %(name)s', name=found.building)}"
    order = {code: n for n, code in enumerate(known)}
    return ClearanceFacts(
        community=g.community.title(language()),
        title=gettext("Certificate of clearance"),
        where=where,
        sweep=sweep_words(sweep),
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
            "Printed %(moment)s by %(name)s", moment=formats.moment(at), name=viewer().display_name
        ),
        example_note=example_note(),
    )


def sweep_words(sweep: Sweep) -> str:
    words = [gettext("Sweep %(n)s", n=sweep.number), formats.day_full(sweep.held_on), sweep.purpose]
    return " · ".join(word for word in words if word)
