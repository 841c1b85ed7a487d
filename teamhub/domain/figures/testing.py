"""Rounds, sites, queues and home samples of one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from teamhub.domain.figures.labels import Label, Share


@dataclass(frozen=True)
class SessionSlot:
    """One team at one site. Times in the community's zone."""

    team: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class SiteRow:
    """One site in one round. `tested` = `pooled` + `home`; home samples count at the site of their compound.
    Waits in minutes, the mean rounded half up; None: no observation."""

    code: str
    name: Label
    compounds: tuple[str, ...]
    slots: tuple[SessionSlot, ...]
    eligible: int
    tested: int
    home: int
    pooled: int
    tubes: int
    mean_wait: int | None = None
    longest_wait: int | None = None


@dataclass(frozen=True)
class UntestedRow:
    """People not tested in the round, by reason. `makeup_on`: the day on which they are to be made up."""

    code: str
    label: Label
    count: int
    counts_as_tested: bool = False
    makeup_on: date | None = None


@dataclass(frozen=True)
class HomeSampleRow:
    """Home samples by reason, singles."""

    code: str
    label: Label
    count: int


@dataclass(frozen=True)
class RoundFigures:
    """One round as it stands at the moment of the tally, make-up tests included. `template` is the name of the
    staffing template ("1+2+4"; empty: none), `team_size` its seats. `pooled` persons filled `tubes`;
    `home` singles fill one tube each. `eligible` = `tested` + `untested`."""

    number: int
    day: date
    mode: Label
    template: str
    team_size: int
    teams: int
    sessions: int
    on_duty: int
    pool_size: int
    eligible: int
    tested: int
    tested_that_day: int
    pooled: int
    tubes: int
    home: int
    longest_wait: int | None
    sites: tuple[SiteRow, ...] = ()
    untested: tuple[UntestedRow, ...] = ()
    home_by_reason: tuple[HomeSampleRow, ...] = ()
    by_member_type: tuple[Share, ...] = ()

    @property
    def untested_count(self) -> int:
        return max(0, self.eligible - self.tested)

    @property
    def tested_elsewhere(self) -> int:
        return sum(r.count for r in self.untested if r.counts_as_tested)


@dataclass(frozen=True)
class MakeupRow:
    """Person-tests of this day that count for a round of an earlier day."""

    round_number: int
    at_site: int
    at_home: int

    @property
    def tested(self) -> int:
        return self.at_site + self.at_home


@dataclass(frozen=True)
class GuidelineFigures:
    """The reference value: one sampler for so many people. `needed` samplers rounded up."""

    people_per_sampler: int
    needed: int
    samplers: int


@dataclass(frozen=True)
class TestingFigures:
    """`rounds`: held on this day. `person_tests_day` is by the date of the sample, `person_tests_total` over all
    rounds so far: the sum of the days equals the sum of the rounds."""

    __test__ = False  # the name begins like a test class

    rounds: tuple[RoundFigures, ...] = ()
    rounds_so_far: int = 0
    person_tests_day: int = 0
    person_tests_total: int = 0
    makeups: tuple[MakeupRow, ...] = ()
    longest_wait_minutes: int | None = None
    waits_over_target: int = 0
    guideline: GuidelineFigures | None = None
