"""The care register and the cases with a schedule, as of one day."""

from __future__ import annotations

from dataclasses import dataclass

from teamhub.domain.figures.labels import Label


@dataclass(frozen=True)
class CareRow:
    """One category, in persons: on the register, with a named carer, contacted that day, contact overdue; requests
    raised for them that day and closed of these."""

    code: str
    label: Label
    registered: int
    assigned: int
    contacted: int
    requests: int
    closed: int
    overdue: int = 0


@dataclass(frozen=True)
class TimedCaseStep:
    """Active cases by the number of counted tests done."""

    tests_done: int
    cases: int


@dataclass(frozen=True)
class TimedCaseFigures:
    """Cases with a schedule (yellow code). `tests_required` and `days` come from the rule of the cases; `test` and
    `release` are the campaign's words for a step and for the end of a case."""

    code: str
    label: Label
    active: int
    isolated: int
    tests_required: int
    days: int
    steps: tuple[TimedCaseStep, ...] = ()
    started_today: int = 0
    released_today: int = 0
    released_total: int = 0
    overdue: int = 0
    test: Label = Label("单检", "single test")
    release: Label = Label("转绿", "turned green")


@dataclass(frozen=True)
class CareFigures:
    rows: tuple[CareRow, ...] = ()
    timed: tuple[TimedCaseFigures, ...] = ()

    @property
    def registered(self) -> int:
        return sum(r.registered for r in self.rows)

    @property
    def assigned(self) -> int:
        return sum(r.assigned for r in self.rows)

    @property
    def contacted(self) -> int:
        return sum(r.contacted for r in self.rows)

    @property
    def requests(self) -> int:
        return sum(r.requests for r in self.rows)

    @property
    def closed(self) -> int:
        return sum(r.closed for r in self.rows)

    @property
    def overdue(self) -> int:
        return sum(r.overdue for r in self.rows)
