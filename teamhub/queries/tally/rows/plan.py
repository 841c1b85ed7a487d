"""What is recorded for the next day, and the settings that a brief names."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from teamhub.domain.errors import NotFound
from teamhub.domain.figures.labels import Label
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import HomeSample
from teamhub.queries.tally.plan import planned_tomorrow
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, summed
from teamhub.queries.tally.scope import Scope

SETTINGS = {
    "queue_target": ("queue_target_minutes", Label("排队时长目标（分钟）", "Longest wait aimed at (minutes)"))
}
"""The part of a source's key -> the setting and its name."""


def plan_rows(scope: Scope, rest: list[str]) -> RowSet:
    if rest != ["home_samples"]:
        raise NotFound
    rows: list[tuple[Cell, ...]] = [
        (at, code, compound, scope.label("home_sample_reason", reason))
        for at, code, compound, reason in db.session.execute(
            select(HomeSample.planned_at, HomeSample.code, Compound.name, HomeSample.reason)
            .join(Compound, Compound.id == HomeSample.compound_id)
            .where(planned_tomorrow(scope))
            .order_by(HomeSample.planned_at, HomeSample.id)
        )
    ]
    return counted("planned_samples", ("at", "code", "compound", "reason"), rows)


def setting_rows(scope: Scope, rest: list[str]) -> RowSet:
    found = SETTINGS.get(rest[0] if rest else "")
    if found is None:
        raise NotFound
    name, label = found
    return summed("setting", ("setting", "value"), [(label, asdict(scope.thresholds)[name])])
