"""Which sections a brief has, in which order and under which headings: usual ones by kind of campaign, and a
community's own as lines of text."""

from __future__ import annotations

import re

from teamhub.domain.briefs.texts import DEFAULT_SECTIONS, SectionSpec
from teamhub.domain.figures import Label

KEYS = tuple(spec.key for spec in DEFAULT_SECTIONS)


def _usual(*titles: tuple[str, str, str]) -> tuple[SectionSpec, ...]:
    return tuple(SectionSpec(key, Label(zh, en)) for key, zh, en in titles)


BY_KIND: dict[str, tuple[SectionSpec, ...]] = {
    "flood": _usual(
        ("duty", "防汛值守情况", "Flood watch"),
        ("sweeps", "入户排查情况", "Door-to-door check"),
        ("care", "重点人员转移和保障", "People to be moved or cared for"),
        ("deeds", "为民办实事情况", "Good deeds"),
        ("problems", "存在问题", "Open problems"),
        ("plan", "明日安排", "Plan for tomorrow"),
    ),
    "cold_wave": _usual(
        ("duty", "值守和除雪除冰情况", "Duty, snow and ice"),
        ("care", "重点人员走访和保障", "Care for vulnerable residents"),
        ("sweeps", "入户排查情况", "Door-to-door check"),
        ("deeds", "为民办实事情况", "Good deeds"),
        ("problems", "存在问题", "Open problems"),
        ("plan", "明日安排", "Plan for tomorrow"),
    ),
    "gas_safety": _usual(
        ("sweeps", "入户排查情况", "Door-to-door check"),
        ("problems", "存在问题", "Open problems"),
        ("deeds", "为民办实事情况", "Good deeds"),
        ("plan", "明日安排", "Plan for tomorrow"),
    ),
    "census": _usual(
        ("sweeps", "入户登记情况", "Door-to-door registration"),
        ("deeds", "为民办实事情况", "Good deeds"),
        ("problems", "存在问题", "Open problems"),
        ("plan", "明日安排", "Plan for tomorrow"),
    ),
}
"""Kinds that are not here have all seven sections."""

LINE = re.compile(r"(\w+)\s*[ :：=]?\s*(.*)")
HEAD = re.compile(r"\[(\w+)\]")


def sections_for(kind: str, own_zh: str = "", own_en: str = "") -> tuple[SectionSpec, ...]:
    """The sections of a brief. `own_zh`, `own_en`: a community's lines, each a key and a heading (`duty 值守情况`), for
    all kinds or below a line `[flood]` for that kind alone. Unknown keys and repeated ones are passed over; without a
    single known line the usual sections of the kind."""
    usual = BY_KIND.get(kind, DEFAULT_SECTIONS)
    titles = {spec.key: spec.title for spec in (*DEFAULT_SECTIONS, *usual)}
    chinese, english = _lines(own_zh, kind), _lines(own_en, kind)
    chosen = tuple(
        SectionSpec(key, Label(heading or titles[key].zh, english.get(key) or titles[key].en))
        for key, heading in chinese.items()
    )
    return chosen or usual


def _lines(text: str, kind: str) -> dict[str, str]:
    """Key -> heading, of the lines for this kind where there are any, else of those for all."""
    found: dict[str, dict[str, str]] = {"": {}}
    under = ""
    for line in (one.strip() for one in text.splitlines()):
        if head := HEAD.fullmatch(line):
            under = head.group(1)
        elif (parts := LINE.fullmatch(line)) and parts.group(1) in KEYS:
            found.setdefault(under, {}).setdefault(parts.group(1), parts.group(2).strip())
    return found.get(kind) or found[""]
