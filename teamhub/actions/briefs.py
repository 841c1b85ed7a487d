"""Writing, reviewing, issuing and correcting a brief, and storing its print."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.domain.access import Viewer
from teamhub.domain.briefs.frozen import FrozenFacts, freeze
from teamhub.domain.briefs.texts import TypedTexts
from teamhub.domain.briefs.verification import new_code
from teamhub.domain.errors import AlreadyDone, Conflict, NotFound, RuleBroken
from teamhub.domain.figures import DayFigures, freeze_value
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.queries import briefs, briefs_texts, tally, viewers


def save_texts(
    day: date,
    texts: TypedTexts,
    *,
    version: int,
    by: Viewer,
    at: datetime,
    seen: DayFigures | None = None,
) -> DailyBrief:
    """Stores the typed texts of the day's draft. `version` is the one that was read (0: none yet), `seen` the figures
    beside which they were written. Raises Conflict(brief_changed) when somebody else saved in between,
    AlreadyDone(brief_issued)."""
    brief = _open_draft(day, version, by, at)
    brief.texts = texts.as_json()
    brief.state, brief.reviewed_by, brief.reviewed_at = "draft", "", None
    _touched(brief, seen, by, at)
    db.session.flush()
    journal.write("brief.save", by=by, at=at, object_type="brief", object_id=brief.id, day=day.isoformat())
    return brief


def review(
    day: date, *, version: int, by: Viewer, at: datetime, seen: DayFigures | None = None
) -> DailyBrief:
    """Marks the draft as reviewed by the viewer, who saw these figures."""
    brief = _open_draft(day, version, by, at)
    brief.state, brief.reviewed_by, brief.reviewed_at = "reviewed", by.display_name, at
    _touched(brief, seen, by, at)
    db.session.flush()
    journal.write("brief.review", by=by, at=at, object_type="brief", object_id=brief.id, day=day.isoformat())
    return brief


def issue(day: date, *, version: int, by: Viewer, at: datetime, verify_base: str = "") -> DailyBrief:
    """Gives the brief its number and its code and freezes every fact; from here on it never changes. Printing follows
    outside the transaction (`store_print`). `verify_base`: the address that the code is looked up under. Raises AlreadyDone(brief_issued), Conflict(brief_changed),
    RuleBroken(brief_too_early) before the day has begun."""
    moment = tally.brief_moment(by.community_id, day)
    if tally.day_of(by.community_id, at) < day:
        raise RuleBroken("brief_too_early", day=day.isoformat())
    brief = _open_draft(day, version, by, at)
    row = briefs.latest_of_day(by.community_id, day)
    figures = tally.day_figures(by.community_id, day, min(moment, at) if at < moment else moment)
    texts = briefs_texts.draft_texts(by.community_id, day, row)
    brief.year = tally.day_of(by.community_id, at).year
    brief.number = briefs.next_number(by.community_id, brief.year)
    brief.code = new_code(secrets.choice)
    brief.reviewed_by, brief.reviewed_at = brief.reviewed_by or by.display_name, brief.reviewed_at or at
    brief.approved_by = by.display_name
    facts = FrozenFacts(
        figures,
        replace(
            texts,
            number=brief.number,
            issued_on=tally.day_of(by.community_id, at),
            approved_by=brief.approved_by,
            signed_at=at,
            reviewed_by=brief.reviewed_by,
            reviewed_at=brief.reviewed_at,
            journal_head=briefs.journal_mark(by.community_id),
            code=brief.code,
            verify_at=verify_base + brief.code if verify_base else "",
        ),
    )
    brief.state, brief.issued_at, brief.issued_by_id = "issued", at, by.account_id or None
    brief.updated_at = at
    brief.frozen = freeze(facts.figures, facts.texts)
    db.session.flush()
    journal.write(
        "brief.issue",
        by=by,
        at=at,
        object_type="brief",
        object_id=brief.id,
        day=day.isoformat(),
        number=brief.number,
        facts=hashlib.sha256(brief.frozen.encode()).hexdigest(),
    )
    return brief


def begin_correction(day: date, note: str, *, by: Viewer, at: datetime) -> DailyBrief:
    """A new draft that corrects the day's issued brief and begins with its texts. Raises NotFound when none is
    issued, RuleBroken(correction_needs_note) without a reason, AlreadyDone(correction_open)."""
    latest = _latest(day, by)
    if latest is None:
        raise NotFound
    if latest.state != "issued":
        raise AlreadyDone("correction_open")
    if not note.strip():
        raise RuleBroken("correction_needs_note")
    brief = DailyBrief(
        community_id=latest.community_id,
        campaign_id=latest.campaign_id,
        day=day,
        edition=latest.edition + 1,
        texts=dict(latest.texts),
        corrects_id=latest.id,
        correction_note=note.strip(),
        created_at=at,
        updated_at=at,
    )
    db.session.add(brief)
    db.session.flush()
    journal.write(
        "brief.correct", by=by, at=at, object_type="brief", object_id=brief.id, corrects=latest.number
    )
    return brief


def store_print(
    brief_id: int,
    language: str,
    content: bytes,
    *,
    at: datetime,
    pages: int | None = None,
    words: str | None = None,
) -> None:
    """Keeps the printed bytes, once: a second print of the same brief and language is dropped. Its digest goes
    into the journal, so that a print and its digest cannot be exchanged together. `words`: what the brief says, for the
    search."""
    brief = db.session.get_one(DailyBrief, brief_id)
    if briefs.stored_pdf(brief_id, language) is not None:
        return
    digest = hashlib.sha256(content).hexdigest()
    db.session.add(
        StoredDocument(
            community_id=brief.community_id,
            brief_id=brief_id,
            language=language,
            sha256=digest,
            content=content,
            stored_at=at,
            pages=pages,
            words=words,
        )
    )
    db.session.flush()
    journal.write(
        "brief.print",
        by=Viewer.system(brief.community_id),
        at=at,
        object_type="brief",
        object_id=brief_id,
        language=language,
        digest=digest,
    )


def enter_issued(
    day: date,
    *,
    number: int,
    issued_at: datetime,
    reviewed_by: str,
    approved_by: str,
    texts: TypedTexts,
    by: Viewer,
) -> DailyBrief:
    """A brief that was issued elsewhere (a workbook moves in): the same number, facts frozen from the records as
    they are here. Raises AlreadyDone(brief_issued)."""
    brief = _open_draft(day, None, by, issued_at)
    brief.texts = texts.as_json()
    brief.reviewed_by, brief.approved_by = reviewed_by, approved_by
    db.session.flush()
    issued_on = tally.day_of(by.community_id, issued_at)
    row = briefs.latest_of_day(by.community_id, day)
    facts = FrozenFacts(
        tally.day_figures(by.community_id, day, tally.brief_moment(by.community_id, day)),
        replace(
            briefs_texts.draft_texts(by.community_id, day, row),
            number=number,
            issued_on=issued_on,
            approved_by=approved_by,
            reviewed_by=reviewed_by,
        ),
    )
    brief.year, brief.number = issued_on.year, number
    brief.state, brief.issued_at = "issued", issued_at
    brief.frozen = freeze(facts.figures, facts.texts)
    db.session.flush()
    return brief


def _touched(brief: DailyBrief, seen: DayFigures | None, by: Viewer, at: datetime) -> None:
    brief.updated_at, brief.saved_by = at, by.display_name
    brief.seen = freeze_value(seen) if seen is not None else None


def _latest(day: date, by: Viewer) -> DailyBrief | None:
    return db.session.scalar(
        select(DailyBrief)
        .where(DailyBrief.community_id == by.community_id, DailyBrief.day == day)
        .order_by(DailyBrief.edition.desc())
        .limit(1)
    )


def _open_draft(day: date, version: int | None, by: Viewer, at: datetime) -> DailyBrief:
    """The day's draft, made on first use. `version` None: whoever asks does not compare."""
    latest = _latest(day, by)
    if latest is not None and latest.state == "issued":
        raise AlreadyDone(
            "brief_issued",
            by=latest.approved_by,
            number=latest.number,
            at=briefs.local_time(by.community_id, latest.issued_at or at),
        )
    if version is not None and version != (latest.version if latest is not None else 0):
        raise Conflict("brief_changed")
    if latest is not None:
        return latest
    campaign = viewers.current_campaign(by.community_id, day)
    brief = DailyBrief(
        community_id=by.community_id, campaign_id=campaign.id, day=day, created_at=at, updated_at=at
    )
    db.session.add(brief)
    db.session.flush()
    return brief
