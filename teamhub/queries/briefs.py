"""Briefs of a community: the archive, one day's brief, and the facts that a new one is composed from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from teamhub.domain.briefs.frozen import FrozenFacts, thaw
from teamhub.domain.briefs.texts import BriefTexts, CampaignWords, TypedTexts, receivers
from teamhub.domain.figures import DayFigures, ShapeChanged, thaw_value
from teamhub.domain.figures.labels import Label
from teamhub.domain.standard_texts import BY_NAME
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.models.campaigns import JournalEntry, StandardText
from teamhub.models.places import Community
from teamhub.queries import tally, terms, viewers


@dataclass(frozen=True)
class BriefRow:
    """One brief without its facts."""

    id: int
    day: date
    edition: int
    state: str
    year: int | None
    number: int | None
    issued_at: datetime | None
    reviewed_by: str
    reviewed_at: datetime | None
    approved_by: str
    corrects_id: int | None
    corrects_number: int | None
    correction_note: str
    texts: dict[str, Any]
    updated_at: datetime | None
    version: int
    saved_by: str
    code: str | None

    @property
    def issued(self) -> bool:
        return self.state == "issued"


def archive(community_id: int) -> list[BriefRow]:
    """All briefs, the latest day first."""
    rows = db.session.scalars(
        select(DailyBrief)
        .where(DailyBrief.community_id == community_id)
        .order_by(DailyBrief.day.desc(), DailyBrief.edition.desc())
    ).all()
    numbers = {r.id: r.number for r in rows}
    return [_row(r, numbers.get(r.corrects_id) if r.corrects_id else None) for r in rows]


def latest_of_day(community_id: int, day: date) -> BriefRow | None:
    """The day's brief in its latest edition; None when nobody has written or issued one."""
    return next(iter(editions(community_id, day)), None)


def editions(community_id: int, day: date) -> list[BriefRow]:
    """All briefs of a day, the latest edition first."""
    rows = db.session.scalars(
        select(DailyBrief)
        .where(DailyBrief.community_id == community_id, DailyBrief.day == day)
        .order_by(DailyBrief.edition.desc())
    ).all()
    numbers = {r.id: r.number for r in rows}
    return [_row(r, numbers.get(r.corrects_id) if r.corrects_id else None) for r in rows]


def facts_of(
    community_id: int, day: date, brief: BriefRow | None, *, at: datetime | None = None
) -> FrozenFacts:
    """What the brief says: the frozen facts of an issued one, else the figures and texts as they stand. `at`: now; a
    draft counts up to then while its own hour has not come."""
    if brief is not None and brief.issued:
        frozen = db.session.scalar(select(DailyBrief.frozen).where(DailyBrief.id == brief.id))
        if frozen is not None:
            return thaw(frozen)
    moment = tally.brief_moment(community_id, day)
    figures = tally.day_figures(community_id, day, moment if at is None else min(moment, at))
    return FrozenFacts(figures, draft_texts(community_id, brief))


def draft_texts(community_id: int, brief: BriefRow | None) -> BriefTexts:
    """The texts of a brief that is not issued: the community's standard texts and what has been typed."""
    texts = _standing_texts(community_id)
    if brief is None:
        return texts
    typed = TypedTexts.of(brief.texts)
    return replace(
        texts,
        opening=typed.opening,
        problems=typed.problems,
        plan=typed.plan,
        typical_case=typed.typical_case,
        **_distribution(texts, typed),
        reviewed_by=brief.reviewed_by,
        corrects=brief.corrects_number,
        correction_note=brief.correction_note,
    )


def _distribution(texts: BriefTexts, typed: TypedTexts) -> dict[str, Any]:
    """What was typed for this brief where it differs from the community's own receivers and copies."""
    known = (*texts.to_superiors, *texts.to_peers, *texts.to_subordinates)
    chosen: dict[str, Any] = {
        name: receivers(names, known)
        for name in ("to_superiors", "to_peers", "to_subordinates")
        if (names := getattr(typed, name)) is not None
    }
    return chosen if typed.copies is None else {**chosen, "copies": typed.copies}


def without_typed(texts: BriefTexts) -> BriefTexts:
    """The same texts as if nobody had typed anything: what the figures alone would say."""
    return replace(texts, opening="", problems=None, plan=None, typical_case=None)


def next_number(community_id: int, year: int) -> int:
    """The number that the next issued brief of the year gets: no gaps."""
    last = db.session.scalar(
        select(func.max(DailyBrief.number)).where(
            DailyBrief.community_id == community_id, DailyBrief.year == year
        )
    )
    return (last or 0) + 1


def stored_pdf(brief_id: int, language: str) -> bytes | None:
    """The printed bytes of an issued brief, once they are stored."""
    return db.session.scalar(
        select(StoredDocument.content).where(
            StoredDocument.brief_id == brief_id, StoredDocument.language == language
        )
    )


