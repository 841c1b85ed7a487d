"""Making a community: its vocabularies, texts, campaign and the defaults that a leader then edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from teamhub.actions import journal
from teamhub.actions.romanise import slug_word
from teamhub.domain import standard_texts
from teamhub.domain.access import Viewer
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.slugs import check_slug, slug_from
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.models.base import db
from teamhub.models.campaigns import (
    Campaign,
    RuleSet,
    ShiftPattern,
    ShiftPatternPart,
    StaffingSeat,
    StaffingTemplate,
    StandardText,
    Term,
)
from teamhub.models.places import Community, Subdistrict

ONE_TWO_FOUR = (
    ("medic", "sampling", 1),
    ("cadre", "info_entry", 1),
    ("cadre", "sampling_assist", 1),
    ("community_worker", "info_entry_assist", 2),
    ("community_worker", "queue_marshal", 2),
)
TWELVE_HOURS = (("day", 8 * 60, 12 * 60), ("night", 20 * 60, 12 * 60))


class CommunityRefused(RuleBroken):
    """The community cannot be made as asked."""


def create_community(
    *,
    name: str,
    slug: str = "",
    name_en: str = "",
    subdistrict: str = "",
    subdistrict_en: str = "",
    zone: str = "Asia/Shanghai",
    is_example: bool = False,
    by: Viewer,
    at: datetime,
) -> Community:
    """A community with its vocabularies, standard texts, the 1+2+4 template and the yellow-code rule. An empty
    `slug` is made from the name. Raises BadSlug, CommunityRefused(slug_taken | zone_unknown)."""
    chosen = check_slug(slug or slug_from(slug_word(name)))
    if db.session.scalar(select(Community.id).where(Community.slug == chosen)) is not None:
        raise CommunityRefused("slug_taken")
    _check_zone(zone)
    community = Community(
        subdistrict_id=_subdistrict(subdistrict, subdistrict_en),
        slug=chosen,
        name=name,
        name_en=name_en,
        zone=zone,
        is_example=is_example,
        created_at=at,
    )
    db.session.add(community)
    db.session.flush()
    seed_vocabularies(community.id)
    seed_texts(community, subdistrict)
    seed_templates(community.id)
    journal.write(
        "community.created",
        by=replace(by, community_id=community.id),
        at=at,
        object_type="community",
        object_id=community.id,
    )
    return community


def start_campaign(
    community: Community,
    *,
    kind: str,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    name_en: str = "",
    code: str = "",
    with_pattern: bool = True,
    by: Viewer,
    at: datetime,
) -> Campaign:
    """A campaign with the pattern of two twelve-hour shifts, unless it brings its own. Raises CommunityRefused(campaign_ends_early |
    campaign_code_taken)."""
    if ends_on is not None and ends_on < starts_on:
        raise CommunityRefused("campaign_ends_early")
    chosen = code or f"{starts_on:%Y-%m-%d}"
    taken = select(Campaign.id).where(Campaign.community_id == community.id, Campaign.code == chosen)
    if db.session.scalar(taken) is not None:
        raise CommunityRefused("campaign_code_taken")
    campaign = Campaign(
        community_id=community.id,
        code=chosen,
        kind=kind,
        name=name,
        name_en=name_en,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    db.session.add(campaign)
    db.session.flush()
    if with_pattern:
        seed_shift_pattern(campaign)
    journal.write(
        "campaign.started",
        by=replace(by, community_id=community.id),
        at=at,
        object_type="campaign",
        object_id=campaign.id,
    )
    return campaign


def seed_vocabularies(community_id: int) -> None:
    """Adds the terms that are missing; what a leader edited stays."""
    have = {
        (vocabulary, code)
        for vocabulary, code in db.session.execute(
            select(Term.vocabulary, Term.code).where(Term.community_id == community_id)
        )
    }
    db.session.add_all(
        Term(
            community_id=community_id,
            vocabulary=vocabulary.name,
            code=term.code,
            label_zh=term.zh,
            label_en=term.en,
            flags=dict(term.flags),
            position=position,
        )
        for vocabulary in VOCABULARIES
        for position, term in enumerate(vocabulary.terms)
        if (vocabulary.name, term.code) not in have
    )
    db.session.flush()


def seed_texts(community: Community, subdistrict: str) -> None:
    """Adds the standard texts that are missing."""
    have = set(db.session.scalars(select(StandardText.name).where(StandardText.community_id == community.id)))
    for spec in standard_texts.SPECS:
        if spec.name in have:
            continue
        zh, en = standard_texts.first_wording(
            spec, community=community.name, community_en=community.name_en, subdistrict=subdistrict
        )
        db.session.add(StandardText(community_id=community.id, name=spec.name, body_zh=zh, body_en=en))
    db.session.flush()


def seed_templates(community_id: int) -> None:
    """The staffing template 1+2+4 and the rule of a yellow code, where there is none of that name."""
    templates = select(StaffingTemplate.id).where(
        StaffingTemplate.community_id == community_id, StaffingTemplate.name == "1+2+4"
    )
    if db.session.scalar(templates) is None:
        seats = [
            StaffingSeat(
                community_id=community_id, member_type=who, task=task, count=count, position=position
            )
            for position, (who, task, count) in enumerate(ONE_TWO_FOUR)
        ]
        db.session.add(StaffingTemplate(community_id=community_id, name="1+2+4", seats=seats))
    rules = select(RuleSet.id).where(RuleSet.community_id == community_id)
    if db.session.scalar(rules.limit(1)) is None:
        db.session.add(
            RuleSet(
                community_id=community_id,
                name="黄码居家三天两检",
                days=3,
                tests=2,
                min_interval_hours=24,
                mode="single",
            )
        )
    db.session.flush()


def seed_shift_pattern(campaign: Campaign) -> None:
    """Two shifts of twelve hours from the first day, where the campaign has no pattern."""
    patterns = select(ShiftPattern.id).where(ShiftPattern.campaign_id == campaign.id).limit(1)
    if db.session.scalar(patterns) is not None:
        return
    parts = [
        ShiftPatternPart(
            community_id=campaign.community_id, kind=kind, starts_minute=start, length_minutes=length
        )
        for kind, start, length in TWELVE_HOURS
    ]
    db.session.add(
        ShiftPattern(
            community_id=campaign.community_id,
            campaign_id=campaign.id,
            name="白夜两班",
            starts_on=campaign.starts_on,
            parts=parts,
        )
    )
    db.session.flush()


def _subdistrict(name: str, name_en: str) -> int | None:
    """The id of the subdistrict of this name, made when there is none; None for an empty name."""
    if not name:
        return None
    found = db.session.scalar(select(Subdistrict).where(Subdistrict.name == name))
    if found is None:
        found = Subdistrict(name=name, name_en=name_en)
        db.session.add(found)
        db.session.flush()
    return found.id


def change_campaign(
    campaign: Campaign,
    *,
    kind: str,
    name: str,
    name_en: str,
    starts_on: date,
    ends_on: date | None,
    by: Viewer,
    at: datetime,
) -> None:
    """Raises NotFound for a foreign one, CommunityRefused(campaign_ends_early)."""
    if campaign.community_id != by.community_id:
        raise NotFound
    if ends_on is not None and ends_on < starts_on:
        raise CommunityRefused("campaign_ends_early")
    campaign.kind, campaign.name, campaign.name_en = kind, name, name_en
    campaign.starts_on, campaign.ends_on = starts_on, ends_on
    journal.write("campaign.changed", by=by, at=at, object_type="campaign", object_id=campaign.id)


def change_community(
    *, name: str, name_en: str, subdistrict: str, zone: str, by: Viewer, at: datetime
) -> None:
    """Names and time zone; the word in the address stays, because it is printed on posters. Raises
    CommunityRefused(zone_unknown | name_needed)."""
    if not name:
        raise CommunityRefused("name_needed")
    _check_zone(zone)
    community = db.session.get_one(Community, by.community_id)
    community.name, community.name_en, community.zone = name, name_en, zone
    community.subdistrict_id = _subdistrict(subdistrict, "")
    journal.write("community.changed", by=by, at=at, object_type="community", object_id=community.id)


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise CommunityRefused("zone_unknown") from None
