"""What is remembered: columns, relationships and constraints; no questions, no rules."""

from teamhub.models import (
    bots,
    briefs,
    campaigns,
    care,
    deeds,
    duty,
    notices,
    people,
    places,
    prints,
    privacy,
    rota,
    supplies,
    sweeps,
    testing,
)
from teamhub.models.base import db

__all__ = [
    "bots",
    "briefs",
    "campaigns",
    "care",
    "db",
    "deeds",
    "duty",
    "notices",
    "people",
    "places",
    "prints",
    "privacy",
    "rota",
    "supplies",
    "sweeps",
    "testing",
]
