"""/healthz: alive, and ready to serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from teamhub.queries import health
from teamhub.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers and has this version's schema; 503 with the reason otherwise."""
    state = health.readiness()
    response = jsonify(live=True, ready=state.ready, reasons=list(state.reasons))
    response.status_code = 200 if state.ready else 503
    return response
