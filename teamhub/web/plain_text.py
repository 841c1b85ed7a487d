"""Text that no database can hold is refused at the door: a zero byte, half of a surrogate pair. No browser types them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Flask, abort, request

ZERO = "\x00"


def init_app(app: Flask) -> None:
    app.before_request(_refuse)


def _refuse() -> None:
    if any(ZERO in text for text in _given()):
        abort(400)
    if request.is_json and not _is_text(request.get_json(silent=True)):
        abort(400)


def _given() -> Iterator[str]:
    """Everything that came as text: address, query, fields, names of files."""
    yield request.path
    for values in (request.args, request.form):
        for key, value in values.items(multi=True):
            yield key
            yield value
    for files in request.files.listvalues():
        for file in files:
            yield file.filename or ""


def _is_text(value: object) -> bool:
    try:
        told = json.dumps(value, ensure_ascii=False)
        told.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in told
