"""The figures of a day as registers: rounds, sweeps, care in counts, deeds, supplies. They are the figures of the day's
brief, so that a binder never says two things."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext

from teamhub.documents.register import Column, RegisterFacts
from teamhub.domain.figures import DayFigures
from teamhub.domain.figures.rates import percent_text
from teamhub.domain.figures.sweeps import SweepFigures
from teamhub.domain.figures.testing import RoundFigures
from teamhub.queries.deeds import DeedLine
from teamhub.web import formats
from teamhub.web.language import language
from teamhub.web.registers import register


def rounds(figures: DayFigures, at: datetime) -> list[RegisterFacts]:
    """One register a round held on the day."""
    return [_round(one, figures, at) for one in figures.testing.rounds]


def _round(one: RoundFigures, figures: DayFigures, at: datetime) -> RegisterFacts:
    rows = [
        (
            site.name.of(language()),
            str(site.eligible),
            str(site.tested),
            str(site.home),
            str(site.pooled),
            str(site.tubes),
            percent_text(site.tested, site.eligible),
            "—" if site.longest_wait is None else str(site.longest_wait),
        )
        for site in one.sites
    ]
    untested = [
        (reason.label.of(language()), gettext("%(n)s people", n=reason.count)) for reason in one.untested
    ]
    return register(
        gettext("Testing round %(n)s", n=one.number),
        [
            f"{formats.day_full(one.day)} · {one.mode.of(language())}{f' · {one.template}' if one.template else ''}",
            _as_of(figures),
        ],
        [
            Column(gettext("Site"), 26),
            Column(gettext("Eligible"), 11, centred=True),
            Column(gettext("Tested"), 11, centred=True),
            Column(gettext("Singles at home"), 10, centred=True),
            Column(gettext("pooled"), 10, centred=True),
            Column(gettext("Tubes"), 10, centred=True),
            Column(gettext("Coverage"), 13, centred=True),
            Column(gettext("Longest wait (min)"), 13, centred=True),
        ],
        rows,
        [
            (gettext("Eligible"), str(one.eligible)),
            (gettext("Tested"), str(one.tested)),
            (gettext("Not tested"), str(one.untested_count)),
            (gettext("Coverage"), percent_text(one.tested, one.eligible)),
            *untested,
        ],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def sweeps(figures: DayFigures, at: datetime) -> list[RegisterFacts]:
    """One register a sweep of the day."""
    return [_sweep(one, figures, at) for one in figures.sweeps]


def _sweep(one: SweepFigures, figures: DayFigures, at: datetime) -> RegisterFacts:
    rows = [
        (
            row.name.of(language()),
            str(row.due),
            str(row.first_met),
            str(row.first_phone),
            str(row.first_no_answer),
            str(row.revisited),
            str(row.untested_found),
            str(row.made_up),
            gettext("cleared") if row.cleared else gettext("%(n)s left", n=row.remaining),
        )
        for row in one.rows
    ]
    purpose = one.purpose.of(language())
    return register(
        gettext("Sweep %(n)s", n=one.number),
        [*([purpose] if purpose else []), _as_of(figures)],
        [
            Column(gettext("Compound"), 24),
            Column(gettext("Households"), 11, centred=True),
            Column(gettext("met"), 9, centred=True),
            Column(gettext("by phone"), 10, centred=True),
            Column(gettext("No answer"), 11, centred=True),
            Column(gettext("Revisited"), 11, centred=True),
            Column(gettext("Found untested"), 12, centred=True),
            Column(gettext("Made up"), 10, centred=True),
            Column(gettext("State"), 14, centred=True),
        ],
        rows,
        [
            (gettext("Teams"), str(one.teams)),
            (gettext("People"), str(one.people)),
            (gettext("Households"), str(one.due)),
            (gettext("Letters signed"), f"{one.letters} / {one.letters_due}"),
        ],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def care(figures: DayFigures, at: datetime) -> RegisterFacts | None:
    """Counts by category: no name, no door, no illness of anybody. None: nobody is on the register."""
    if not figures.care.rows:
        return None
    rows = [
        (
            row.label.of(language()),
            str(row.registered),
            str(row.assigned),
            str(row.contacted),
            str(row.overdue),
            str(row.requests),
            str(row.closed),
        )
        for row in figures.care.rows
    ]
    return register(
        gettext("Residents under care, in counts"),
        [_as_of(figures)],
        [
            Column(gettext("Category"), 26),
            Column(gettext("On the register"), 13, centred=True),
            Column(gettext("With a carer"), 13, centred=True),
            Column(gettext("Contacted"), 12, centred=True),
            Column(gettext("Overdue"), 12, centred=True),
            Column(gettext("Requests"), 12, centred=True),
            Column(gettext("Closed"), 12, centred=True),
        ],
        rows,
        [
            (gettext("On the register"), str(figures.care.registered)),
            (gettext("With a carer"), str(figures.care.assigned)),
            (gettext("Contacted"), str(figures.care.contacted)),
        ],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def deeds(
    figures: DayFigures, lines: tuple[DeedLine, ...], labels: dict[str, str], at: datetime
) -> RegisterFacts:
    """The deeds of the day: who helped where, and with what; of the residents nothing."""
    rows = [
        (
            line.code,
            formats.clock(line.done_at),
            labels.get(line.category, line.category),
            line.compound or "—",
            gettext(", ").join(line.helpers) or "—",
        )
        for line in sorted(lines, key=lambda line: line.done_at)
    ]
    return register(
        gettext("Deeds of the day"),
        [formats.day_full(figures.day), _as_of(figures)],
        [
            Column(gettext("No."), 9, centred=True),
            Column(gettext("Time"), 9, centred=True),
            Column(gettext("Category"), 20),
            Column(gettext("Compound"), 22),
            Column(gettext("Helpers"), 28),
        ],
        rows,
        [
            (gettext("Of the day"), str(figures.deeds.day)),
            (gettext("So far"), str(figures.deeds.total)),
        ],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def supplies(figures: DayFigures, at: datetime) -> RegisterFacts | None:
    """Pieces at each gate. None: no gate had any."""
    found = figures.supplies
    if not found.rows:
        return None
    rows = [
        (
            row.name.of(language()),
            str(row.received),
            str(row.delivered),
            str(row.pending),
            gettext("; ").join(f"{why.label.of(language())} {why.count}" for why in row.pending_reasons),
        )
        for row in found.rows
    ]
    return register(
        gettext("Supplies at the gates"),
        [_as_of(figures)],
        [
            Column(gettext("Gate"), 24),
            Column(gettext("Came in"), 12, centred=True),
            Column(gettext("Handed over"), 12, centred=True),
            Column(gettext("Waiting"), 12, centred=True),
            Column(gettext("Why they wait"), 28),
        ],
        rows,
        [
            (gettext("Came in"), str(found.received)),
            (gettext("Handed over"), str(found.delivered)),
            (gettext("Waiting"), str(found.pending)),
            (gettext("Walks"), str(found.runs)),
        ],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def _as_of(figures: DayFigures) -> str:
    return gettext("as of %(time)s", time=formats.moment(figures.as_of))
