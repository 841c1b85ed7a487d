"""CSRF protection for every form and every htmx request; never off, not in tests either."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

protect = CSRFProtect()


def init_app(app: Flask) -> None:
    protect.init_app(app)
