"""Reads what people typed against the figures: a number beside a known noun must be one that the figures carry,
a sweeping claim must be true, and no personal data may stand there. It warns; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from teamhub.domain.briefs.texts import BriefTexts
from teamhub.domain.figures import DayFigures

_FULL_WIDTH = str.maketrans("０１２３４５６７８９，", "0123456789,")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_FLAT = re.compile(r"\d+\s*(?:栋|号楼|幢)\s*\d*\s*(?:单元)?\s*\d{3,4}\s*(?:室|号)?")
_NUMBER = r"(\d[\d,]*)"


@dataclass(frozen=True)
class Doubt:
    """`where`: problems, plan, typical_case or opening, with the item's place from 1. `code`: figure_differs,
    claim_not_carried or personal_data. `found`: the words in question; `expected`: what the figures say."""

    where: str
    place: int
    code: str
    found: str
    expected: str = ""


def check_texts(day: DayFigures, texts: BriefTexts) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(where, place, code, found, expected)
        for where, place, text in _typed(texts)
        for code, found, expected in _doubts(day, text.translate(_FULL_WIDTH))
    )


def _typed(texts: BriefTexts) -> Iterator[tuple[str, int, str]]:
    yield "opening", 1, texts.opening
    yield "typical_case", 1, texts.typical_case or ""
    for where, items in (("problems", texts.problems or ()), ("plan", texts.plan or ())):
        for place, text in enumerate(items, 1):
            yield where, place, text


def _doubts(day: DayFigures, text: str) -> Iterator[tuple[str, str, str]]:
    for pattern, allowed in _nouns(day):
        for match in re.finditer(pattern, text, re.IGNORECASE):
            value = int(match.group(1).replace(",", ""))
            if allowed and value not in allowed:
                expected = "、".join(str(a) for a in sorted(allowed))
                yield "figure_differs", match.group(0), expected
    for pattern, holds in _claims(day):
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if not holds:
                yield "claim_not_carried", match.group(0), ""
    for private in (_PHONE, _IDENTITY, _FLAT):
        for match in private.finditer(text):
            yield "personal_data", match.group(0), ""


def _nouns(day: DayFigures) -> Iterator[tuple[str, set[int]]]:
    """A noun beside a number, and the numbers that would be right."""
    rounds, totals = day.testing.rounds, day.totals
    sites = [s for r in rounds for s in r.sites]
    waits = {s.longest_wait for s in sites if s.longest_wait is not None}
    waits |= {s.mean_wait for s in sites if s.mean_wait is not None}
    if day.testing.longest_wait_minutes is not None:
        waits |= {day.testing.longest_wait_minutes, day.queue_target}
    gap = r"(?:[为是达到共约了]|\s){0,3}"
    yield rf"(?:排队|等候)(?:最长|时间)?{gap}{_NUMBER}\s*分钟", waits
    yield rf"\bqueue\D{{0,12}}{_NUMBER}\s*min", waits
    yield rf"应检{gap}{_NUMBER}", {r.eligible for r in rounds} | {s.eligible for s in sites}
    yield rf"实检{gap}{_NUMBER}", {r.tested for r in rounds} | {s.tested for s in sites}
    yield (
        rf"未检{gap}{_NUMBER}\s*人",
        {r.untested_count for r in rounds} | {s.untested_found for s in day.sweeps},
    )
    yield rf"累计(?:检测)?{gap}{_NUMBER}\s*人次", {day.testing.person_tests_total}
    yield rf"上门(?:单采|采样){gap}{_NUMBER}\s*人", {r.home for r in rounds} | {s.home for s in sites}
    yield rf"迟到{gap}{_NUMBER}", {day.duty.late}
    yield rf"缺勤{gap}{_NUMBER}", {day.duty.absent}
    yield rf"应到{gap}{_NUMBER}", {day.duty.expected, day.duty.cadres.expected}
    yield rf"实到{gap}{_NUMBER}", {day.duty.present, day.duty.cadres.present}
    yield rf"{_NUMBER}\s*件物资", _pieces(day)
    yield rf"待送{gap}{_NUMBER}\s*件", _pieces(day)
    yield rf"承诺书(?:累计)?(?:签订)?{gap}{_NUMBER}\s*份", {totals.letters}
    yield rf"{_NUMBER}\s*个小区", {totals.compounds} | {s.cleared_compounds for s in day.sweeps}
    yield rf"{_NUMBER}\s*支扫楼队", {totals.sweep_teams}
    yield rf"办理(?:实事)?{gap}{_NUMBER}\s*件", {day.deeds.day, day.deeds.total}
    yield rf"黄码居民{gap}{_NUMBER}\s*人", {t.active for t in day.care.timed}


def _pieces(day: DayFigures) -> set[int]:
    rows = day.supplies.rows
    each = {n for g in rows for n in (g.received, g.delivered, g.pending)}
    each |= {r.count for g in rows for r in g.pending_reasons}
    return each | {day.supplies.received, day.supplies.delivered, day.supplies.pending}


def _claims(day: DayFigures) -> Iterator[tuple[str, bool]]:
    """Sweeping words and whether the figures carry them today."""
    tested = bool(day.testing.rounds) and all(r.tested >= r.eligible for r in day.testing.rounds)
    cleared = bool(day.sweeps) and all(s.cleared for s in day.sweeps)
    wait = day.testing.longest_wait_minutes
    within = wait is not None and wait <= day.queue_target
    yield r"不[落漏]一人|应检尽检|全部检测|everybody (?:was )?tested", tested
    yield r"不[落漏]一户|全部清零|everything cleared", cleared
    yield r"未超过\s*\d+\s*分钟|没有.{0,6}排队超过", within
    yield r"无(?:人)?迟到|nobody (?:was )?late", day.duty.late == 0
    yield r"全部到岗|无缺勤", day.duty.absent == 0 and _cadres_complete(day)
    yield r"(?:承诺书)?全部签订", _letters_complete(day)


def _cadres_complete(day: DayFigures) -> bool:
    """Everybody deployed was there or had a day of rest."""
    crew = day.duty.cadres
    return crew.present + crew.resting >= crew.expected


def _letters_complete(day: DayFigures) -> bool:
    due = max((s.letters_due for s in day.sweeps), default=day.totals.households)
    return 0 < due <= day.totals.letters
