"""What is data stays data: thresholds, lists, texts and plans change by leaders' hands, and the journal says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import plans, settings
from teamhub.actions.communities import change_community, seed_texts
from teamhub.actions.settings import SettingRefused
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.domain.plans import PatternPart, PlanRefused, Seat
from teamhub.domain.settings import Thresholds
from teamhub.models.base import db
from teamhub.models.campaigns import (
    JournalEntry,
    Setting,
    ShiftPatternPart,
    StaffingSeat,
    StaffingTemplate,
    Term,
)
from teamhub.models.places import Community
from teamhub.queries import settings as asked
from teamhub.queries import terms
from tests.cast import Cast

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)


def journal(cast: Cast) -> list[str]:
    return list(
        db.session.scalars(
            select(JournalEntry.action)
            .where(JournalEntry.chain == cast.community_id)
            .order_by(JournalEntry.seq)
        )
    )


def put(cast: Cast, **values: object) -> list[str]:
    with unit_of_work():
        return settings.set_thresholds(values, by=cast.viewer("leader"), at=AT)


def term(cast: Cast, vocabulary: str, code: str) -> Term:
    return asked.term_record(cast.viewer("leader"), vocabulary, code)


def test_only_what_differs_from_the_default_is_stored(app: Flask, cast: Cast) -> None:
    assert put(cast, grace_minutes=7, rest_hours=11, letters_required=False) == [
        "grace_minutes",
        "letters_required",
    ]
    assert terms.thresholds(cast.community_id) == Thresholds(grace_minutes=7, letters_required=False)
    assert terms.thresholds(cast.other_community_id) == Thresholds()
    assert put(cast, grace_minutes=7) == []
    assert put(cast, grace_minutes=None) == ["grace_minutes"]
    assert [row.name for row in db.session.scalars(select(Setting))] == ["letters_required"]
    assert journal(cast) == ["settings.changed", "settings.changed"]


@pytest.mark.parametrize(
    "values",
    [
        {"grace_minutes": 121},
        {"grace_minutes": -1},
        {"grace_minutes": "five"},
        {"letters_required": 1},
        {"x": 1},
    ],
)
def test_values_out_of_range_and_unknown_names_change_nothing(
    app: Flask, cast: Cast, values: dict[str, object]
) -> None:
    with pytest.raises(RuleBroken):
        put(cast, rest_hours=9, **values)
    assert db.session.scalar(select(func.count()).select_from(Setting)) == 0


def test_a_leader_adds_renames_retires_and_reorders_terms(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        settings.add_term("deed_category", "walk_dog", "遛狗", "Dog walking", by=leader, at=AT)
        settings.move_term(term(cast, "deed_category", "walk_dog"), up=True, by=leader, at=AT)
        settings.change_term(
            term(cast, "deed_category", "medicine"),
            label_zh="送药",
            label_en="Bring medicine",
            active=False,
            flags={"brief_group": "delivery"},
            by=leader,
            at=AT,
        )
    rows = terms.terms(cast.community_id, "deed_category")
    assert list(rows)[-2:] == ["walk_dog", "other"]
    assert rows["walk_dog"].flags == {"brief_group": "other"}
    assert (rows["medicine"].zh, rows["medicine"].active) == ("送药", False)
    assert rows["medicine"].flags["brief_group"] == "delivery"
    assert "medicine" not in dict(terms.choices(cast.community_id, "deed_category", "en"))
    assert "送药" not in str(terms.labels(cast.other_community_id, "deed_category", "zh_Hans_CN"))
    assert journal(cast) == ["term.added", "term.moved", "term.changed"]


def test_the_ends_of_a_list_stay_where_they_are(app: Flask, cast: Cast) -> None:
    before = list(terms.terms(cast.community_id, "urgency"))
    with unit_of_work():
        settings.move_term(term(cast, "urgency", before[0]), up=True, by=cast.viewer("leader"), at=AT)
        settings.move_term(term(cast, "urgency", before[-1]), up=False, by=cast.viewer("leader"), at=AT)
    assert list(terms.terms(cast.community_id, "urgency")) == before
    assert journal(cast) == []


@pytest.mark.parametrize(
    ("code", "label", "refused"),
    [
        ("medicine", "x", "term_taken"),
        ("遛狗", "遛狗", "term_code_malformed"),
        ("1st", "x", "term_code_malformed"),
        ("walk_dog", "", "label_needed"),
    ],
)
def test_terms_that_cannot_be_are_refused(
    app: Flask, cast: Cast, code: str, label: str, refused: str
) -> None:
    with pytest.raises(SettingRefused) as error, unit_of_work():
        settings.add_term("deed_category", code, label, "", by=cast.viewer("leader"), at=AT)
    assert error.value.code == refused


@pytest.mark.parametrize("flags", [{"sweeper": True}, {"brief_group": 3}, {"community_id": "2"}])
def test_a_term_takes_only_the_properties_of_its_list(
    app: Flask, cast: Cast, flags: dict[str, bool | int | str]
) -> None:
    """T56."""
    with pytest.raises(SettingRefused), unit_of_work():
        settings.change_term(
            term(cast, "deed_category", "medicine"),
            label_zh="x",
            label_en="x",
            active=True,
            flags=flags,
            by=cast.viewer("leader"),
            at=AT,
        )


def test_nobody_edits_the_lists_of_another_community(app: Flask, cast: Cast) -> None:
    """T55."""
    mine = term(cast, "deed_category", "medicine")
    stranger = cast.viewer("outsider")
    with pytest.raises(NotFound), unit_of_work():
        settings.move_term(mine, up=False, by=stranger, at=AT)
    with pytest.raises(NotFound), unit_of_work():
        settings.change_term(mine, label_zh="x", label_en="", active=True, flags={}, by=stranger, at=AT)
    with pytest.raises(NotFound), unit_of_work():
        settings.add_term("no_such_list", "x", "x", "", by=stranger, at=AT)


def test_texts_are_rewritten_and_taken_back(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        seed_texts(db.session.get_one(Community, cast.community_id), "北街道")
    first = terms.standard_text(cast.community_id, "announcement", "zh_Hans_CN")
    with unit_of_work():
        settings.write_text("announcement", "大家好。 \r\n请排队。\r\n", "", by=leader, at=AT)
    assert terms.standard_text(cast.community_id, "announcement", "zh_Hans_CN") == "大家好。\n请排队。"
    with unit_of_work():
        settings.reset_text("announcement", by=leader, at=AT)
    assert terms.standard_text(cast.community_id, "announcement", "zh_Hans_CN") == first
    with pytest.raises(NotFound), unit_of_work():
        settings.write_text("no_such_text", "x", "", by=leader, at=AT)
    with pytest.raises(SettingRefused), unit_of_work():
        settings.write_text("announcement", "x" * 10_001, "", by=leader, at=AT)


def test_a_pattern_is_replaced_as_a_whole(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")

    def save(pattern_id: int | None, parts: list[PatternPart], name: str = "两班") -> int:
        found = next((p for p in asked.patterns(leader) if p.id == pattern_id), None)
        with unit_of_work():
            return plans.save_pattern(
                found,
                campaign_id=cast.campaign_id,
                name=name,
                starts_on=date(2022, 4, 2),
                parts=parts,
                by=leader,
                at=AT,
            ).id

    two = [PatternPart("day", 480, 720), PatternPart("night", 1200, 720)]
    first = save(None, two)
    assert save(first, [PatternPart("day", 420, 720), PatternPart("night", 1140, 720)]) == first
    stored = db.session.scalars(select(ShiftPatternPart.starts_minute).order_by(ShiftPatternPart.id))
    assert list(stored) == [420, 1140]
    with pytest.raises(PlanRefused):
        save(None, two)
    with pytest.raises(PlanRefused):
        save(first, [])
    with pytest.raises(NotFound), unit_of_work():
        plans.save_pattern(
            None,
            campaign_id=cast.other_campaign_id,
            name="x",
            starts_on=date(2022, 4, 2),
            parts=two,
            by=leader,
            at=AT,
        )


def test_a_template_is_replaced_as_a_whole(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        template = plans.save_template(
            None, name="1+1", seats=[Seat("medic", "sampling", 1), Seat("cadre", "", 1)], by=leader, at=AT
        )
    with unit_of_work():
        plans.save_template(template, name="1+3", seats=[Seat("medic", "sampling", 1)], by=leader, at=AT)
    assert db.session.scalars(select(StaffingTemplate.name)).all() == ["1+3"]
    assert db.session.scalar(select(func.count()).select_from(StaffingSeat)) == 1
    with pytest.raises(NotFound), unit_of_work():
        plans.save_template(
            template, name="x", seats=[Seat("cadre", "", 1)], by=cast.viewer("outsider"), at=AT
        )


def test_a_rule_set_keeps_its_name_to_itself(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    rule = {"days": 3, "tests": 2, "min_interval_hours": 24, "mode": "single"}
    with unit_of_work():
        first = plans.save_rule_set(None, name="黄码", by=leader, at=AT, **rule)  # type: ignore[arg-type]  # as above
    with pytest.raises(PlanRefused), unit_of_work():
        plans.save_rule_set(None, name="黄码", by=leader, at=AT, **rule)  # type: ignore[arg-type]  # as above
    with unit_of_work():
        plans.save_rule_set(first, name="黄码", by=leader, at=AT, **{**rule, "days": 5})  # type: ignore[arg-type]
    assert [r.days for r in asked.rule_sets(leader)] == [5]
    assert asked.rule_sets(cast.viewer("outsider")) == []


def test_the_name_of_the_community_changes_and_its_address_stays(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        change_community(
            name="新邻里社区",
            name_en="New Linli",
            subdistrict="南街道",
            zone="Asia/Urumqi",
            by=cast.viewer("leader"),
            at=AT,
        )
    community = db.session.get_one(Community, cast.community_id)
    assert (community.name, community.slug, community.zone) == ("新邻里社区", "linli", "Asia/Urumqi")
    assert community.subdistrict is not None
    assert community.subdistrict.name == "南街道"
    assert db.session.get_one(Community, cast.other_community_id).subdistrict.name == "北街道"  # type: ignore[union-attr]
