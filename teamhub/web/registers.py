"""What stands in the printed registers: receipt list, muster record, handover log, route slip, relay slip,
sign-in sheet. Words in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from flask import g
from flask_babel import gettext

from teamhub.documents.register import Column, RegisterFacts
from teamhub.queries.duty_handovers import HandoverRow
from teamhub.queries.duty_musters import MusterShown
from teamhub.queries.notices import NoticeShown
from teamhub.queries.people import PersonRow
from teamhub.queries.supplies import Piece, RunRow
from teamhub.queries.testing_home import OVERDUE_AFTER, SampleRow
from teamhub.web import formats
from teamhub.web.language import language
from teamhub.web.paper import example_note


def receipts(shown: NoticeShown, at: datetime) -> RegisterFacts:
    """Who has acknowledged a notice; those who have not stand first."""
    notice = shown.notice
    about = [gettext("Notice: %(title)s", title=notice.title)]
    about.append(f"{notice.issuer} · {formats.moment(notice.issued_at)}")
    if notice.due_at is not None:
        about.append(gettext("To be confirmed by %(time)s", time=formats.moment(notice.due_at)))
    rows = [
        (
            str(number),
            row.name,
            row.organization or "—",
            formats.moment(row.acknowledged_at) if row.acknowledged_at else gettext("not yet"),
            "",
        )
        for number, row in enumerate(shown.receipts, start=1)
    ]
    return register(
        gettext("Receipt list"),
        about,
        [
            Column(gettext("No."), 6, centred=True),
            Column(gettext("Name"), 14),
            Column(gettext("Organisation"), 26),
            Column(gettext("Confirmed"), 16, centred=True),
            Column(gettext("Signature"), 18),
        ],
        rows,
        [
            (gettext("Addressed"), str(notice.addressed)),
            (gettext("Confirmed"), str(notice.received)),
            (gettext("Missing"), str(notice.addressed - notice.received)),
        ],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def muster_record(shown: MusterShown, at: datetime) -> RegisterFacts:
    """The roll of a muster, organisation by organisation."""
    muster, roll = shown.muster, shown.muster.roll
    about = [
        f"{muster.place} · {formats.moment(muster.due_at)}",
        gettext("Order received %(time)s", time=formats.moment(muster.ordered_at))
        + (f" · {muster.issuer}" if muster.issuer else ""),
    ]
    calls = [(home, call) for home in shown.organizations for call in home.calls]
    rows = [
        (
            str(number),
            call.name,
            home.name or "—",
            formats.clock(call.arrived_at) if call.arrived_at else gettext("missing"),
            gettext("late") if call.late else call.answer_note if not call.arrived_at else "",
        )
        for number, (home, call) in enumerate(calls, start=1)
    ]
    totals = [(gettext("Called"), str(roll.expected)), (gettext("Present"), str(roll.present))]
    if roll.first_at is not None and roll.last_at is not None:
        totals.append((gettext("First"), formats.clock(roll.first_at)))
        totals.append((gettext("Last"), formats.clock(roll.last_at)))
    totals += [
        (home.name or "—", f"{home.roll.present}/{home.roll.expected}") for home in shown.organizations
    ]
    return register(
        gettext("Muster record"),
        about,
        [
            Column(gettext("No."), 6, centred=True),
            Column(gettext("Name"), 14),
            Column(gettext("Organisation"), 28),
            Column(gettext("Arrived"), 12, centred=True),
            Column(gettext("Remark"), 20),
        ],
        rows,
        totals,
        [gettext("Roll called by"), gettext("Team leader"), gettext("Date")],
        at,
    )


def handover_log(
    post: str, rows: Sequence[HandoverRow], shift_words: Mapping[str, str], at: datetime
) -> RegisterFacts:
    """The handovers of a post, the newest first, with what was passed on."""
    told = [
        (
            formats.day(row.shift_ends_at),
            shift_words.get(row.shift_kind, row.shift_kind),
            f"{row.outgoing} {formats.clock(row.offered_at)}",
            f"{row.incoming} {formats.clock(row.accepted_at)}"
            if row.accepted_at
            else row.override_reason or "—",
            gettext("; ").join(
                text for text in (row.incidents, row.orders, row.supplies, row.remarks) if text
            ),
        )
        for row in rows
    ]
    return register(
        gettext("Handover log"),
        [post],
        [
            Column(gettext("Date"), 11, centred=True),
            Column(gettext("Shift"), 10, centred=True),
            Column(gettext("Outgoing"), 16),
            Column(gettext("Incoming"), 16),
            Column(gettext("Passed on"), 32),
        ],
        told,
        [],
        [gettext("Checked by"), gettext("Date")],
        at,
    )


def route_slip(
    rows: Sequence[SampleRow], ways: int | None, doors: Callable[[SampleRow], str], day: date, at: datetime
) -> RegisterFacts:
    """The walk to those sampled at home, in its order. Nothing says why somebody is sampled: the slip goes from hand to
    hand."""
    about = [formats.day_full(day)]
    people = list(dict.fromkeys(name for row in rows for name in (row.medic, row.escort) if name))
    if people:
        about.append(gettext("On the way: %(names)s", names=gettext("; ").join(people)))
    if ways:
        about.append(gettext("About %(n)s minutes of ways between the compounds", n=ways))
    told = [
        (
            str(number),
            row.compound,
            doors(row) or "—",
            row.who or "—",
            str(row.test_number or ""),
            f"{formats.clock(row.planned_at)}–{formats.clock(row.planned_at + OVERDUE_AFTER)}",
            formats.clock(row.sampled_at),
            formats.clock(row.not_home_at) if row.sampled_at is None else "",
        )
        for number, row in enumerate(rows, start=1)
    ]
    done = sum(row.sampled_at is not None for row in rows)
    return register(
        gettext("Walk to samples at home"),
        about,
        [
            Column(gettext("No."), 7, centred=True),
            Column(gettext("Compound"), 15),
            Column(gettext("Door"), 16),
            Column(gettext("Who"), 12),
            Column(gettext("Test no."), 10, centred=True),
            Column(gettext("Sample between"), 18, centred=True),
            Column(gettext("Sampled at"), 12, centred=True),
            Column(gettext("Nobody there at"), 12, centred=True),
        ],
        told,
        [
            (gettext("Planned"), str(len(rows))),
            (gettext("Done"), str(done)),
            (gettext("Not done"), str(len(rows) - done)),
        ],
        [gettext("Medic"), gettext("Escort"), gettext("Back at")],
        at,
    )


def relay_slip(walk: RunRow, pieces: Sequence[Piece], at: datetime) -> RegisterFacts:
    """One walk of supplies, in its order: what to leave at which door."""
    rows = [
        (
            str(number),
            piece.code,
            piece.door or piece.place,
            str(piece.pieces),
            formats.clock(piece.delivered_at),
            "",
        )
        for number, piece in enumerate(pieces, start=1)
    ]
    handed = [piece for piece in pieces if piece.delivered_at is not None]
    return register(
        gettext("Relay slip"),
        [
            f"{walk.code} · {walk.gate} · {formats.moment(walk.started_at)}",
            gettext("Carried by: %(names)s", names=walk.carriers),
        ],
        [
            Column(gettext("No."), 7, centred=True),
            Column(gettext("Parcel no."), 11),
            Column(gettext("To"), 34),
            Column(gettext("Pieces"), 9, centred=True),
            Column(gettext("Handed over at"), 15, centred=True),
            Column(gettext("Signature"), 20),
        ],
        rows,
        [
            (gettext("Pieces"), str(sum(piece.pieces for piece in pieces))),
            (gettext("Doors"), str(len({piece.door or piece.place for piece in pieces}))),
            (gettext("Handed over"), str(sum(piece.pieces for piece in handed))),
        ],
        [gettext("Gate"), gettext("Carrier"), gettext("Back at")],
        at,
    )


SPARE_LINES = 8
"""Empty lines under the names: somebody always comes whom nobody listed."""


def sign_in_sheet(people: Sequence[PersonRow], at: datetime) -> RegisterFacts:
    """The people of a list with a line to sign, for a meeting or a briefing of the shift."""
    told = [(row.name, row.organization or "—") for row in people] + [("", "")] * SPARE_LINES
    rows = [
        (str(number), name, organization, "", "") for number, (name, organization) in enumerate(told, start=1)
    ]
    return register(
        gettext("Sign-in sheet"),
        [gettext("Occasion: ______________________　Place and time: ______________________")],
        [
            Column(gettext("No."), 7, centred=True),
            Column(gettext("Name"), 16),
            Column(gettext("Organisation"), 28),
            Column(gettext("Arrived"), 12, centred=True),
            Column(gettext("Signature"), 22),
        ],
        rows,
        [(gettext("Listed"), str(len(people)))],
        [gettext("Chaired by"), gettext("Minutes by"), gettext("Date")],
        at,
    )


def register(
    title: str,
    about: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[tuple[str, ...]],
    totals: Sequence[tuple[str, str]],
    signatures: Sequence[str],
    at: datetime,
) -> RegisterFacts:
    """What all registers say alike: whose, when printed, and that nothing is there when nothing is."""
    return RegisterFacts(
        community=g.community.title(language()),
        title=title,
        about=tuple(about),
        columns=tuple(columns),
        rows=tuple(rows),
        totals=tuple(totals),
        signatures=tuple(signatures),
        printed=gettext("Printed %(time)s", time=formats.moment(at)),
        nothing=gettext("Nothing is recorded yet"),
        example_note=example_note(),
    )
