"""What people write and decide about a brief, and the words that differ from campaign to campaign. All of it is
data that a leader edits; the defaults here are what a new epidemic campaign starts with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from teamhub.domain.figures import Label


@dataclass(frozen=True)
class SectionSpec:
    """`key` is one of compose.WRITERS; the order of the list is the order of the brief."""

    key: str
    title: Label


@dataclass(frozen=True)
class CampaignWords:
    """Nouns of the campaign. `measure`: what a round does; `letter`: what households sign; `leadership`: the
    phrase of the lead that names the leading bodies (may be empty)."""

    measure: Label = Label("核酸检测", "testing")
    full_measure: Label = Label("全员检测", "full testing round")
    letter: Label = Label("核酸检测承诺书", "testing commitment letters")
    site: Label = Label("采样点", "site")
    gate: Label = Label("卡口", "checkpoint")
    leadership: Label = Label(
        "在街道和社区党委领导下", "under the subdistrict and the community party committee"
    )


DEFAULT_SECTIONS: tuple[SectionSpec, ...] = (
    SectionSpec("duty", Label("卡口值守情况", "Checkpoint duty")),
    SectionSpec("testing", Label("核酸检测情况", "Testing")),
    SectionSpec("sweeps", Label("扫楼情况", "Door-to-door sweep")),
    SectionSpec("deeds", Label("为民办实事情况", "Good deeds")),
    SectionSpec("care", Label("特殊人员保障", "Care for vulnerable residents")),
    SectionSpec("problems", Label("存在问题", "Open problems")),
    SectionSpec("plan", Label("明日安排", "Plan for tomorrow")),
)


@dataclass(frozen=True)
class BriefTexts:
    """`problems` and `plan`: None until somebody edits them, then exactly what was typed (may be empty); while
    None the brief carries the suggestions computed from the figures. The same for `typical_case`.
    `number` None: a draft. `corrects`: the number of the issue that this one corrects. `code`: what a reader looks the
    paper up by, `verify_at` the whole address of that; empty in drafts and in what was issued elsewhere."""

    masthead: Label = Label("工作简报", "Work Bulletin")
    title: Label = Label("", "")
    compiled_by: Label = Label("", "")
    addressee: Label = Label("社区党委", "Community party committee")
    secrecy: Label = Label("", "")
    opening: str = ""
    problems: tuple[str, ...] | None = None
    plan: tuple[str, ...] | None = None
    typical_case: str | None = None
    number: int | None = None
    issued_on: date | None = None
    corrects: int | None = None
    correction_note: str = ""
    reviewed_by: str = ""
    approved_by: str = ""
    to_superiors: tuple[Label, ...] = ()
    to_peers: tuple[Label, ...] = ()
    to_subordinates: tuple[Label, ...] = ()
    copies: int = 12
    journal_head: str = ""
    code: str = ""
    verify_at: str = ""
    reviewed_at: datetime | None = None
    signed_at: datetime | None = None
    words: CampaignWords = CampaignWords()
    sections: tuple[SectionSpec, ...] = DEFAULT_SECTIONS


@dataclass(frozen=True)
class TypedTexts:
    """What a person wrote. None: leave it to the suggestions, the receivers and copies to the community's own."""

    opening: str = ""
    problems: tuple[str, ...] | None = None
    plan: tuple[str, ...] | None = None
    typical_case: str | None = None
    to_superiors: tuple[str, ...] | None = None
    to_peers: tuple[str, ...] | None = None
    to_subordinates: tuple[str, ...] | None = None
    copies: int | None = None

    def as_json(self) -> dict[str, object]:
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else value
            for name in (f.name for f in fields(self))
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> TypedTexts:
        """From what `as_json` gave, today or before a field was added."""
        known: dict[str, Any] = {f.name: stored.get(f.name) for f in fields(cls)}
        typed: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in known.items()
        }
        return cls(**{**typed, "opening": typed["opening"] or ""})


def receivers(chosen: Iterable[str], known: Iterable[Label]) -> tuple[Label, ...]:
    """Typed names of receivers; one that the community knows keeps its English name."""
    by_name = {label.zh: label for label in known}
    return tuple(by_name.get(name, Label(name)) for name in chosen)
