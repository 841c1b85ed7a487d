"""The archive of issued briefs: by year, and found by day, number or words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, extract, func, or_, select

from teamhub.domain.briefs import compose, text_of
from teamhub.domain.briefs.searching import Question, excerpt
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from teamhub.queries import briefs
from teamhub.queries.briefs_rows import BriefRow

MOST = 200


@dataclass(frozen=True)
class Found:
    """`said`: the words in their line, where words were asked for."""

    row: BriefRow
    said: str = ""

    @property
    def english(self) -> bool:
        """The words stand in the English text."""
        return all(ord(c) < 0x2E80 for c in self.said)


def years(community_id: int) -> list[tuple[int, int]]:
    """(year of the days, issued briefs), the latest first."""
    year = extract("year", DailyBrief.day)
    rows = db.session.execute(
        select(year, func.count())
        .where(DailyBrief.community_id == community_id, DailyBrief.state == "issued")
        .group_by(year)
        .order_by(year.desc())
    )
    return [(int(found), count) for found, count in rows]


def find(community_id: int, asked: Question) -> list[Found]:
    """Issued briefs, the latest first, at most 200."""
    if asked.words:
        return _by_words(community_id, asked.words)
    if asked.number is not None:
        ids = _ids(community_id, DailyBrief.number == asked.number)
    elif asked.day is not None:
        ids = _ids(community_id, DailyBrief.day == asked.day)
    elif asked.month_day is not None:
        month, day = asked.month_day
        ids = _ids(
            community_id,
            (extract("month", DailyBrief.day) == month) & (extract("day", DailyBrief.day) == day),
        )
    else:
        return []
    return [Found(row) for row in briefs.rows_of(ids)]


def _ids(community_id: int, condition: ColumnElement[bool]) -> list[int]:
    return list(
        db.session.scalars(
            select(DailyBrief.id)
            .where(DailyBrief.community_id == community_id, DailyBrief.state == "issued", condition)
            .order_by(DailyBrief.day.desc(), DailyBrief.edition.desc())
            .limit(MOST)
        )
    )


def _by_words(community_id: int, words: str) -> list[Found]:
    """In all that a brief says, figures and tables included, in either language. A print of release 0.1.0 has no words
    beside it: they are composed anew."""
    text = StoredDocument.words
    rows = db.session.execute(
        select(DailyBrief.id, text)
        .outerjoin(
            StoredDocument,
            (StoredDocument.brief_id == DailyBrief.id) & (StoredDocument.language == "zh_Hans_CN"),
        )
        .where(
            DailyBrief.community_id == community_id,
            DailyBrief.state == "issued",
            or_(text.is_(None), text.icontains(words, autoescape=True)),
        )
        .order_by(DailyBrief.day.desc(), DailyBrief.edition.desc())
    ).all()
    said: dict[int, str] = {}
    for brief_id, kept in rows:
        line = excerpt(kept if kept is not None else words_of(brief_id), words)
        if line:
            said[brief_id] = line
        if len(said) == MOST:
            break
    return [Found(row, said[row.id]) for row in briefs.rows_of(list(said))]


def words_of(brief_id: int) -> str:
    facts = briefs.frozen_of(brief_id)
    if facts is None:
        return ""
    return "\n".join(text_of(compose(facts.figures, facts.texts, spoken)) for spoken in ("zh_Hans_CN", "en"))
