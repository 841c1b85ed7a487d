"""The figures of the example that are given from outside, read from balicha.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("balicha.json")


@dataclass(frozen=True)
class CompoundFigures:
    """`tested`: person-tests by round number, home samples and make-up tests included."""

    code: str
    name: str
    households: int
    buildings: int
    registered: int
    eligible: int
    sweep_team_size: int
    tested: dict[int, int]


@dataclass(frozen=True)
class SiteFigures:
    """A sampling site and the codes of the compounds whose people go there."""

    code: str
    name: str
    compounds: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    compounds: tuple[CompoundFigures, ...]
    sites: tuple[SiteFigures, ...]

    def compound(self, code: str) -> CompoundFigures:
        return next(c for c in self.compounds if c.code == code)

    def site_of(self, compound: str) -> SiteFigures:
        """The default site of a compound."""
        return next(s for s in self.sites if compound in s.compounds)


@cache
def figures() -> Figures:
    stored = json.loads(FILE.read_text("utf-8"))
    compounds = tuple(
        CompoundFigures(
            code=c["code"],
            name=c["name"],
            households=c["households"],
            buildings=c["buildings"],
            registered=c["registered"],
            eligible=c["eligible"],
            sweep_team_size=c["sweep_team_size"],
            tested={int(name.removeprefix("R")): n for name, n in c["tested"].items()},
        )
        for c in stored["compounds"]
    )
    sites = []
    for site in stored["sites"]:
        code, name = site["name"].split(" ")
        sites.append(SiteFigures(code, name, tuple(site["compounds"])))
    return Figures(compounds, tuple(sites))
