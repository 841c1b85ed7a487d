"""/<community>/sweeps: the desk. Sweeps, their compounds, what remains, teams and their doors."""

from __future__ import annotations

from teamhub.blueprints.sweeps import export, index, links, papers, show, teams, typed_in
from teamhub.blueprints.sweeps.root import blueprint

__all__ = ["blueprint", "export", "index", "links", "papers", "show", "teams", "typed_in"]
