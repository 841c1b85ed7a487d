"""/<community>/testing: rounds and their plans, a site's console, people untested, samples at home,
cases with a schedule."""

from __future__ import annotations

from teamhub.blueprints.testing import (
    advice,
    cases,
    console,
    home,
    plan,
    pools,
    queues,
    rounds,
    teams,
    untested,
    ways,
)
from teamhub.blueprints.testing.root import blueprint

__all__ = [
    "advice",
    "blueprint",
    "cases",
    "console",
    "home",
    "plan",
    "pools",
    "queues",
    "rounds",
    "teams",
    "untested",
    "ways",
]
