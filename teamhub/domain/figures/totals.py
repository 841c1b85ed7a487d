"""The headline figures: what has been done since the campaign began."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Totals:
    """Cumulative up to the moment of the tally, but for `longest_wait_minutes`, which is the longest queue of
    the tally's own day (None: no queue was observed). `sweepers` and `sweep_teams`: people and teams
    of the latest sweep. `cadres`: deployed on that day."""

    compounds: int = 0
    households: int = 0
    organizations: int = 0
    cadres: int = 0
    sweepers: int = 0
    sweep_teams: int = 0
    posts: int = 0
    open_gates: int = 0
    rounds: int = 0
    person_tests: int = 0
    sweeps: int = 0
    letters: int = 0
    deeds: int = 0
    pieces: int = 0
    longest_wait_minutes: int | None = None

    def as_json(self) -> dict[str, int | None]:
        return asdict(self)
