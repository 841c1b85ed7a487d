"""What the pages of requests share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("requests", __name__)
