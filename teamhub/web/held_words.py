"""What is held about somebody, in the words that the workbook has for tables and columns: a page, or a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import Response, current_app, g, jsonify
from flask_babel import gettext

from teamhub.documents.tables import Column, Sheet, to_book
from teamhub.domain.workbook import ColumnSpec, Kind, SheetSpec
from teamhub.domain.workbook.choices import ROLES
from teamhub.queries import terms
from teamhub.queries.resident_records import Held
from teamhub.queries.workbook.tables import BINDINGS
from teamhub.web import formats
from teamhub.web.language import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Section:
    """One table: its name, and for each row what is said (words, value)."""

    title: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


def in_words(held: list[Held]) -> list[Section]:
    words = _Words()
    return [
        Section(
            table_title(table),
            tuple(
                tuple(
                    (column_title(table, name), words.said(table, name, value)) for name, value in row.items()
                )
                for row in rows
            ),
        )
        for table, rows in held
    ]


def as_xlsx(held: list[Held], name: str) -> Response:
    """A sheet for each table."""
    words, sheets = _Words(), []
    for table, rows in held:
        names = list(dict.fromkeys(column for row in rows for column in row))
        columns = [Column(column_title(table, column), 22) for column in names]
        told = [[words.said(table, one, row[one]) if one in row else "" for one in names] for row in rows]
        sheets.append(Sheet(table_title(table), columns, told))
    content = to_book(sheets or [Sheet(gettext("Nothing"), [Column(gettext("Nothing"))], [])])
    answer = current_app.response_class(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def as_json(held: list[Held], name: str) -> Response:
    """The rows as they are, for a program; moments as ISO 8601."""
    plain = {
        table: [{column: _iso(value) for column, value in row.items()} for row in rows]
        for table, rows in held
    }
    answer = jsonify(plain)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def table_title(table: str) -> str:
    sheet = _sheets().get(table)
    return sheet.title(language()) if sheet is not None else _others().get(table, table)


def column_title(table: str, column: str) -> str:
    spec = _spec(table, column)
    if spec is not None:
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


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


class _Words:
    """Values as the reader would say them; the lists of the community are read once."""

    def __init__(self) -> None:
        self._labels: dict[str, dict[str, str]] = {}

    def said(self, table: str, column: str, value: Any) -> str:
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if isinstance(value, datetime):
            return f"{formats.day_full(value)} {formats.clock(value)}"
        if isinstance(value, date):
            return formats.day_full(value)
        if isinstance(value, dict):
            return gettext("; ").join(f"{name}: {part}" for name, part in value.items())
        return self._coded(table, column, str(value))

    def _coded(self, table: str, column: str, value: str) -> str:
        if table == "memberships" and column == "role":
            return next((c.zh if language() != "en" else c.en for c in ROLES if c.code == value), value)
        if column == "language":
            return {"zh_Hans_CN": "中文", "en": "English"}.get(value, value)
        spec = _spec(table, column)
        if spec is None or spec.kind not in (Kind.CODE, Kind.CHOICE):
            return value
        if spec.kind is Kind.CHOICE:
            return next(
                (c.zh if language() != "en" else c.en for c in spec.choices if c.code == value), value
            )
        if spec.vocabulary not in self._labels:
            self._labels[spec.vocabulary] = terms.labels(g.community.id, spec.vocabulary, language())
        return self._labels[spec.vocabulary].get(value, value)


def _spec(table: str, column: str) -> ColumnSpec | None:
    sheet = _sheets().get(table)
    if sheet is None:
        return None
    return next((spec for spec in sheet.columns if spec.column == column), None)
