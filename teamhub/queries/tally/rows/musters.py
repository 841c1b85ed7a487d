"""People behind the figures of a call-out. A day's call-outs are numbered from 1 in the order they were given."""

from __future__ import annotations

from sqlalchemy import select

from teamhub.domain.errors import NotFound
from teamhub.domain.masking import mask_name
from teamhub.models.base import db
from teamhub.models.duty import Muster, MusterCall
from teamhub.models.people import Organization, Person
from teamhub.queries.tally.rows.rowset import Cell, RowSet, counted
from teamhub.queries.tally.scope import Scope


def muster_rows(scope: Scope, rest: list[str]) -> RowSet:
    """`rest`: the number of the call-out, then called, arrived or in_time."""
    number = int(rest[0]) if rest and rest[0].isdigit() else 0
    musters = list(
        db.session.scalars(
            select(Muster)
            .where(Muster.campaign_id == scope.campaign.id, scope.today(Muster.ordered_at))
            .order_by(Muster.ordered_at)
        )
    )
    if not 1 <= number <= len(musters):
        raise NotFound
    muster = musters[number - 1]
    what = rest[1] if len(rest) > 1 else "called"
    rows: list[tuple[Cell, ...]] = []
    for office, name, arrived_at in db.session.execute(
        select(Organization.name, Person.name, MusterCall.arrived_at)
        .join(Person, Person.id == MusterCall.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(MusterCall.muster_id == muster.id)
        .order_by(Organization.position, MusterCall.arrived_at, Person.id)
    ):
        came = arrived_at if arrived_at is not None and arrived_at <= scope.as_of else None
        if what == "called" or (came is not None and (what != "in_time" or came <= muster.due_at)):
            rows.append((office, mask_name(name), came))
    return counted("muster", ("organization", "person", "arrived"), rows)
