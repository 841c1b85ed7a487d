"""Entries at sites and samples at home: the person-tests behind the figures of the rounds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from teamhub.domain.figures.labels import Label
from teamhub.models.base import db
from teamhub.models.places import Compound
from teamhub.models.testing import (
    HomeSample,
    SamplingSite,
    SiteCompound,
    SiteCount,
    SiteSession,
    TestingRound,
)
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted, summed
from teamhub.queries.tally.scope import Scope

AT_HOME = Label("上门", "at home")


def person_tests(
    scope: Scope,
    held: TestingRound | None = None,
    site: SamplingSite | None = None,
    *,
    at_sites: bool = True,
    at_home: bool = True,
    day_only: bool = False,
    compound: str = "",
) -> RowSet:
    """`site`: the tests that count there, which are those of the people of its compounds; `compound`: those of the
    people of the compound with this code."""
    rows = _site_rows(scope, held, site, day_only=day_only, compound=compound) if at_sites else []
    if at_home:
        rows += _home_rows(scope, held, site, day_only=day_only, compound=compound)
    return summed("counts", ("at", "round", "site", "compound", "value"), rows)


def tubes(scope: Scope, held: TestingRound, site: SamplingSite | None) -> RowSet:
    """Tubes count where they were filled."""
    query = _entries(scope, held, SiteCount.tubes)
    if site is not None:
        query = query.where(SiteSession.site_id == site.id)
    rows: list[tuple[Cell, ...]] = [tuple(r) for r in db.session.execute(query)]
    return summed("counts", ("at", "round", "site", "compound", "value"), rows)


def _entries(
    scope: Scope, held: TestingRound | None, shown: InstrumentedAttribute[int]
) -> Select[datetime, int, str, str, int]:
    query = (
        select(SiteCount.counted_at, TestingRound.number, SamplingSite.name, Compound.name, shown)
        .join(SiteSession, SiteSession.id == SiteCount.session_id)
        .join(TestingRound, TestingRound.id == SiteSession.round_id)
        .join(SamplingSite, SamplingSite.id == SiteSession.site_id)
        .outerjoin(Compound, Compound.id == SiteCount.compound_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(SiteCount.counted_at))
        .order_by(SiteCount.counted_at, SiteCount.id)
    )
    return query if held is None else query.where(TestingRound.id == held.id)


def _site_rows(
    scope: Scope, held: TestingRound | None, site: SamplingSite | None, *, day_only: bool, compound: str
) -> list[tuple[Cell, ...]]:
    query = _entries(scope, held, SiteCount.persons)
    if site is not None:
        query = query.where(counts_at(site))
    if day_only:
        query = query.where(scope.today(SiteCount.counted_at))
    if compound:
        query = query.where(Compound.code == compound)
    return [tuple(r) for r in db.session.execute(query)]


def counts_at(site: SamplingSite) -> ColumnElement[bool]:
    """People of the site's compounds, and those counted there whose compound has no site or was not asked."""
    has_site = select(SiteCompound.compound_id).join(SamplingSite, SamplingSite.id == SiteCompound.site_id)
    has_site = has_site.where(SamplingSite.campaign_id == site.campaign_id)
    return or_(
        SiteCount.compound_id.in_([c.id for c in site.compounds]),
        and_(
            SiteSession.site_id == site.id,
            or_(SiteCount.compound_id.is_(None), SiteCount.compound_id.not_in(has_site)),
        ),
    )


def _home_rows(
    scope: Scope, held: TestingRound | None, site: SamplingSite | None, *, day_only: bool, compound: str
) -> list[tuple[Cell, ...]]:
    query = (
        select(HomeSample.sampled_at, TestingRound.number, Compound.name)
        .join(TestingRound, TestingRound.id == HomeSample.round_id)
        .join(Compound, Compound.id == HomeSample.compound_id)
        .where(TestingRound.campaign_id == scope.campaign.id, scope.so_far(HomeSample.sampled_at))
        .order_by(HomeSample.sampled_at, HomeSample.id)
    )
    if held is not None:
        query = query.where(TestingRound.id == held.id)
    if site is not None:
        query = query.where(HomeSample.compound_id.in_([c.id for c in site.compounds]))
    if day_only:
        query = query.where(scope.today(HomeSample.sampled_at))
    if compound:
        query = query.where(Compound.code == compound)
    return [(at, number, AT_HOME, name, 1) for at, number, name in db.session.execute(query)]


def home_samples(scope: Scope, held: TestingRound, site: SamplingSite | None, reason: str | None) -> RowSet:
    rows: list[tuple[Cell, ...]] = [
        (at, code, name) for at, code, name, _ in taken_at_home(scope, held, site, reason)
    ]
    return counted("home_samples", ("at", "code", "compound"), rows)


def taken_at_home(
    scope: Scope, held: TestingRound, site: SamplingSite | None = None, reason: str | None = None
) -> list[tuple[datetime, str, str, int]]:
    """(time, number, compound, compound id) of the samples taken so far."""
    query = (
        select(HomeSample.sampled_at, HomeSample.code, Compound.name, Compound.id)
        .join(Compound, Compound.id == HomeSample.compound_id)
        .where(HomeSample.round_id == held.id, scope.so_far(HomeSample.sampled_at))
        .order_by(HomeSample.sampled_at, HomeSample.id)
    )
    if site is not None:
        query = query.where(HomeSample.compound_id.in_([c.id for c in site.compounds]))
    if reason is not None:
        query = query.where(HomeSample.reason == reason)
    return [(at, code, name, key) for at, code, name, key in db.session.execute(query) if at is not None]
