"""Thresholds, vocabularies and texts of a community. Every change is journalled with the names of what changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from teamhub.actions import doors, journal
from teamhub.domain import standard_texts
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.settings import BY_NAME, check_setting
from teamhub.domain.vocabularies import BY_NAME as VOCABULARIES
from teamhub.models.base import db
from teamhub.models.campaigns import Setting, StandardText, Term
from teamhub.models.places import Community


class SettingRefused(RuleBroken):
    """The setting cannot be stored like this."""


def set_thresholds(values: Mapping[str, object], *, by: Viewer, at: datetime) -> list[str]:
    """Stores what differs from the default and tells what changed. A value of None: back to the default. Raises
    RuleBroken(setting_unknown | setting_out_of_range)."""
    stored = {
        row.name: row
        for row in db.session.scalars(select(Setting).where(Setting.community_id == by.community_id))
    }
    changed = []
    for name, value in values.items():
        if name not in BY_NAME:
            raise SettingRefused("setting_unknown", name=name)
        default = BY_NAME[name].default
        wanted = default if value is None else check_setting(name, value)
        before = stored[name].value if name in stored else default
        if wanted == before:
            continue
        changed.append(name)
        if wanted == default:
            db.session.delete(stored[name])
        elif name in stored:
            stored[name].value = wanted
        else:
            db.session.add(Setting(community_id=by.community_id, name=name, value=wanted))
    if changed:
        db.session.flush()
        journal.write("settings.changed", by=by, at=at, object_type="settings", fields=changed)
    if "letters_required" in changed:
        doors.derive_states_of(by.community_id)
    return changed


def add_term(vocabulary: str, code: str, label_zh: str, label_en: str, *, by: Viewer, at: datetime) -> Term:
    """At the end of the vocabulary, with its default flags. Raises NotFound, SettingRefused(term_code_malformed |
    term_taken | label_needed)."""
    spec = VOCABULARIES.get(vocabulary)
    if spec is None:
        raise NotFound
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code):
        raise SettingRefused("term_code_malformed")
    if not label_zh:
        raise SettingRefused("label_needed")
    mine = (Term.community_id == by.community_id, Term.vocabulary == vocabulary)
    if db.session.scalar(select(Term.id).where(*mine, Term.code == code)) is not None:
        raise SettingRefused("term_taken")
    last = db.session.scalar(select(func.max(Term.position)).where(*mine))
    term = Term(
        community_id=by.community_id,
        vocabulary=vocabulary,
        code=code,
        label_zh=label_zh,
        label_en=label_en,
        flags=dict(spec.flags),
        position=(last if last is not None else -1) + 1,
    )
    db.session.add(term)
    db.session.flush()
    journal.write(
        "term.added", by=by, at=at, object_type="term", object_id=term.id, vocabulary=vocabulary, code=code
    )
    return term


def change_term(
    term: Term,
    *,
    label_zh: str,
    label_en: str,
    active: bool,
    flags: Mapping[str, bool | int | str],
    by: Viewer,
    at: datetime,
) -> None:
    """The code stays: records carry it. Raises NotFound, SettingRefused(label_needed | flag_unknown)."""
    if term.community_id != by.community_id:
        raise NotFound
    if not label_zh:
        raise SettingRefused("label_needed")
    declared = VOCABULARIES[term.vocabulary].flags if term.vocabulary in VOCABULARIES else {}
    for name, value in flags.items():
        if name not in declared or type(value) is not type(declared[name]):
            raise SettingRefused("flag_unknown", name=name)
    term.label_zh, term.label_en, term.active = label_zh, label_en, active
    term.flags = {**(term.flags or {}), **flags}
    journal.write(
        "term.changed",
        by=by,
        at=at,
        object_type="term",
        object_id=term.id,
        vocabulary=term.vocabulary,
        code=term.code,
        active=active,
    )
    if term.vocabulary == "visit_outcome":
        db.session.flush()
        doors.derive_states_of(by.community_id)


def move_term(term: Term, *, up: bool, by: Viewer, at: datetime) -> None:
    """One place up or down in its vocabulary; at the end of the list nothing happens. Raises NotFound."""
    if term.community_id != by.community_id:
        raise NotFound
    terms = list(
        db.session.scalars(
            select(Term)
            .where(Term.community_id == by.community_id, Term.vocabulary == term.vocabulary)
            .order_by(Term.position, Term.id)
        )
    )
    here = terms.index(term)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(terms):
        return
    terms[here], terms[there] = terms[there], terms[here]
    for position, one in enumerate(terms):
        one.position = position
    journal.write(
        "term.moved", by=by, at=at, object_type="term", object_id=term.id, vocabulary=term.vocabulary
    )


def write_text(name: str, body_zh: str, body_en: str, *, by: Viewer, at: datetime) -> None:
    """Raises NotFound for a text nobody uses, SettingRefused(text_too_long)."""
    if name not in standard_texts.BY_NAME:
        raise NotFound
    if max(len(body_zh), len(body_en)) > 10_000:
        raise SettingRefused("text_too_long")
    row = db.session.scalar(
        select(StandardText).where(StandardText.community_id == by.community_id, StandardText.name == name)
    )
    if row is None:
        row = StandardText(community_id=by.community_id, name=name)
        db.session.add(row)
    row.body_zh, row.body_en = _unified(body_zh), _unified(body_en)
    db.session.flush()
    journal.write("text.changed", by=by, at=at, object_type="standard_text", object_id=row.id, name=name)


def reset_text(name: str, *, by: Viewer, at: datetime) -> None:
    """The wording that a new community starts with. Raises NotFound."""
    spec = standard_texts.BY_NAME.get(name)
    if spec is None:
        raise NotFound
    community = db.session.get_one(Community, by.community_id)
    subdistrict = community.subdistrict.name if community.subdistrict else ""
    zh, en = standard_texts.first_wording(
        spec, community=community.name, community_en=community.name_en, subdistrict=subdistrict
    )
    write_text(name, zh, en, by=by, at=at)


def _unified(text: str) -> str:
    """Line ends as one character, no blanks at the end of lines."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n")
