"""Rows about the community itself: name, campaign, vocabularies, thresholds, texts, patterns and templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from teamhub.actions.workbook.line import Line
from teamhub.actions.workbook.planner import Planner, keep, keep_with_parent
from teamhub.actions.workbook.shelf import Change
from teamhub.domain import standard_texts
from teamhub.domain.duty_time import PatternBroken, PatternPart, check_pattern
from teamhub.domain.errors import RuleBroken
from teamhub.domain.settings import check_setting
from teamhub.domain.timed_cases import RuleSet
from teamhub.domain.vocabularies import VOCABULARIES

TEXTS = {spec.name for spec in standard_texts.SPECS}


def community(line: Line) -> Change | None:
    """Name and zone of the community that the workbook goes into. The subdistrict of one that exists is decided by
    whoever set the installation up."""
    here = line.planner.place.community
    slug = line.cell("slug")
    if slug is not None and slug.lower() != here.slug:
        line.complain("slug", "other_community", slug=here.slug)
        return None
    values = {
        name: line.cell(name)
        for name in ("name", "name_en", "zone", "is_example")
        if line.cell(name) is not None
    }
    shelf = line.planner.sheet("community")
    return shelf.change(shelf.by_id[here.id], values)


def campaign(line: Line) -> Change | None:
    """The campaign is there already: it was found or begun by its code."""
    here = line.planner.place.campaign
    if here is None:
        line.complete(is_new=True)
        return None
    starts, ends = line.cell("starts_on") or here.starts_on, line.cell("ends_on") or here.ends_on
    if ends is not None and ends < starts:
        line.complain("ends_on", "ends_before_start")
        return None
    shelf = line.planner.sheet("campaign")
    values = line.values()
    values.pop("code", None)
    return shelf.change(shelf.by_id[here.id], values)


def term(line: Line) -> Change | None:
    said = line.cell("vocabulary")
    vocabulary = next((v for v in VOCABULARIES if said in (v.name, v.zh, v.en)), None)
    code = line.cell("code")
    if said is not None and vocabulary is None:
        line.complain("vocabulary", "vocabulary_unknown")
        return None
    if code is not None and re.fullmatch(r"[a-z0-9_]+", code) is None:
        line.complain("code", "code_malformed")
        return None
    values = line.values()
    if vocabulary is not None:
        values["vocabulary"] = vocabulary.name
    flags = values.pop("flags", None)
    known = line.planner.sheet("terms").find((vocabulary.name if vocabulary else "", code))
    if flags is not None:
        values["flags"] = _flags(line, vocabulary.flags if vocabulary else {}, flags, known)
    if known is None:
        values = {"label_en": "", "flags": {}, "position": 100} | values
    return keep(line, values)


def _flags(
    line: Line, known: Mapping[str, object], given: Mapping[str, object], row: dict[str, Any] | None
) -> dict[str, object]:
    """What the cell says over what is stored."""
    for name, value in given.items():
        if name not in known:
            line.complain("flags", "flag_unknown", flag=name, flags="、".join(known) or "-")
        elif type(value) is not type(known[name]):
            line.complain("flags", "flag_of_other_kind", flag=name)
    return {**(row["flags"] if row is not None else {}), **given}


def setting(line: Line) -> Change | None:
    name, value = line.cell("name"), line.cell("value")
    values = line.values()
    if name is not None and value is not None:
        said = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False}.get(
            value.lower(), value
        )
        try:
            values["value"] = check_setting(name, said)
        except RuleBroken as error:
            line.complain("name" if error.code == "setting_unknown" else "value", error.code, **error.values)
            return None
    return keep(line, values)


def text(line: Line) -> Change | None:
    name = line.cell("name")
    if name is not None and name not in TEXTS:
        line.complain("name", "text_unknown")
        return None
    return keep(line, line.values())


def pattern(line: Line) -> Change | None:
    if line.cell("kind") is not None:
        line.lacks("starts_minute")
        line.lacks("length_minutes")
    return keep_with_parent(line)


def patterns_fit(planner: Planner) -> None:
    """No pattern has two shifts at once."""
    parts = list(planner.sheet("shift_patterns").by_id.values())
    for head in planner.parent("shift_patterns").by_id.values():
        own = [
            p
            for p in parts
            if p["pattern_id"] == head["id"] and "starts_minute" in p and "length_minutes" in p
        ]
        if not own:
            continue
        try:
            check_pattern([PatternPart(p["starts_minute"], p["length_minutes"], p["kind"]) for p in own])
        except PatternBroken as error:
            sheet = planner.book.sheets["shift_patterns"]
            planner.complain_once(sheet, "starts_minute", error.code, pattern=head["name"])


def template(line: Line) -> Change | None:
    if line.cell("member_type") is not None or line.cell("task") is not None:
        for name in ("member_type", "task", "count"):
            line.lacks(name)
    return keep_with_parent(line)


def rule(line: Line) -> Change | None:
    days, tests, hours = (line.cell(name) for name in ("days", "tests", "min_interval_hours"))
    if None not in (days, tests, hours):
        try:
            RuleSet(days, tests, hours, str(line.cell("mode")))
        except RuleBroken as error:
            line.complain("tests", error.code)
            return None
    return keep(line, line.values())


def pattern_on(planner: Planner, day: date) -> list[dict[str, Any]]:
    """The parts of the shift pattern in force on a day."""
    heads = [h for h in planner.parent("shift_patterns").by_id.values() if h["starts_on"] <= day]
    if not heads:
        return []
    head = max(heads, key=lambda h: (h["starts_on"], -abs(h["id"])))
    return [p for p in planner.sheet("shift_patterns").by_id.values() if p["pattern_id"] == head["id"]]
