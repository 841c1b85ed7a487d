"""What somebody tried and was refused: ids and codes alone, never a name, a number or what was typed."""

from __future__ import annotations

import hashlib
import hmac
import logging

from flask import Flask, Response, current_app, g, request
from flask_login import current_user

log = logging.getLogger("teamhub.security")


def refused(what: str, **values: object) -> None:
    """One line of the security log: `what` and key=value pairs."""
    told = " ".join(f"{key}={value}" for key, value in values.items())
    log.warning("%s %s", what, told, extra={"event": what, **values})


def source() -> str:
    """Where the request comes from, as a mark: the same address has the same mark, and the mark tells no address."""
    key, address = str(current_app.config["TEAMHUB_PEPPER"]), request.remote_addr or ""
    return hmac.new(key.encode(), address.encode(), hashlib.sha256).hexdigest()[:12]


def init_app(app: Flask) -> None:
    app.after_request(_look)


def _look(response: Response) -> Response:
    """Somebody signed in opened what is not theirs: another community's record, or a page above the role. Once is a
    typing error; many from one account are somebody who tries numbers."""
    if response.status_code not in (403, 404) or request.endpoint in (None, "static"):
        return response
    if not current_user.is_authenticated:
        return response
    numbers = ",".join(
        f"{name}:{value}" for name, value in (request.view_args or {}).items() if isinstance(value, int)
    )
    refused(
        "access.refused",
        status=response.status_code,
        endpoint=request.endpoint,
        method=request.method,
        account=current_user.account_id,
        community=getattr(g.get("community"), "id", 0),
        numbers=numbers,
    )
    return response
