"""What the pages of deeds share."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from flask import Blueprint, Response, g, request

blueprint = Blueprint("deeds", __name__)

KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asked_day() -> date | None:
    """From the address; None for what is no day."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def file_answer(content: bytes, title: str, ending: str) -> Response:
    """A table to keep. `ending`: one of KINDS."""
    response = Response(content, mimetype=KINDS[ending])
    name = quote(f"{title}-{g.community.slug}.{ending}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
