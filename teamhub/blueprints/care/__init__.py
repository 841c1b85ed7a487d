"""Residents under care: the register, one resident, contacts, who stands in for whom."""

from __future__ import annotations

from teamhub.blueprints.care import card, contacts, entry, needs, register, resident, substitutes
from teamhub.blueprints.care.root import blueprint

__all__ = ["blueprint", "card", "contacts", "entry", "needs", "register", "resident", "substitutes"]
