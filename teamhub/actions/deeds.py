"""Noting a deed, changing it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.errors import Conflict, RuleBroken
from teamhub.models.base import db
from teamhub.models.deeds import Deed, DeedHelper
from teamhub.models.people import Person
from teamhub.models.places import Compound
from teamhub.queries import deeds, terms, viewers
from teamhub.queries.codes import next_code

AHEAD = timedelta(minutes=5)
"""A clock may be a little ahead; further on a deed is not done yet."""


@dataclass(frozen=True)
class DeedFacts:
    """What a helper tells. `beneficiary`: surname and form of address only; `story`: masked, for publication."""

    category: str
    done_at: datetime
    compound_id: int | None = None
    summary: str = ""
    beneficiary: str = ""
    minutes: int | None = None
    thanks: str = ""
    quote_consent: bool = False
    story: str = ""
    helper_ids: Sequence[int] = ()


def note_deed(facts: DeedFacts, *, by: Viewer, at: datetime) -> Deed:
    """Adds a deed; the viewer is its helper unless others are named. Raises RuleBroken(deed_category_unknown |
    deed_in_future | compound_unknown | helper_unknown)."""
    _check(facts, by, at)
    campaign = viewers.current_campaign(by.community_id, facts.done_at.date())
    deed = Deed(
        community_id=by.community_id,
        campaign_id=campaign.id,
        code=next_code(Deed.code, Deed.campaign_id == campaign.id, form="D0001"),
        recorded_at=at,
        recorded_by_id=by.account_id or None,
        **_columns(facts),
    )
    for person_id in facts.helper_ids or ([by.person_id] if by.person_id is not None else []):
        deed.helpers.append(DeedHelper(community_id=by.community_id, person_id=person_id))
    db.session.add(deed)
    db.session.flush()
    journal.write("deed.note", by=by, at=at, object_type="deed", object_id=deed.id, category=deed.category)
    return deed


def change_deed(deed_id: int, facts: DeedFacts, *, version: int, by: Viewer, at: datetime) -> Deed:
    """Raises NotFound, Conflict(stale), RuleBroken(deed_voided) and what `note_deed` raises."""
    deed = _unvoided(deed_id, by)
    if deed.version != version:
        raise Conflict("stale")
    _check(facts, by, at)
    changed = [name for name, value in _columns(facts).items() if getattr(deed, name) != value]
    for name, value in _columns(facts).items():
        setattr(deed, name, value)
    db.session.flush()
    journal.write("deed.change", by=by, at=at, object_type="deed", object_id=deed.id, fields=changed)
    return deed


def void_deed(deed_id: int, reason: str, *, by: Viewer, at: datetime) -> Deed:
    """Takes a deed back: it stays on record and counts nowhere."""
    deed = _unvoided(deed_id, by)
    deed.voided_at, deed.void_reason = at, reason.strip()
    db.session.flush()
    journal.write("deed.void", by=by, at=at, object_type="deed", object_id=deed.id)
    return deed


def _unvoided(deed_id: int, by: Viewer) -> Deed:
    deed = deeds.for_viewer(by, deed_id)
    if deed.voided_at is not None:
        raise RuleBroken("deed_voided")
    return deed


def _check(facts: DeedFacts, by: Viewer, at: datetime) -> None:
    if facts.category not in terms.terms(by.community_id, "deed_category"):
        raise RuleBroken("deed_category_unknown")
    if facts.done_at > at + AHEAD:
        raise RuleBroken("deed_in_future")
    if facts.compound_id is not None and not _belongs(Compound, facts.compound_id, by):
        raise RuleBroken("compound_unknown")
    if not all(_belongs(Person, person_id, by) for person_id in facts.helper_ids):
        raise RuleBroken("helper_unknown")


def _belongs(model: type[Compound | Person], key: int, by: Viewer) -> bool:
    return (
        db.session.scalar(select(model.id).where(model.id == key, model.community_id == by.community_id))
        is not None
    )


def _columns(facts: DeedFacts) -> dict[str, object]:
    return {
        "category": facts.category,
        "done_at": facts.done_at,
        "compound_id": facts.compound_id,
        "summary": facts.summary.strip(),
        "beneficiary": facts.beneficiary.strip(),
        "minutes": facts.minutes,
        "thanks": facts.thanks.strip(),
        "quote_consent": facts.quote_consent,
        "story": facts.story.strip(),
    }
