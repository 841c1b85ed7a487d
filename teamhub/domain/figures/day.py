"""All figures of one community as of one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from teamhub.domain.figures.care import CareFigures
from teamhub.domain.figures.deeds import DeedFigures
from teamhub.domain.figures.duty import DutyFigures
from teamhub.domain.figures.labels import Label
from teamhub.domain.figures.supplies import SupplyFigures
from teamhub.domain.figures.sweeps import SweepFigures
from teamhub.domain.figures.testing import TestingFigures
from teamhub.domain.figures.totals import Totals


@dataclass(frozen=True)
class CommunityFacts:
    """Who reports. `campaign` is the name of the mobilisation ("疫情防控"), `campaign_kind` its code."""

    slug: str
    name: Label
    subdistrict: Label
    campaign: Label
    campaign_kind: str
    campaign_starts_on: date
    is_example: bool = False


@dataclass(frozen=True)
class MusterFigures:
    """A call-out of this day. Times in the community's zone; `first_at`/`last_at` None: nobody came yet."""

    ordered_at: datetime
    due_at: datetime
    first_at: datetime | None
    last_at: datetime | None
    called: int
    arrived: int
    arrived_in_time: int


@dataclass(frozen=True)
class PlannedRound:
    number: int


@dataclass(frozen=True)
class PlannedSweep:
    number: int
    purpose: Label


@dataclass(frozen=True)
class PlanFigures:
    """What is recorded for the next day. `holiday`: its name in the calendar, if it has one."""

    day: date
    holiday: Label | None = None
    rounds: tuple[PlannedRound, ...] = ()
    sweeps: tuple[PlannedSweep, ...] = ()
    home_samples: int = 0


@dataclass(frozen=True)
class DayPoint:
    """One day of the campaign for the charts. Person-tests by date of sample."""

    day: date
    person_tests: int
    deeds: int
    pieces: int
    letters: int
    sweeps: int
    longest_wait: int | None


@dataclass(frozen=True)
class RoundPoint:
    number: int
    day: date
    eligible: int
    tested: int
    home: int
    longest_wait: int | None


@dataclass(frozen=True)
class CompoundPoint:
    """One compound for the charts; `tested` runs parallel to `DayFigures.round_series`."""

    code: str
    name: Label
    households: int
    registered: int
    eligible: int
    tested: tuple[int, ...]
    letters: int
    deeds: int


@dataclass(frozen=True)
class DayFigures:
    """`as_of` in the community's zone. `queue_target` and `queue_near`: minutes, settings of the community
    (a queue within `queue_near` of the target is worth a word). The series run from the campaign's first
    day to `day`."""

    community: CommunityFacts
    day: date
    as_of: datetime
    totals: Totals
    duty: DutyFigures
    testing: TestingFigures
    sweeps: tuple[SweepFigures, ...]
    deeds: DeedFigures
    care: CareFigures
    supplies: SupplyFigures
    plan: PlanFigures
    musters: tuple[MusterFigures, ...] = ()
    organizations: tuple[Label, ...] = ()
    queue_target: int = 30
    queue_near: int = 5
    day_series: tuple[DayPoint, ...] = ()
    round_series: tuple[RoundPoint, ...] = ()
    compound_series: tuple[CompoundPoint, ...] = ()

    @property
    def is_first_day(self) -> bool:
        return self.day == self.community.campaign_starts_on
