"""The journal as a story: all of it, and of one record."""

from __future__ import annotations

from teamhub.blueprints.journal.root import blueprint

__all__ = ["blueprint"]
