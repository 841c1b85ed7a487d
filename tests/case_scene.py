"""A case with a schedule and its samples at home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from teamhub.models.base import db
from teamhub.models.places import Resident
from teamhub.models.testing import HomeSample, TimedCase
from tests.cast import Cast


def build_case(
    cast: Cast,
    began: date,
    rule: tuple[str, int, int],
    samples: Sequence[tuple[datetime, datetime | None]],
    *,
    isolated_at: datetime | None = None,
) -> int:
    """`rule`: name, days, tests, a day apart and single. `samples`: planned, taken. Gives the case's id."""
    name, days, tests = rule
    resident = Resident(
        community_id=cast.community_id,
        code="R1",
        compound_id=cast.compound_id,
        unit_id=cast.unit_ids[0],
        name="潘",
        form_of_address="先生",
    )
    db.session.add(resident)
    db.session.flush()
    case = TimedCase(
        community_id=cast.community_id,
        campaign_id=cast.campaign_id,
        code="Y01",
        resident_id=resident.id,
        started_on=began,
        rule_name=name,
        rule={"days": days, "tests": tests, "min_interval_hours": 24, "mode": "single"},
        isolated_at=isolated_at,
    )
    db.session.add(case)
    db.session.flush()
    db.session.add_all(
        HomeSample(
            community_id=cast.community_id,
            compound_id=cast.compound_id,
            unit_id=cast.unit_ids[0],
            resident_id=resident.id,
            timed_case_id=case.id,
            test_number=n,
            code=f"H{n:03}",
            reason="timed_case",
            planned_at=planned,
            sampled_at=taken,
            recorded_at=samples[0][0],
        )
        for n, (planned, taken) in enumerate(samples, start=1)
    )
    db.session.commit()
    return case.id
