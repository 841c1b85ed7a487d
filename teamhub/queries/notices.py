"""Directives as their readers see them, and who has acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from teamhub.domain.access import Permission, Viewer
from teamhub.domain.errors import NotFound
from teamhub.models.base import db
from teamhub.models.notices import Directive, DirectiveReceipt
from teamhub.models.people import Organization, Person
from teamhub.queries.duty_seats import shown_name


@dataclass(frozen=True)
class NoticeRow:
    """`mine`: the viewer is addressed; `acknowledged_at`: by the viewer. `addressed`, `received`: people, counted
    for those who issue directives only, else 0."""

    id: int
    title: str
    issuer: str
    issued_at: datetime
    due_at: datetime | None
    withdrawn_at: datetime | None
    mine: bool
    acknowledged_at: datetime | None
    addressed: int = 0
    received: int = 0
    reminded_at: datetime | None = None

    @property
    def waiting(self) -> bool:
        """For the viewer's own acknowledgement."""
        return self.mine and self.acknowledged_at is None and self.withdrawn_at is None


@dataclass(frozen=True)
class ReceiptRow:
    person_id: int
    name: str
    organization: str
    reminded_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class NoticeShown:
    """`receipts`: for those who issue directives, those who have not answered first."""

    notice: NoticeRow
    body: str
    receipts: tuple[ReceiptRow, ...]


def directive_of(viewer: Viewer, directive_id: int) -> Directive:
    """The stored directive. Raises NotFound for one of another community."""
    found = db.session.get(Directive, directive_id)
    if found is None or found.community_id != viewer.community_id:
        raise NotFound
    return found


def listing(viewer: Viewer, *, limit: int = 100) -> list[NoticeRow]:
    """The newest first: all of them for those who issue directives, else those addressed to the viewer."""
    issues = viewer.may(Permission.NOTICE_ISSUE)
    statement = (
        select(Directive, DirectiveReceipt)
        .outerjoin(
            DirectiveReceipt,
            (DirectiveReceipt.directive_id == Directive.id)
            & (DirectiveReceipt.person_id == (viewer.person_id or 0)),
        )
        .where(Directive.community_id == viewer.community_id)
        .order_by(Directive.issued_at.desc(), Directive.id.desc())
        .limit(limit)
    )
    if not issues:
        statement = statement.where(DirectiveReceipt.id.is_not(None))
    rows = db.session.execute(statement).all()
    counts = _counts([d.id for d, _ in rows]) if issues else {}
    return [_row(d, r, *counts.get(d.id, (0, 0))) for d, r in rows]


def one(viewer: Viewer, directive_id: int) -> NoticeShown:
    """Raises NotFound: foreign, or addressed to others and the viewer issues none."""
    directive = directive_of(viewer, directive_id)
    issues = viewer.may(Permission.NOTICE_ISSUE)
    receipts = db.session.execute(
        select(DirectiveReceipt, Person, Organization.name)
        .join(Person, Person.id == DirectiveReceipt.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(DirectiveReceipt.directive_id == directive.id)
        .order_by(
            DirectiveReceipt.acknowledged_at.is_not(None), Organization.position, Organization.id, Person.id
        )
    ).all()
    mine = next((r for r, p, _ in receipts if p.id == viewer.person_id), None)
    if mine is None and not issues:
        raise NotFound
    received = sum(r.acknowledged_at is not None for r, _, _ in receipts)
    shown = [
        ReceiptRow(p.id, shown_name(viewer, p.name), organization or "", r.reminded_at, r.acknowledged_at)
        for r, p, organization in receipts
    ]
    return NoticeShown(
        _row(directive, mine, len(receipts) if issues else 0, received if issues else 0),
        directive.body,
        tuple(shown) if issues else (),
    )


def waiting_for(viewer: Viewer) -> list[NoticeRow]:
    """Directives that wait for the viewer's acknowledgement, the most pressing first."""
    if viewer.person_id is None:
        return []
    rows = db.session.execute(
        select(Directive, DirectiveReceipt)
        .join(DirectiveReceipt, DirectiveReceipt.directive_id == Directive.id)
        .where(
            Directive.community_id == viewer.community_id,
            DirectiveReceipt.person_id == viewer.person_id,
            DirectiveReceipt.acknowledged_at.is_(None),
            Directive.withdrawn_at.is_(None),
        )
        .order_by(Directive.due_at.is_(None), Directive.due_at, Directive.issued_at)
    )
    return [_row(d, r) for d, r in rows]


def last_issuer(viewer: Viewer) -> str:
    """The issuer named last: offered first."""
    return (
        db.session.scalar(
            select(Directive.issuer)
            .where(Directive.community_id == viewer.community_id)
            .order_by(Directive.issued_at.desc())
            .limit(1)
        )
        or ""
    )


def _counts(ids: list[int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(
        select(DirectiveReceipt.directive_id, func.count(), func.count(DirectiveReceipt.acknowledged_at))
        .where(DirectiveReceipt.directive_id.in_(ids))
        .group_by(DirectiveReceipt.directive_id)
    )
    return {directive_id: (addressed, received) for directive_id, addressed, received in rows}


def _row(d: Directive, r: DirectiveReceipt | None, addressed: int = 0, received: int = 0) -> NoticeRow:
    return NoticeRow(
        d.id,
        d.title,
        d.issuer,
        d.issued_at,
        d.due_at,
        d.withdrawn_at,
        r is not None,
        r.acknowledged_at if r is not None else None,
        addressed,
        received,
        r.reminded_at if r is not None else None,
    )
