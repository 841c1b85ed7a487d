"""Cases with a schedule (a yellow code): how far each is, which tests are due, what keeps it from being released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select

from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound
from teamhub.domain.timed_cases import (
    CaseFacts,
    CaseState,
    DueTest,
    RuleSet,
    TakenTest,
    TestFlag,
    case_state,
    due_tests,
    isolation_ends,
    judge_tests,
    release_obstacles,
)
from teamhub.models.base import db
from teamhub.models.places import Building, Compound, Resident, Unit
from teamhub.models.testing import HomeSample, TimedCase
from teamhub.queries.testing_home import shown_resident

HOME_MODE = "single"
"""Who is sampled at home fills a tube alone."""


@dataclass(frozen=True)
class TestLine:
    """A test taken at home. `number` None: it does not count, `flag` says why."""

    __test__ = False  # the name begins like a test class

    sample_id: int
    taken_at: datetime
    result: str
    number: int | None
    flag: TestFlag


@dataclass(frozen=True)
class CaseLine:
    """`who`: surname and form of address. `building`, `stairwell`, `label` empty: the door is not known. `ends_at`:
    midnight after the last day at home. `obstacles`: everything that keeps it from being released."""

    id: int
    code: str
    group: str
    who: str
    compound: str
    building: str
    stairwell: str
    label: str
    started_on: date
    rule_name: str
    tests_required: int
    isolated_at: datetime | None
    seen_green_at: datetime | None
    released_at: datetime | None
    escalated_at: datetime | None
    state: CaseState
    ends_at: datetime
    obstacles: tuple[str, ...]
    tests: tuple[TestLine, ...]
    due: tuple[DueTest, ...]

    @property
    def counted(self) -> int:
        return sum(test.number is not None for test in self.tests)

    def missed(self, at: datetime) -> int:
        return sum(due.overdue_at(at) for due in self.due)


def case_for(viewer: Viewer, case_id: int) -> TimedCase:
    """Raises NotFound."""
    found = db.session.get(TimedCase, case_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def sample_of_case(viewer: Viewer, case_id: int, sample_id: int) -> HomeSample:
    """Raises NotFound for a sample of another case."""
    found = db.session.get(HomeSample, sample_id)
    if found is None or found.community_id != viewer.community_id or found.timed_case_id != case_id:
        raise NotFound
    return found


def cases(viewer: Viewer, campaign_id: int, at: datetime, zone: ZoneInfo) -> list[CaseLine]:
    """Those who are still at home first, by code; the released at the end."""
    lines = _lines(viewer, TimedCase.campaign_id == campaign_id, at, zone)
    return sorted(lines, key=lambda line: (line.state is CaseState.RELEASED, line.code))


def case(viewer: Viewer, case_id: int, at: datetime, zone: ZoneInfo) -> CaseLine:
    """Raises NotFound."""
    found = _lines(viewer, TimedCase.id == case_id, at, zone)
    if not found:
        raise NotFound
    return found[0]


def facts_of(held: TimedCase, samples: Sequence[HomeSample]) -> CaseFacts:
    """What is on record, for the rules. `samples`: those of the case that were taken."""
    return CaseFacts(
        RuleSet.from_stored(held.rule),
        held.started_on,
        tuple(TakenTest(s.sampled_at, HOME_MODE, s.result) for s in samples if s.sampled_at is not None),
        held.isolated_at,
        held.code_seen_green_at,
        held.released_at,
        held.escalated_at,
    )


def samples_of(case_ids: Sequence[int]) -> dict[int, list[HomeSample]]:
    """Case -> its samples taken so far, in the order of time."""
    found: dict[int, list[HomeSample]] = defaultdict(list)
    for sample in db.session.scalars(
        select(HomeSample)
        .where(HomeSample.timed_case_id.in_(case_ids), HomeSample.sampled_at.is_not(None))
        .order_by(HomeSample.sampled_at, HomeSample.id)
    ):
        found[sample.timed_case_id or 0].append(sample)
    return found


def _lines(viewer: Viewer, which: ColumnElement[bool], at: datetime, zone: ZoneInfo) -> list[CaseLine]:
    rows = db.session.execute(
        select(TimedCase, Resident, Compound.name, Building.name, Unit.stairwell, Unit.label)
        .join(Resident, Resident.id == TimedCase.resident_id)
        .join(Compound, Compound.id == Resident.compound_id)
        .outerjoin(Unit, Unit.id == Resident.unit_id)
        .outerjoin(Building, Building.id == Unit.building_id)
        .where(TimedCase.community_id == viewer.community_id, which)
        .order_by(TimedCase.code)
    ).all()
    samples = samples_of([row[0].id for row in rows])
    found = []
    for held, resident, compound, building, stairwell, label in rows:
        taken = samples[held.id]
        facts = facts_of(held, taken)
        judged = judge_tests(facts.rule, facts.started_on, facts.tests, zone)
        found.append(
            CaseLine(
                held.id,
                held.code,
                held.group_label,
                shown_resident(resident.name, resident.form_of_address),
                compound,
                building or "",
                stairwell or "",
                label or "",
                held.started_on,
                held.rule_name,
                facts.rule.tests,
                held.isolated_at,
                held.code_seen_green_at,
                held.released_at,
                held.escalated_at,
                case_state(facts, zone),
                isolation_ends(facts.rule, held.started_on, zone),
                release_obstacles(facts, at, zone),
                tuple(
                    TestLine(s.id, j.test.taken_at, j.test.result, j.number, j.flag)
                    for s, j in zip(taken, judged, strict=True)
                ),
                due_tests(facts, zone),
            )
        )
    return found
