"""Addresses of static files that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for


@lru_cache(maxsize=512)
def _fingerprint(path: str, modified_ns: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of static/`name` with its fingerprint."""
    file = Path(current_app.static_folder or "", name)
    return url_for("static", filename=name, v=_fingerprint(str(file), file.stat().st_mtime_ns))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code == 200:
        forever = "v" in request.args
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
    return response
