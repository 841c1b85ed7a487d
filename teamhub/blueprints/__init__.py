"""Addresses to answers: one blueprint per subject. A subject's module exposes `blueprint`."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

ROOT_SUBJECTS = (
    "home",
    "health",
    "accounts",
    "first_run",
    "tally",
    "workbook",
    "area",
    "sync",
    "briefs_proof",
)
"""Subjects with addresses of their own at the root."""

COMMUNITY_SUBJECTS: tuple[str, ...] = (
    "people",
    "briefs",
    "settings",
    "deeds",
    "requests",
    "places",
    "me",
    "duty",
    "notices",
    "doors",
    "sweeps",
    "testing",
    "supplies",
    "stock",
    "care",
    "search",
    "privacy",
    "journal",
    "prints",
)
"""Subjects under /<community>/<subject>."""


def init_app(app: Flask) -> None:
    for name in ROOT_SUBJECTS:
        app.register_blueprint(import_module(f"teamhub.blueprints.{name}").blueprint)
    for name in COMMUNITY_SUBJECTS:
        app.register_blueprint(
            import_module(f"teamhub.blueprints.{name}").blueprint, url_prefix=f"/<community>/{name}"
        )
    if app.config["TEAMHUB_GALLERY"]:
        app.register_blueprint(import_module("teamhub.blueprints.gallery").blueprint)
