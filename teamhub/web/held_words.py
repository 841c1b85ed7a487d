"""What is held about somebody, in the words that the workbook has for tables and columns: a page, or a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Response, current_app
from flask_babel import gettext

from teamhub.documents.tables import Column, Sheet, to_book
from teamhub.domain.workbook import SheetSpec
from teamhub.queries.resident_records import Held
from teamhub.queries.workbook.tables import BINDINGS
from teamhub.web.language import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Section:
    """One table: its name, and for each row what is said (words, value)."""

    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def in_words(held: list[Held]) -> list[Section]:
    return [
        Section(
            table_title(table),
            tuple(
                tuple((column_title(table, name), _said(value)) for name, value in row.items())
                for row in rows
            ),
        )
        for table, rows in held
    ]


def as_xlsx(held: list[Held], name: str) -> Response:
    """A sheet for each table."""
    sheets = []
    for table, rows in held:
        names = list(dict.fromkeys(column for row in rows for column in row))
        columns = [Column(column_title(table, column), 22) for column in names]
        sheets.append(
            Sheet(
                table_title(table),
                columns,
                [[_said(row.get(column, "")) for column in names] for row in rows],
            )
        )
    content = to_book(sheets or [Sheet(gettext("Nothing"), [Column(gettext("Nothing"))], [])])
    answer = current_app.response_class(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def table_title(table: str) -> str:
    sheet = _sheets().get(table)
    return sheet.title(language()) if sheet is not None else _others().get(table, table)


def column_title(table: str, column: str) -> str:
    sheet = _sheets().get(table)
    if sheet is not None:
        for spec in sheet.columns:
            if spec.column == column:
                return spec.title(language())
    return _columns().get(column, column)


@cache
def _sheets() -> dict[str, SheetSpec]:
    return {binding.table.name: binding.sheet for binding in BINDINGS.values()}


def _others() -> dict[str, str]:
    return {
        "consents": gettext("Consents"),
        "accounts": gettext("Account"),
        "devices": gettext("Phones"),
        "user_sessions": gettext("Sign-ins"),
        "walk_ups": gettext("Offer as a volunteer"),
        "reveals": gettext("Records you opened"),
        "check_ins": gettext("Check-ins"),
        "seat_changes": gettext("Shifts exchanged"),
        "memberships": gettext("Roles"),
    }


def _columns() -> dict[str, str]:
    return {
        "created_at": gettext("Made at"),
        "recorded_at": gettext("Noted at"),
        "disabled_at": gettext("Closed at"),
        "ended_at": gettext("Ended at"),
        "erased_at": gettext("Erased at"),
        "released_at": gettext("Released at"),
        "escalated_at": gettext("Handed over at"),
        "enrolled_at": gettext("Enrolled at"),
        "last_seen_at": gettext("Last seen at"),
        "expires_at": gettext("Valid until"),
        "revoked_at": gettext("Ended by"),
        "login": gettext("Sign-in name"),
        "display_name": gettext("Name shown"),
        "language": gettext("Language"),
        "large_text": gettext("Large letters"),
        "role": gettext("Role"),
        "notice_version": gettext("Version of the notice"),
        "method": gettext("How"),
        "given_by": gettext("Given by"),
        "given_at": gettext("Given at"),
        "withdrawn_at": gettext("Withdrawn at"),
        "rules_confirmed_at": gettext("Rules confirmed at"),
        "asked_at": gettext("Asked at"),
        "admitted_at": gettext("Admitted at"),
        "declined_at": gettext("Declined at"),
        "answered_at": gettext("Answered at"),
        "decided_at": gettext("Decided at"),
        "decision": gettext("Decision"),
        "reason": gettext("Reason"),
        "at": gettext("When"),
        "note": gettext("Note"),
        "kind": gettext("Kind"),
        "state": gettext("State"),
        "name": gettext("Name"),
        "phone": gettext("Phone"),
        "pinyin": gettext("Pinyin"),
        "initials": gettext("Initials"),
        "arrived_at": gettext("Arrived at"),
        "standing": gettext("Judged as"),
        "minutes_late": gettext("Minutes late"),
        "entered_later": gettext("Entered later"),
        "checked_out_at": gettext("Checked out at"),
        "check_out_reason": gettext("Reason for leaving"),
        "assigned_at": gettext("Assigned at"),
        "confirmed_at": gettext("Confirmed at"),
        "reminded_at": gettext("Reminded at"),
        "replaced_at": gettext("Replaced at"),
        "cancelled_at": gettext("Cancelled at"),
        "active": gettext("Active"),
        "closed_at": gettext("Closed at"),
        "done_at": gettext("Done at"),
        "voided_at": gettext("Void since"),
        "void_reason": gettext("Why void"),
        "quote_consent": gettext("May be quoted"),
        "way": gettext("Way"),
        "facts": gettext("Details"),
        "rule": gettext("Rule"),
        "runs_out_on": gettext("Runs out on"),
        "due_at": gettext("Due at"),
        "requested_at": gettext("Asked at"),
        "approved": gettext("Approved"),
    }


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return gettext("; ").join(f"{name}: {part}" for name, part in value.items())
    return str(value)