def unprinted() -> list[tuple[int, int]]:
    """(brief, community) of issued briefs whose Chinese PDF is not stored: a process died in between."""
    rows = db.session.execute(
        select(DailyBrief.id, DailyBrief.community_id)
        .outerjoin(
            StoredDocument,
            (StoredDocument.brief_id == DailyBrief.id) & (StoredDocument.language == "zh_Hans_CN"),
        )
        .where(DailyBrief.state == "issued", StoredDocument.id.is_(None))
        .order_by(DailyBrief.id)
    )
    return [(brief_id, community_id) for brief_id, community_id in rows]


def seen_of(brief_id: int) -> DayFigures | None:
    """The figures that whoever saved or reviewed the draft last had before them."""
    seen = db.session.scalar(select(DailyBrief.seen).where(DailyBrief.id == brief_id))
    try:
        return thaw_value(seen, DayFigures) if seen is not None else None
    except ShapeChanged:  # a draft that an earlier release saved: nothing to compare with
        return None


def frozen_of(brief_id: int) -> FrozenFacts | None:
    frozen = db.session.scalar(select(DailyBrief.frozen).where(DailyBrief.id == brief_id))
    return thaw(frozen) if frozen is not None else None


def local_time(community_id: int, moment: datetime) -> str:
    """2022-04-04 22:20 on the community's clocks."""
    zone = ZoneInfo(db.session.get_one(Community, community_id).zone)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def journal_mark(community_id: int) -> str:
    """The first characters of the journal's head: printed in the brief, so that a cut journal shows."""
    head = db.session.scalar(
        select(JournalEntry.digest)
        .where(JournalEntry.chain == community_id)
        .order_by(JournalEntry.seq.desc())
        .limit(1)
    )
    return (head or "")[:12]


def days_of_campaign(community_id: int, today: date) -> tuple[date, date]:
    """First and last day that briefs may be written for."""
    campaign = viewers.current_campaign(community_id, today)
    last = campaign.ends_on if campaign.ends_on is not None and campaign.ends_on < today else today
    return campaign.starts_on, max(last, campaign.starts_on)


def _row(r: DailyBrief, corrects_number: int | None) -> BriefRow:
    return BriefRow(
        r.id,
        r.day,
        r.edition,
        r.state,
        r.year,
        r.number,
        r.issued_at,
        r.reviewed_by,
        r.reviewed_at,
        r.approved_by,
        r.corrects_id,
        corrects_number,
        r.correction_note,
        dict(r.texts),
        r.updated_at,
        r.version,
        r.saved_by,
        r.code,
    )


def _standing_texts(community_id: int) -> BriefTexts:
    """The community's own wording of masthead, title, receivers and words."""
    rows = db.session.scalars(
        select(StandardText).where(
            StandardText.community_id == community_id,
            StandardText.name.like("brief!_%", escape="!") | StandardText.name.like("word!_%", escape="!"),
        )
    )
    found = {r.name: Label(r.body_zh, r.body_en) for r in rows}
    plain, words = BriefTexts(), CampaignWords()
    copies = terms.thresholds(community_id).brief_copies
    return replace(
        plain,
        masthead=found.get("brief_masthead", plain.masthead),
        title=found.get("brief_title", plain.title),
        compiled_by=found.get("brief_compiled_by", plain.compiled_by),
        addressee=found.get("brief_addressee", plain.addressee),
        secrecy=found.get("brief_secrecy", plain.secrecy),
        to_superiors=_receivers(found.get("brief_to_superiors")),
        to_peers=_receivers(found.get("brief_to_peers")),
        to_subordinates=_receivers(found.get("brief_to_subordinates")),
        copies=copies,
        words=replace(
            words,
            **{
                name: found[f"word_{name}"]
                for name in ("measure", "full_measure", "letter", "site", "gate", "leadership")
                if f"word_{name}" in found
            },
        ),
    )


PHRASES = {"problems": "brief_phrases_problems", "plan": "brief_phrases_plan"}


def phrases(community_id: int) -> dict[str, tuple[str, ...]]:
    """The community's bank of phrases by field, in Chinese, in which briefs are written."""
    stored = {
        row.name: row.body_zh
        for row in db.session.scalars(
            select(StandardText).where(
                StandardText.community_id == community_id, StandardText.name.in_(PHRASES.values())
            )
        )
    }
    return {
        field: tuple(line.strip() for line in stored.get(name, BY_NAME[name].zh).splitlines() if line.strip())
        for field, name in PHRASES.items()
    }


def _receivers(text: Label | None) -> tuple[Label, ...]:
    """One receiver a line; where the English list is shorter the Chinese name stands."""
    if text is None:
        return ()
    zh = [line.strip() for line in text.zh.splitlines() if line.strip()]
    en = [line.strip() for line in text.en.splitlines() if line.strip()]
    return tuple(Label(name, en[n] if n < len(en) else "") for n, name in enumerate(zh))
