"""/healthz: alive, and ready to serve. /health: how the installation fares, for who looks after it. /metrics."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify
from flask.typing import ResponseReturnValue

from teamhub.actions import backup_rounds, schema
from teamhub.courier import certificate
from teamhub.domain import installation
from teamhub.domain.access import Permission
from teamhub.domain.installation import Finding
from teamhub.queries import health
from teamhub.queries import installation as measures
from teamhub.web import installation_words, metrics
from teamhub.web.access import access, public
from teamhub.web.clock import now
from teamhub.web.page import page

log = logging.getLogger("teamhub.health")
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """200 when the database answers and has this version's schema; 503 with the reason otherwise."""
    state = health.readiness(schema.head())
    response = jsonify(live=True, ready=state.ready, reasons=list(state.reasons))
    response.status_code = 200 if state.ready else 503
    return response


@blueprint.get("/metrics")
@public
def read_metrics() -> Response:
    """For a collector on this machine, or one that knows the token; to everybody else there is no such page."""
    if not metrics.may_read():
        abort(404)
    for finding in _measured():
        metrics.figures().standing.labels(finding.name).set(finding.standing)
    return metrics.answer()


@blueprint.get("/health")
@access(Permission.ACCOUNTS_MANAGE)
def show() -> ResponseReturnValue:
    findings = [*_measured(), _certificate()]
    example = installation.judge_example(
        current_app.config["TEAMHUB_EXAMPLE_SIGN_IN"], current_app.config["TEAMHUB_HTTPS"]
    )
    if example is not None:
        findings.append(example)
    findings.sort(key=lambda finding: -finding.standing)
    return page(
        "health/show.html",
        findings=findings,
        worst=installation.worst(tuple(findings)),
        parts=measures.parts(),
        moment=now(),
        words=installation_words,
    )


def _measured() -> list[Finding]:
    return [*measures.findings(Path(current_app.instance_path), schema.head(), now()), *_backups()]


def _backups() -> list[Finding]:
    if not measures.keeps_own_backups():
        return []
    state = backup_rounds.state_of(Path(current_app.config["TEAMHUB_BACKUP_FOLDER"]))
    made, failed, drill = state.made, state.failed, state.drill
    return [
        installation.judge_backup(_moment(made.at) if made else None, failed.why if failed else "", now()),
        installation.judge_drill(_moment(drill.at) if drill else None, drill.why if drill else "", now()),
    ]


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)


def _certificate() -> Finding:
    names = current_app.config["TRUSTED_HOSTS"] or []
    https = bool(current_app.config["TEAMHUB_HTTPS"])
    ends_at = certificate.ends_at(names[0]) if https and names else None
    return installation.judge_certificate(https, ends_at, now())
