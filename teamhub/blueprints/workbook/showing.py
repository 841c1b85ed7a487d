"""An upload as its pages draw it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import Response
from flask_babel import gettext

from teamhub.documents.tables import Column, to_xlsx
from teamhub.domain.errors import RuleBroken
from teamhub.domain.workbook import BY_KEY
from teamhub.domain.workbook.faults import Fault, Weight
from teamhub.forms.workbook.sentences import fault_sentence
from teamhub.queries.workbook.uploads import UploadRow
from teamhub.web.errors import sentence
from teamhub.web.language import language

FRAGMENTS = {"upload-state": "workbook/_upload_state.html"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100
"""Faults on one page; the list to download has them all."""


def report(row: UploadRow, sheet: str) -> dict[str, Any]:
    """What show.html needs. `sheet`: only the faults of this one."""
    chosen = [fault for fault in row.faults if not sheet or fault.sheet == sheet]
    faults = [fault for fault in chosen if fault.weight is Weight.FAULT]
    others = [fault for fault in row.faults if fault.weight is not Weight.FAULT]
    return {
        "upload": row,
        "sheet": sheet,
        "faults": [(fault, fault_sentence(fault)) for fault in faults[:SHOWN]],
        "fault_count": row.by_sheet.get(sheet, 0) if sheet else row.found.get(Weight.FAULT.value, 0),
        "others": [(fault, fault_sentence(fault)) for fault in others[:SHOWN]],
        "counts": [
            (BY_KEY[c.key].title(language()), c) for c in row.counts if c.new or c.changed or c.unchanged
        ],
        "fault_tabs": lambda here: [
            (name, f"{here}?{urlencode({'sheet': name})}", name == sheet, count)
            for name, count in row.by_sheet.items()
        ],
        "refused": sentence(RuleBroken(row.refused, **row.values)) if row.refused else "",
    }


def fault_table(row: UploadRow) -> Response:
    columns = (
        Column(gettext("Sheet"), 14),
        Column(gettext("Row"), 8),
        Column(gettext("Column"), 16),
        Column(gettext("As written"), 24),
        Column(gettext("What is wrong"), 60),
    )
    rows = [(f.sheet, f.row or None, f.column, f.shown, _weighted(f)) for f in row.faults]
    return file_response(to_xlsx(gettext("To mend"), columns, rows), gettext("To mend"))


def _weighted(fault: Fault) -> str:
    said = fault_sentence(fault)
    return said if fault.weight is Weight.FAULT else f"{gettext('To know')}: {said}"


def file_response(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name + '.xlsx')}"
    response.headers["Cache-Control"] = "no-store"
    return response
