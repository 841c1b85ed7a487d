"""The record of a handover: what is known is filled in, the rest is left to write."""

from __future__ import annotations

from datetime import date, datetime

from flask import g
from flask_babel import gettext

from teamhub.documents.handover_record import HandoverFacts
from teamhub.models.duty import Shift
from teamhub.queries import duty_handover_day, duty_handovers, stock, terms
from teamhub.queries.duty_handover_day import AtHandover
from teamhub.queries.duty_handovers import HandoverRow
from teamhub.web import formats
from teamhub.web.access import viewer
from teamhub.web.language import language
from teamhub.web.paper import example_note
from teamhub.web.sheets.duty import lines


def handover_facts(row: HandoverRow, at: datetime) -> HandoverFacts:
    known = duty_handover_day.at_handover(viewer(), row)
    levels = {level.item: level for level in stock.of_handover(viewer(), row.id)}
    counted = tuple(
        (item.label, str(levels[item.code].quantity) if item.code in levels else "")
        for item in stock.items(g.community.id, language())
    )
    return _facts(
        (
            (gettext("Post"), row.post_name),
            (gettext("Date"), formats.day_full(known.shift.duty_date)),
            (gettext("Shift"), _shift_words(known.shift)),
            (gettext("People on post"), gettext("; ").join(known.people)),
            (gettext("Outgoing"), row.outgoing),
            (gettext("Incoming"), row.incoming or row.override_reason),
            (gettext("Post offered"), formats.moment(row.offered_at)),
            (gettext("Post taken over"), formats.moment(row.accepted_at) if row.accepted_at else ""),
        ),
        _traffic(known) + counted,
        (row.incidents, row.orders, row.supplies, row.remarks),
        (
            (gettext("Outgoing (signature)"), row.outgoing, formats.clock(row.offered_at)),
            (
                gettext("Incoming (signature)"),
                row.incoming,
                formats.clock(row.accepted_at) if row.accepted_at else "",
            ),
        ),
        at,
    )


def blank_facts(at: datetime) -> HandoverFacts:
    names = (
        gettext("Post"),
        gettext("Date"),
        gettext("Shift"),
        gettext("People on post"),
        gettext("Outgoing"),
        gettext("Incoming"),
        gettext("Post offered"),
        gettext("Post taken over"),
    )
    counted = tuple((item.label, "") for item in stock.items(g.community.id, language()))
    return _facts(
        tuple((name, "") for name in names),
        _traffic(None) + counted,
        ("", "", "", ""),
        ((gettext("Outgoing (signature)"), "", ""), (gettext("Incoming (signature)"), "", "")),
        at,
    )


def records_of_day(day: date, at: datetime) -> list[HandoverFacts]:
    """A record for each handover at the end of a shift of the day, post by post."""
    numbers = duty_handover_day.of_day(viewer(), day)
    return [handover_facts(duty_handovers.one(viewer(), number), at) for number in numbers]


def _traffic(known: AtHandover | None) -> tuple[tuple[str, str], ...]:
    traffic = known.traffic if known else None
    return (
        (gettext("Vehicles"), str(traffic.vehicles) if traffic else ""),
        (gettext("People in"), str(traffic.people_in) if traffic else ""),
        (gettext("People out"), str(traffic.people_out) if traffic else ""),
        (gettext("Turned back"), str(traffic.refused) if traffic else ""),
        (gettext("Parcels waiting"), str(known.parcels) if known else ""),
        (gettext("Open requests"), str(known.requests) if known else ""),
    )


def _facts(
    head: tuple[tuple[str, str], ...],
    counted: tuple[tuple[str, str], ...],
    told: tuple[str, str, str, str],
    signatures: tuple[tuple[str, str, str], ...],
    at: datetime,
) -> HandoverFacts:
    incidents, orders, supplies, remarks = told
    return HandoverFacts(
        community=g.community.title(language()),
        title=gettext("Handover record"),
        head=head,
        counted_title=gettext("Counted at the handover"),
        counted=counted,
        told=(
            (gettext("What happened"), incidents),
            (gettext("Orders received"), orders),
            (gettext("Supplies and keys"), supplies),
            (gettext("State of the equipment"), ""),
            (gettext("To do next, residents to watch"), remarks),
            (gettext("Remarks"), ""),
        ),
        signatures=signatures,
        rules=lines("duty_rules"),
        printed=gettext("Printed %(time)s", time=formats.moment(at)),
        example_note=example_note(),
    )


def _shift_words(shift: Shift) -> str:
    labels = terms.labels(g.community.id, "shift_kind", language())
    return f"{labels.get(shift.kind, shift.kind)} {formats.clock(shift.starts_at)}–{formats.clock(shift.ends_at)}"
