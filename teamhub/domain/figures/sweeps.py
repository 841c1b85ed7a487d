"""Sweeps of one day, per compound."""

from __future__ import annotations

from dataclasses import dataclass

from teamhub.domain.figures.labels import Label, Share


@dataclass(frozen=True)
class SweepRow:
    """One compound. Households: `due` = `first_met` + `first_phone` + `first_other` + `first_no_answer` + `unvisited`.
    `first_other`: other final outcomes of the first visit (away, moved ...). `revisited`: settled after a revisit.
    People: `untested_found` by the sweep, `made_up` since. `remaining`: doors without a final outcome, letters or
    untested people still open."""

    code: str
    name: Label
    people: int
    due: int
    first_met: int
    first_phone: int
    first_no_answer: int
    first_other: int = 0
    revisited: int = 0
    unvisited: int = 0
    untested_found: int = 0
    made_up: int = 0
    remaining: int = 0
    cleared: bool = False


@dataclass(frozen=True)
class SweepFigures:
    """One sweep as it stands at the moment of the tally. `letters`: signed in the campaign so far, of
    `letters_due` inhabited households. `shops_*`: business premises, counted apart."""

    number: int
    purpose: Label
    teams: int
    people: int
    rows: tuple[SweepRow, ...]
    letters: int
    letters_day: int
    letters_due: int
    shops_due: int = 0
    shops_settled: int = 0
    by_member_type: tuple[Share, ...] = ()

    @property
    def due(self) -> int:
        return sum(r.due for r in self.rows)

    @property
    def first_met(self) -> int:
        return sum(r.first_met for r in self.rows)

    @property
    def first_phone(self) -> int:
        return sum(r.first_phone for r in self.rows)

    @property
    def first_other(self) -> int:
        return sum(r.first_other for r in self.rows)

    @property
    def first_no_answer(self) -> int:
        return sum(r.first_no_answer for r in self.rows)

    @property
    def first_settled(self) -> int:
        """Settled at the first visit: met, by phone, or another final outcome."""
        return self.first_met + self.first_phone + self.first_other

    @property
    def revisited(self) -> int:
        return sum(r.revisited for r in self.rows)

    @property
    def unvisited(self) -> int:
        return sum(r.unvisited for r in self.rows)

    @property
    def untested_found(self) -> int:
        return sum(r.untested_found for r in self.rows)

    @property
    def made_up(self) -> int:
        return sum(r.made_up for r in self.rows)

    @property
    def remaining(self) -> int:
        return sum(r.remaining for r in self.rows)

    @property
    def cleared_compounds(self) -> int:
        return sum(1 for r in self.rows if r.cleared)

    @property
    def cleared(self) -> bool:
        """All compounds in scope are cleared. A sweep without a compound is not."""
        return bool(self.rows) and all(r.cleared for r in self.rows)
