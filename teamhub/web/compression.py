"""Answers travel gzipped to browsers that take it: a phone's first page weighs a quarter. The classic attack on
compressed secrets needs requests from other sites that carry the cookie; SameSite=Lax withholds it from them.

Flask-Compress was looked at: it packs answers of 2xx alone, so a form that comes back with its faults travels whole, and its cache
holds either every answer or none, where only static files may be kept."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

WORDS = frozenset(
    {
        "text/html",
        "text/css",
        "text/javascript",
        "text/plain",
        "text/csv",
        "application/json",
        "application/javascript",
        "image/svg+xml",
    }
)
"""Pictures, PDFs and workbooks are compressed already."""
LEAST = 800
"""Bytes below which the packing costs more than it saves."""


def init_app(app: Flask) -> None:
    """Before the others: what is registered first sees the answer last."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in WORDS or response.status_code == 304:
        return response
    response.vary.add("Accept-Encoding")
    if request.method not in {"GET", "POST"}:
        return response
    if request.accept_encodings["gzip"] <= 0 or not _whole(response):
        return response
    packed = _static() if response.direct_passthrough else _fresh(response)
    if packed is None:
        return response
    if response.direct_passthrough:
        response.response.close()  # type: ignore[union-attr]  # the file that is not needed now
        response.direct_passthrough = False
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        response.set_etag(etag, weak=True)  # the same words in other bytes
    return response


def _whole(response: Response) -> bool:
    """Neither a part, nor packed already, nor still being made."""
    fixed = response.direct_passthrough or response.is_sequence
    return fixed and response.status_code != 206 and "Content-Encoding" not in response.headers


def _fresh(response: Response) -> bytes | None:
    words = response.get_data()
    return gzip.compress(words, 5, mtime=0) if len(words) >= LEAST else None


def _static() -> bytes | None:
    """Each file is packed once; None for what is no static file."""
    name = (request.view_args or {}).get("filename", "") if request.endpoint == "static" else ""
    path = safe_join(current_app.static_folder or "", name) if name else None
    if path is None:
        return None
    file = Path(path)
    return _packed_file(path, file.stat().st_mtime_ns) if file.stat().st_size >= LEAST else None


@lru_cache(maxsize=256)
def _packed_file(path: str, modified_ns: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)
