"""The days of a period for a summary: as they were issued, and where they were not, as the records stand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from teamhub.domain.briefs import Voice, plain, suggest_problems
from teamhub.domain.briefs.frozen import FrozenFacts
from teamhub.domain.briefs.summary_facts import SummaryDay, SummaryFacts
from teamhub.queries import briefs, tally, viewers
from teamhub.queries.briefs_texts import draft_texts

LONGEST = 92
"""Days. A day that is not issued is counted anew, which takes its time."""


def summary_facts(
    community_id: int, first: date, last: date, *, compiled_by: str, at: datetime
) -> SummaryFacts:
    """`first` to `last`, both included, at most 92 days, none after today. Raises NotFound without a campaign."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    issued = briefs.issued_in(community_id, first, last)
    return SummaryFacts(
        tuple(_day(community_id, day, at, issued.get(day)) for day in days),
        draft_texts(community_id, last, None),
        compiled_by,
        whole=first <= viewers.current_campaign(community_id, last).starts_on,
    )


def _day(
    community_id: int, day: date, at: datetime, issued: tuple[int | None, FrozenFacts] | None
) -> SummaryDay:
    if issued is None:
        moment = min(tally.brief_moment(community_id, day), at)
        return SummaryDay(tally.day_figures(community_id, day, moment))
    number, frozen = issued
    return SummaryDay(frozen.figures, number, problems_told(frozen))


def problems_told(frozen: FrozenFacts) -> tuple[str, ...]:
    """What an issued brief said of problems: typed, or suggested and left as it was."""
    if frozen.texts.problems is not None:
        return frozen.texts.problems
    suggested = suggest_problems(frozen.figures, frozen.texts, Voice("zh_Hans_CN"))
    return tuple(plain(s.runs) for s in suggested if s.standing)
