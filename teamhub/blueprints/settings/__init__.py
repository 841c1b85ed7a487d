"""What a leader may edit: thresholds, lists, texts, plans, campaign, community."""

from __future__ import annotations

from teamhub.blueprints.settings import bots, index, plans, scope, texts, thresholds, vocabularies
from teamhub.blueprints.settings.root import blueprint

__all__ = ["blueprint", "bots", "index", "plans", "scope", "texts", "thresholds", "vocabularies"]
