"""The vocabulary of the tally: frozen dataclasses that the page, tally.json, the command and the brief share.

A query fills a `DayFigures`; nothing here knows where a number came from. Counting units: persons, households
(户), seats taken (人次), person-tests (人次), pieces (件) and deeds (件) are plain ints and never mixed.
`None` means "nothing observed" and is not zero.
"""

from teamhub.domain.figures.care import CareFigures, CareRow, TimedCaseFigures, TimedCaseStep
from teamhub.domain.figures.day import (
    CommunityFacts,
    CompoundPoint,
    DayFigures,
    DayPoint,
    MusterFigures,
    PlanFigures,
    PlannedRound,
    PlannedSweep,
    RoundPoint,
)
from teamhub.domain.figures.deeds import DeedCase, DeedFigures, DeedRow
from teamhub.domain.figures.duty import (
    CadreFigures,
    DutyFigures,
    OrganizationRow,
    PostRow,
    Seats,
    ShiftFigures,
)
from teamhub.domain.figures.frozen import ShapeChanged, freeze_value, thaw_value
from teamhub.domain.figures.labels import Label, Share
from teamhub.domain.figures.rates import percent, percent_text
from teamhub.domain.figures.supplies import GateRow, SupplyFigures
from teamhub.domain.figures.sweeps import SweepFigures, SweepRow
from teamhub.domain.figures.testing import (
    GuidelineFigures,
    HomeSampleRow,
    MakeupRow,
    RoundFigures,
    SessionSlot,
    SiteRow,
    TestingFigures,
    UntestedRow,
)
from teamhub.domain.figures.totals import Totals

__all__ = [
    "CadreFigures",
    "CareFigures",
    "CareRow",
    "CommunityFacts",
    "CompoundPoint",
    "DayFigures",
    "DayPoint",
    "DeedCase",
    "DeedFigures",
    "DeedRow",
    "DutyFigures",
    "GateRow",
    "GuidelineFigures",
    "HomeSampleRow",
    "Label",
    "MakeupRow",
    "MusterFigures",
    "OrganizationRow",
    "PlanFigures",
    "PlannedRound",
    "PlannedSweep",
    "PostRow",
    "RoundFigures",
    "RoundPoint",
    "Seats",
    "SessionSlot",
    "ShapeChanged",
    "Share",
    "ShiftFigures",
    "SiteRow",
    "SupplyFigures",
    "SweepFigures",
    "SweepRow",
    "TestingFigures",
    "TimedCaseFigures",
    "TimedCaseStep",
    "Totals",
    "UntestedRow",
    "freeze_value",
    "percent",
    "percent_text",
    "thaw_value",
]
