"""Deeds of the day and so far, by the groups of the brief."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, or_, select

from teamhub.domain.figures.deeds import DeedCase, DeedFigures, DeedRow
from teamhub.models.base import db
from teamhub.models.deeds import Deed, RequestStep, ResidentRequest
from teamhub.models.places import Compound
from teamhub.queries.tally.scope import Scope


def per_day(scope: Scope) -> list[tuple[int, str, int | None, int]]:
    """(day position, category, compound, deeds) up to the moment; void deeds count nowhere."""
    position = scope.day_index(Deed.done_at).label("position")
    rows = db.session.execute(
        select(position, Deed.category, Deed.compound_id, func.count())
        .where(
            Deed.campaign_id == scope.campaign.id,
            Deed.voided_at.is_(None),
            scope.so_far(Deed.done_at),
        )
        .group_by(position, Deed.category, Deed.compound_id)
    )
    return [(at, category, compound, deeds) for at, category, compound, deeds in rows]


def deed_figures(scope: Scope, counted: list[tuple[int, str, int | None, int]]) -> DeedFigures:
    here = len(scope.days()) - 1
    terms = scope.terms["deed_category"]
    day: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for position, category, _, deeds in counted:
        group = str(terms[category].flags["brief_group"]) if category in terms else "other"
        total[group] += deeds
        if position == here:
            day[group] += deeds
    unfinished, overdue = _requests(scope)
    groups = [*scope.terms["deed_group"], *sorted(set(total) - set(scope.terms["deed_group"]))]
    return DeedFigures(
        day=sum(day.values()),
        total=sum(total.values()),
        rows=tuple(DeedRow(g, scope.label("deed_group", g), day[g], total[g]) for g in groups),
        cases=_cases(scope),
        requests_open=unfinished,
        requests_overdue=overdue,
    )


def _requests(scope: Scope) -> tuple[int, int]:
    """Requests that waited for help at the moment, and those of them past their time. One that was opened again
    waited from then on, not before: its last step that ended or opened it tells."""
    turn = (
        select(RequestStep.kind)
        .where(
            RequestStep.request_id == ResidentRequest.id,
            RequestStep.kind.in_(("done", "withdrawn", "reopened")),
            scope.so_far(RequestStep.at),
        )
        .order_by(RequestStep.at.desc(), RequestStep.id.desc())
        .limit(1)
        .correlate(ResidentRequest)
        .scalar_subquery()
    )
    late = ResidentRequest.due_at < scope.as_of
    still_open = select(func.count(), func.count().filter(late)).where(
        ResidentRequest.campaign_id == scope.campaign.id,
        scope.so_far(ResidentRequest.asked_at),
        or_(ResidentRequest.done_at.is_(None), ResidentRequest.done_at > scope.as_of),
        or_(ResidentRequest.closed_at.is_(None), ResidentRequest.closed_at > scope.as_of),
        or_(turn.is_(None), turn == "reopened"),
    )
    waiting, overdue = db.session.execute(still_open).one()
    return waiting, overdue


def _cases(scope: Scope) -> tuple[DeedCase, ...]:
    """Stories of the day that may be printed: masked by their writer, with consent."""
    rows = db.session.execute(
        select(Deed.code, Deed.category, Compound.name, Deed.done_at, Deed.story)
        .outerjoin(Compound, Compound.id == Deed.compound_id)
        .where(
            Deed.campaign_id == scope.campaign.id,
            Deed.voided_at.is_(None),
            Deed.story != "",
            Deed.quote_consent.is_(True),
            scope.today(Deed.done_at),
        )
        .order_by(Deed.done_at, Deed.id)
    )
    return tuple(
        DeedCase(code, category, compound or "", scope.local(done_at), story)
        for code, category, compound, done_at, story in rows
    )
