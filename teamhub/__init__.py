"""TeamHub: the intranet of a neighbourhood that has to mobilise overnight."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from teamhub import config


def create_app(overrides: dict[str, Any] | None = None, *, instance_path: str | None = None) -> Flask:
    """The application. `instance_path`: database, keys; default TEAMHUB_INSTANCE_PATH, else ./instance."""
    from teamhub import blueprints, cli
    from teamhub.models import engine
    from teamhub.models.base import db
    from teamhub.web import (
        access,
        assets,
        compression,
        context,
        csrf,
        errors,
        formats,
        headers,
        language,
        logs,
        metrics,
        plain_text,
        privacy,
        reading,
        security_log,
        session,
        unchanged,
    )

    folder = Path(
        instance_path or os.environ.get("TEAMHUB_INSTANCE_PATH") or config.ROOT / "instance"
    ).resolve()
    app = Flask(__name__, instance_path=str(folder), static_folder=str(config.ROOT / "static"))
    app.config.update(config.load(folder, overrides))

    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine.options(app.config))
    db.init_app(app)
    with app.app_context():
        key = app.config["TEAMHUB_JOURNAL_KEY"].encode()
        engine.prepare(db.engine, key, threads=app.config["TEAMHUB_THREADS"])
    logs.init_app(app)
    metrics.init_app(app)
    compression.init_app(app)
    language.init_app(app)
    session.init_app(app)
    csrf.init_app(app)
    plain_text.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    security_log.init_app(app)
    assets.init_app(app)
    formats.init_app(app)
    context.init_app(app)
    errors.init_app(app)
    privacy.init_app(app)
    blueprints.init_app(app)
    cli.init_app(app)
    reading.init_app(app)
    unchanged.init_app(app)
    if app.config["TEAMHUB_PROXIES"]:
        hops = app.config["TEAMHUB_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app
