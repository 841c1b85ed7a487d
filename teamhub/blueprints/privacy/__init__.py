"""Personal data: the legal basis, residents and their consent, erasure, who opened what."""

from __future__ import annotations

from teamhub.blueprints.privacy import basis, erasing, opened, residents, retention
from teamhub.blueprints.privacy.root import blueprint

__all__ = ["basis", "blueprint", "erasing", "opened", "residents", "retention"]
