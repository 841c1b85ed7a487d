"""A new community has everything that a leader then edits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import communities, first_run
from teamhub.actions.communities import CommunityRefused, create_community, start_campaign
from teamhub.actions.work import unit_of_work
from teamhub.domain import standard_texts
from teamhub.domain.access import Role, Viewer
from teamhub.domain.errors import RuleBroken
from teamhub.domain.slugs import BadSlug
from teamhub.domain.vocabularies import VOCABULARIES
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, JournalEntry, RuleSet, ShiftPattern, StaffingTemplate, Term
from teamhub.models.people import Account, Person
from teamhub.models.places import Community, Subdistrict
from teamhub.queries import accounts, terms
from tests.cast import Cast

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)
SYSTEM = Viewer.system(0)


def balicha(**more: Any) -> Community:
    with unit_of_work():
        return create_community(name="八里岔社区", subdistrict="北郊街道", by=SYSTEM, at=AT, **more)


def test_the_slug_comes_from_the_name(app: Flask) -> None:
    """Fact 1: community under a subdistrict, names configurable."""
    community = balicha()
    assert community.slug == "balicha"
    assert community.subdistrict is not None
    assert community.subdistrict.name == "北郊街道"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"slug": "sign-in"}, BadSlug),
        ({"slug": "八里岔"}, BadSlug),
        ({"zone": "Mars/Base"}, CommunityRefused),
        ({"zone": "../etc/passwd"}, CommunityRefused),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    app: Flask, more: dict[str, str], error: type[RuleBroken]
) -> None:
    with pytest.raises(error):
        balicha(**more)
    for table in (Community, Subdistrict, Term, JournalEntry):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


def test_two_communities_have_two_addresses_and_may_share_a_subdistrict(app: Flask) -> None:
    balicha()
    with pytest.raises(CommunityRefused):
        balicha()
    balicha(slug="balicha-2")
    assert db.session.scalar(select(func.count()).select_from(Subdistrict)) == 1


def test_every_list_and_text_is_there_in_both_languages(app: Flask) -> None:
    community = balicha()
    for vocabulary in VOCABULARIES:
        stored = terms.terms(community.id, vocabulary.name)
        assert list(stored) == [term.code for term in vocabulary.terms]
        assert all(row.zh and row.en and row.active for row in stored.values())
    for spec in standard_texts.SPECS:
        assert bool(terms.standard_text(community.id, spec.name, "zh_Hans_CN")) == bool(spec.zh)
    assert terms.standard_text(community.id, "brief_compiled_by", "zh_Hans_CN") == (
        "北郊街道八里岔社区下沉工作队"
    )


def test_the_template_of_the_story_is_one_and_two_and_four(app: Flask) -> None:
    """Facts 22 to 24: one medic, two cadres, four community workers in two pairs."""
    community = balicha()
    template = db.session.scalars(select(StaffingTemplate)).one()
    assert (template.community_id, template.name) == (community.id, "1+2+4")
    seats = [(s.member_type, s.task, s.count) for s in template.seats]
    assert seats == [
        ("medic", "sampling", 1),
        ("cadre", "info_entry", 1),
        ("cadre", "sampling_assist", 1),
        ("community_worker", "info_entry_assist", 2),
        ("community_worker", "queue_marshal", 2),
    ]


def test_the_yellow_code_rule_of_the_story_is_three_days_and_two_single_tests(app: Flask) -> None:
    """Fact 37."""
    balicha()
    rule = db.session.scalars(select(RuleSet)).one()
    assert (rule.days, rule.tests, rule.min_interval_hours, rule.mode) == (3, 2, 24, "single")


def test_a_campaign_begins_with_two_shifts_of_twelve_hours(app: Flask) -> None:
    """Fact 17."""
    community = balicha()
    with unit_of_work():
        campaign = start_campaign(
            community, kind="epidemic", name="疫情防控", starts_on=date(2022, 4, 1), by=SYSTEM, at=AT
        )
    pattern = db.session.scalars(select(ShiftPattern)).one()
    assert (pattern.campaign_id, pattern.starts_on) == (campaign.id, date(2022, 4, 1))
    assert [(p.kind, p.starts_minute, p.length_minutes) for p in pattern.parts] == [
        ("day", 480, 720),
        ("night", 1200, 720),
    ]


def test_a_campaign_does_not_end_before_it_begins(app: Flask, cast: Cast) -> None:
    community = db.session.get_one(Community, cast.community_id)
    leader = cast.viewer("leader")
    early: dict[str, Any] = {"starts_on": date(2022, 4, 2), "ends_on": date(2022, 4, 1)}
    with pytest.raises(CommunityRefused), unit_of_work():
        start_campaign(community, kind="flood", name="防汛", by=leader, at=AT, **early)
    campaign = db.session.get_one(Campaign, cast.campaign_id)
    with pytest.raises(CommunityRefused), unit_of_work():
        communities.change_campaign(
            campaign, kind="flood", name="防汛", name_en="", by=leader, at=AT, **early
        )


def test_seeding_again_keeps_what_a_leader_edited(app: Flask) -> None:
    community = balicha()
    with unit_of_work():
        term = db.session.scalars(select(Term).where(Term.code == "met_all_ok")).one()
        term.label_zh = "见到了"
        communities.seed_vocabularies(community.id)
        communities.seed_texts(community, "北郊街道")
        communities.seed_templates(community.id)
    assert db.session.scalars(select(Term.label_zh).where(Term.code == "met_all_ok")).one() == "见到了"
    assert db.session.scalar(select(func.count()).select_from(StaffingTemplate)) == 1


def steps(**more: object) -> first_run.FirstSteps:
    usual: dict[str, object] = {
        "leader": "周建明",
        "login": "13800138000",
        "passphrase_hash": "h",
        "community": "八里岔社区",
        "community_en": "",
        "slug": "",
        "subdistrict": "北郊街道",
        "zone": "Asia/Shanghai",
        "kind": "epidemic",
        "campaign": "疫情防控",
        "starts_on": date(2022, 4, 1),
    }
    return first_run.FirstSteps(**{**usual, **more})  # type: ignore[arg-type]  # the same names


def test_the_first_leader_leads_and_administers(app: Flask) -> None:
    with unit_of_work():
        community, account = first_run.begin(steps(), at=AT)
    assert accounts.roles_of(account.id) == {Role.TEAM_LEADER, Role.SYSTEM_ADMIN}
    person = db.session.scalars(select(Person)).one()
    assert (person.community_id, person.name, person.phone, person.code) == (
        community.id,
        "周建明",
        "13800138000",
        "P001",
    )


def test_a_second_first_run_is_refused(app: Flask) -> None:
    with unit_of_work():
        first_run.begin(steps(), at=AT)
    with pytest.raises(first_run.NotEmpty), unit_of_work():
        first_run.begin(steps(login="13900139000", slug="other"), at=AT)
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1
