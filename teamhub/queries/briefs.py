"""Briefs of a community: the archive, one day's brief, and the facts that a new one is composed from."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from teamhub.domain.briefs.frozen import FrozenFacts, thaw
from teamhub.domain.figures import DayFigures, ShapeChanged, thaw_value
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.models.campaigns import JournalEntry
from teamhub.models.places import Community
from teamhub.queries import tally, viewers
from teamhub.queries.briefs_rows import BriefRow
from teamhub.queries.briefs_texts import draft_texts


def archive(community_id: int, year: int | None = None) -> list[BriefRow]:
    """The briefs of days of one year, or all; the latest day first."""
    asked = select(DailyBrief).where(DailyBrief.community_id == community_id)
    if year is not None:
        asked = asked.where(DailyBrief.day.between(date(year, 1, 1), date(year, 12, 31)))
    return _linked(asked)


def rows_of(brief_ids: list[int]) -> list[BriefRow]:
    """These briefs, the latest day first."""
    return _linked(select(DailyBrief).where(DailyBrief.id.in_(brief_ids)))


def _linked(asked: Select[DailyBrief]) -> list[BriefRow]:
    """Rows with the number that each corrects and the number that corrects it."""
    rows = db.session.scalars(asked.order_by(DailyBrief.day.desc(), DailyBrief.edition.desc())).all()
    if not rows:
        return []
    campaigns, days = {r.campaign_id for r in rows}, {r.day for r in rows}
    same_days = db.session.execute(
        select(DailyBrief.id, DailyBrief.number, DailyBrief.corrects_id).where(
            DailyBrief.campaign_id.in_(campaigns), DailyBrief.day.in_(days)
        )
    ).all()
    numbers = {brief_id: number for brief_id, number, _ in same_days}
    later = {corrects: number for _, number, corrects in same_days if corrects and number}
    return [_row(r, numbers.get(r.corrects_id or 0), later.get(r.id)) for r in rows]


def latest_of_day(community_id: int, day: date) -> BriefRow | None:
    """The day's brief in its latest edition; None when nobody has written or issued one."""
    return next(iter(editions(community_id, day)), None)


def editions(community_id: int, day: date) -> list[BriefRow]:
    """All briefs of a day, the latest edition first."""
    return _linked(select(DailyBrief).where(DailyBrief.community_id == community_id, DailyBrief.day == day))


def issued_in(community_id: int, first: date, last: date) -> dict[date, tuple[int | None, FrozenFacts]]:
    """Day -> number and facts of its latest issue, for the days from `first` to `last` that have one."""
    rows = db.session.execute(
        select(DailyBrief.day, DailyBrief.number, DailyBrief.frozen)
        .where(
            DailyBrief.community_id == community_id,
            DailyBrief.day.between(first, last),
            DailyBrief.state == "issued",
            DailyBrief.frozen.is_not(None),
        )
        .order_by(DailyBrief.day, DailyBrief.edition)
    )
    latest = {day: (number, frozen) for day, number, frozen in rows}
    return {day: (number, thaw(frozen)) for day, (number, frozen) in latest.items() if frozen is not None}


def issued_before(row: BriefRow) -> BriefRow | None:
    """The last issued brief of an earlier day of the same community."""
    found = db.session.scalar(
        select(DailyBrief.id)
        .where(
            DailyBrief.community_id
            == select(DailyBrief.community_id).where(DailyBrief.id == row.id).scalar_subquery(),
            DailyBrief.state == "issued",
            DailyBrief.day < row.day,
        )
        .order_by(DailyBrief.day.desc(), DailyBrief.edition.desc())
        .limit(1)
    )
    return next(iter(rows_of([found])), None) if found is not None else None


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
    return FrozenFacts(figures, draft_texts(community_id, day, brief))


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


def _row(r: DailyBrief, corrects_number: int | None, corrected_by: int | None) -> BriefRow:
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
        corrected_by,
    )
