"""Directives: issued to people, acknowledged by each of them, withdrawn when they were wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign
from teamhub.models.notices import Directive, DirectiveReceipt
from teamhub.models.people import Person
from teamhub.queries.codes import next_code
from teamhub.queries.notices import directive_of


class NoticeRefused(RuleBroken):
    """notice_nobody | notice_due_early | notice_withdrawn"""


@dataclass(frozen=True)
class NoticeFacts:
    title: str
    issuer: str
    body: str = ""
    due_at: datetime | None = None


def issue(
    campaign: Campaign, facts: NoticeFacts, person_ids: Sequence[int], *, by: Viewer, at: datetime
) -> Directive:
    """A directive to these people. Raises NoticeRefused(notice_nobody | notice_due_early)."""
    if facts.due_at is not None and facts.due_at <= at:
        raise NoticeRefused("notice_due_early")
    people = list(
        db.session.scalars(
            select(Person.id)
            .where(Person.community_id == by.community_id, Person.id.in_(person_ids), Person.active.is_(True))
            .order_by(Person.id)
        )
    )
    if not people:
        raise NoticeRefused("notice_nobody")
    directive = Directive(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=next_code(Directive.code, Directive.campaign_id == campaign.id, form="N01"),
        title=facts.title,
        issuer=facts.issuer,
        issued_at=at,
        body=facts.body,
        due_at=facts.due_at,
    )
    db.session.add(directive)
    db.session.flush()
    db.session.add_all(
        DirectiveReceipt(community_id=by.community_id, directive_id=directive.id, person_id=person_id)
        for person_id in people
    )
    db.session.flush()
    journal.write(
        "notice.issued", by=by, at=at, object_type="directive", object_id=directive.id, people=len(people)
    )
    return directive


def acknowledge(directive_id: int, *, by: Viewer, at: datetime) -> DirectiveReceipt:
    """The viewer has received it; the first time counts. Raises NotFound for one that is not addressed to the
    viewer, NoticeRefused(notice_withdrawn)."""
    directive = directive_of(by, directive_id)
    receipt = db.session.scalar(
        select(DirectiveReceipt).where(
            DirectiveReceipt.directive_id == directive.id, DirectiveReceipt.person_id == by.person_id
        )
    )
    if receipt is None:
        raise NotFound
    if directive.withdrawn_at is not None:
        raise NoticeRefused("notice_withdrawn")
    if receipt.acknowledged_at is None:
        receipt.acknowledged_at = at
        db.session.flush()
        journal.write("notice.acknowledged", by=by, at=at, object_type="directive", object_id=directive.id)
    return receipt


def remind(directive_id: int, *, by: Viewer, at: datetime) -> int:
    """Asks those once more who have not acknowledged; how many. Raises NotFound, NoticeRefused(notice_withdrawn)."""
    directive = directive_of(by, directive_id)
    if directive.withdrawn_at is not None:
        raise NoticeRefused("notice_withdrawn")
    reminded = db.session.execute(
        update(DirectiveReceipt)
        .where(DirectiveReceipt.directive_id == directive.id, DirectiveReceipt.acknowledged_at.is_(None))
        .values(reminded_at=at)
        .returning(DirectiveReceipt.id)
    ).all()
    if reminded:
        journal.write(
            "notice.reminded",
            by=by,
            at=at,
            object_type="directive",
            object_id=directive.id,
            people=len(reminded),
        )
    return len(reminded)


def withdraw(directive_id: int, *, by: Viewer, at: datetime) -> Directive:
    """Nobody is asked any more; it stays on record. Raises NotFound."""
    directive = directive_of(by, directive_id)
    if directive.withdrawn_at is None:
        directive.withdrawn_at = at
        db.session.flush()
        journal.write("notice.withdrawn", by=by, at=at, object_type="directive", object_id=directive.id)
    return directive
