"""The words of a brief that is not issued: the community's standing ones and what has been typed for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from teamhub.domain.briefs.sections import sections_for
from teamhub.domain.briefs.texts import BriefTexts, CampaignWords, TypedTexts, receivers
from teamhub.domain.figures.labels import Label
from teamhub.domain.standard_texts import BY_NAME
from teamhub.models.base import db
from teamhub.models.campaigns import StandardText
from teamhub.queries import terms, viewers
from teamhub.queries.briefs_rows import BriefRow


def draft_texts(community_id: int, day: date, brief: BriefRow | None) -> BriefTexts:
    """The texts of a brief that is not issued: the community's standard texts, with the sections of the campaign of
    that day, and what has been typed."""
    texts = _standing_texts(community_id, viewers.current_campaign(community_id, day).kind)
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


def _standing_texts(community_id: int, kind: str) -> BriefTexts:
    """The community's own wording of masthead, title, receivers and words. `kind`: of the campaign."""
    rows = db.session.scalars(
        select(StandardText).where(
            StandardText.community_id == community_id,
            StandardText.name.like("brief!_%", escape="!") | StandardText.name.like("word!_%", escape="!"),
        )
    )
    found = {r.name: Label(r.body_zh, r.body_en) for r in rows}
    plain, words = BriefTexts(), CampaignWords()
    copies = terms.thresholds(community_id).brief_copies
    own = found.get("brief_sections", Label(""))
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
        sections=sections_for(kind, own.zh, own.en),
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
