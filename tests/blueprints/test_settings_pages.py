"""The settings and the places on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions.communities import seed_shift_pattern, seed_templates, seed_texts
from teamhub.actions.work import unit_of_work
from teamhub.domain.settings import Thresholds
from teamhub.models.base import db
from teamhub.models.campaigns import (
    Campaign,
    JournalEntry,
    RuleSet,
    Setting,
    ShiftPattern,
    StaffingSeat,
    StaffingTemplate,
    StandardText,
    Term,
)
from teamhub.models.duty import GatePeriod, Post
from teamhub.models.places import Building, Community, Compound, Unit
from teamhub.models.testing import SamplingSite
from teamhub.queries import terms
from tests.cast import Cast
from tests.page_client import PageClient
from tests.statements import counted

As = Callable[..., PageClient]

SETTINGS = (
    "",
    "thresholds",
    "lists",
    "lists/visit_outcome",
    "lists/visit_outcome/met_untested",
    "lists/deed_category/printing",
    "lists/vulnerable_category/elder_alone",
    "texts",
    "texts/announcement",
    "texts/letter_promises",
    "patterns",
    "patterns/new",
    "patterns/1",
    "templates",
    "templates/new",
    "templates/1",
    "rules",
    "rules/new",
    "rules/1",
    "campaigns",
    "campaigns/new",
    "campaigns/1",
    "community",
)
PLACES = (
    "",
    "?q=名珠华府",
    "compounds/new",
    "compounds/1",
    "compounds/1/edit",
    "compounds/1/buildings/new",
    "buildings/1",
    "buildings/1/doors/new",
    "doors/1",
    "posts",
    "posts/new",
    "posts/1",
    "posts/1/edit",
    "sites",
    "sites/new",
    "sites/1",
)
ADDRESSES = [f"settings/{a}" for a in SETTINGS] + [f"places/{a}" for a in PLACES]


@pytest.fixture(autouse=True)
def furnished(app: Flask, cast: Cast) -> None:
    """Texts, templates, a pattern, a rule, a gate and a site."""
    with unit_of_work():
        community = db.session.get_one(Community, cast.community_id)
        seed_texts(community, "北街道")
        seed_templates(community.id)
        seed_shift_pattern(db.session.get_one(Campaign, cast.campaign_id))
        campaign = db.session.get_one(Campaign, cast.campaign_id)
        db.session.add(
            Post(
                community_id=community.id,
                campaign_id=campaign.id,
                code="G1",
                name="汉孟路南端",
                kind="gate",
                seats=3,
                opened_on=campaign.starts_on,
                key="k" * 20,
            )
        )
        db.session.add(
            SamplingSite(community_id=community.id, campaign_id=campaign.id, code="P1", name="明珠华府采样点")
        )


def test_every_page_in_both_languages(as_: As) -> None:
    for language in ("zh_Hans_CN", "en"):
        client = as_("leader", language=language)
        for address in ADDRESSES:
            client.get(f"/linli/{address}")


def test_looking_changes_nothing(as_: As) -> None:
    """T63: no GET writes."""
    client = as_("leader")
    before = db.session.scalar(select(func.count()).select_from(JournalEntry))
    for address in ADDRESSES:
        client.get(f"/linli/{address}")
    assert db.session.scalar(select(func.count()).select_from(JournalEntry)) == before


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("member", 403), ("group_leader", 403), ("reader", 403)]
)
def test_others_see_no_settings(as_: As, who: str, status: int) -> None:
    client = as_(who)
    for address in ADDRESSES:
        client.get(f"/linli/{address}", expect=status)


def test_the_leader_of_another_community_finds_nothing_by_its_number(as_: As) -> None:
    """T55."""
    client = as_("outsider")
    for address in ADDRESSES:
        if re.search(r"/\d", address):
            client.get(f"/bieqv/{address}", expect=200 if address == "settings/campaigns/2" else 404)


def test_thresholds_are_set_and_taken_back(as_: As, cast: Cast) -> None:
    client = as_("leader")
    client.get("/linli/settings/thresholds")
    form = {
        str(field["name"]): str(field.get("value", ""))
        for field in client.soup.select("form[action$=thresholds] input[name]")
        if field.get("type") not in ("checkbox", "hidden")
    }
    assert form["brief_as_of_minute"] == "22:00"
    client.post(
        "/linli/settings/thresholds",
        {**form, "grace_minutes": "7", "brief_as_of_minute": "00:00", "rest_hours": ""},
    )
    assert terms.thresholds(cast.community_id) == Thresholds(
        grace_minutes=7, brief_as_of_minute=1440, letters_required=False
    )
    client.post("/linli/settings/thresholds/reset", {"name": "grace_minutes"})
    assert terms.thresholds(cast.community_id).grace_minutes == 5
    client.post("/linli/settings/thresholds/reset")
    assert db.session.scalar(select(func.count()).select_from(Setting)) == 0


def test_a_threshold_out_of_range_says_which_and_how_far(as_: As) -> None:
    client = as_("leader")
    client.post("/linli/settings/thresholds", {"grace_minutes": "700"}, expect=422)
    error = client.soup.find(id="grace_minutes-error")
    assert error is not None
    assert "0至120" in error.get_text()


def test_an_entry_is_added_moved_changed_and_retired(as_: As, cast: Cast) -> None:
    client, here = as_("leader"), "/linli/settings/lists/deed_category"
    client.post(here, {"code": "walk_dog", "label_zh": "遛狗", "label_en": "Dog walking"})
    client.post(here, {"code": "walk_dog", "label_zh": "遛狗"}, expect=422)
    client.post(f"{here}/walk_dog/up")
    client.post(
        f"{here}/walk_dog",
        {"label_zh": "遛狗喂猫", "label_en": "Pets", "flag_brief_group": "delivery", "flag_sweeper": "y"},
    )
    row = terms.terms(cast.community_id, "deed_category")["walk_dog"]
    assert (row.zh, row.active, row.flags) == ("遛狗喂猫", False, {"brief_group": "delivery"})
    client.get(here)
    assert "已停用" in client.text()
    client.post(f"{here}/walk_dog", {"label_zh": "x", "flag_brief_group": "no_such_group"}, expect=422)
    client.get("/linli/settings/lists/no_such_list", expect=404)
    client.get(f"{here}/no_such_code", expect=404)


def test_outcome_flags_decide_what_settles_a_door(as_: As, cast: Cast) -> None:
    """Outcome codes and their meaning are data."""
    client = as_("leader")
    client.post(
        "/linli/settings/lists/visit_outcome/no_access",
        {
            "label_zh": "门禁无法进入",
            "active": "y",
            "flag_final": "y",
            "flag_contact": "none",
            "flag_household": "y",
        },
    )
    flags = terms.terms(cast.community_id, "visit_outcome")["no_access"].flags
    assert (flags["final"], flags["revisit"], flags["household"]) == (True, False, True)


def test_a_text_is_written_in_both_languages_and_taken_back(as_: As, cast: Cast) -> None:
    client = as_("leader")
    body = {"body_zh": "请排队。<script>alert(1)</script>", "body_en": "Please queue."}
    client.post("/linli/settings/texts/announcement", body)
    client.get("/linli/settings/texts")
    assert client.soup.find("script", string=re.compile("alert")) is None
    assert "alert(1)" in client.text()
    client.post("/linli/settings/texts/announcement/reset")
    assert "口罩" in terms.standard_text(cast.community_id, "announcement", "zh_Hans_CN")


def test_a_letter_that_no_sheet_of_paper_holds_is_neither_stored_nor_an_error_page(
    as_: As, cast: Cast
) -> None:
    client = as_("leader")
    address, letters = "/linli/settings/texts/letter_promises", "/linli/prints/letters-blank.pdf"
    body = {"body_zh": "\n".join(["按时参加每一轮核酸检测"] * 31), "body_en": "Take part in every round."}
    client.post(address, body, expect=422)
    assert re.search(r"共占 3\d 行.*30 行", client.text())
    assert client.soup.find("textarea", id="body_zh").get_text().count("按时") == 31  # type: ignore[union-attr]
    client.get(letters)
    with unit_of_work():  # as a workbook may bring it
        row = db.session.scalars(select(StandardText).where(StandardText.name == "letter_promises")).one()
        row.body_zh = body["body_zh"]
    client.get(letters, expect=422)
    assert "30 行" in client.text()


def test_a_pattern_of_three_shifts(as_: As, cast: Cast) -> None:
    client = as_("leader")
    form = {"name": "三班", "campaign_id": str(cast.campaign_id), "starts_on": "2022-04-10"}
    for row, (kind, start, end) in enumerate(
        [("morning", "08:00", "16:00"), ("evening", "16:00", "00:00"), ("night", "00:00", "08:00")]
    ):
        form |= {f"parts-{row}-kind": kind, f"parts-{row}-starts": start, f"parts-{row}-ends": end}
    client.post("/linli/settings/patterns/new", form)
    stored = db.session.scalars(select(ShiftPattern).where(ShiftPattern.name == "三班")).one()
    assert [(p.kind, p.starts_minute, p.length_minutes) for p in stored.parts] == [
        ("night", 0, 480),
        ("morning", 480, 480),
        ("evening", 960, 480),
    ]
    client.get(f"/linli/settings/patterns/{stored.id}")
    client.post(f"/linli/settings/patterns/{stored.id}", {**form, "parts-1-ends": ""}, expect=422)
    assert "没有填完整" in client.text()
    client.post(f"/linli/settings/patterns/{stored.id}", {**form, "parts-0-ends": "17:00"}, expect=422)
    assert "重叠" in client.text()
    client.post(
        "/linli/settings/patterns/new",
        {**form, "name": "x", "campaign_id": str(cast.other_campaign_id)},
        expect=422,
    )


def test_a_template_grows_and_shrinks_by_its_rows(as_: As) -> None:
    client = as_("leader")
    template = db.session.scalars(select(StaffingTemplate)).one()
    client.get(f"/linli/settings/templates/{template.id}")
    form = {
        str(field["name"]): str(field.get("value", ""))
        for field in client.soup.select("form[action*=templates] input[name]")
        if field.get("type") != "hidden"
    }
    for select_ in client.soup.select("form[action*=templates] select[name]"):
        chosen = select_.select_one("option[selected]")
        form[str(select_["name"])] = str(chosen["value"]) if chosen else ""
    client.post(f"/linli/settings/templates/{template.id}", form)
    seats = select(StaffingSeat.count).where(StaffingSeat.template_id == template.id)
    assert sum(db.session.scalars(seats)) == 7, "saving what is shown changes nothing"
    client.post(f"/linli/settings/templates/{template.id}", {**form, "seats-0-count": "0", "name": "0+2+4"})
    assert sum(db.session.scalars(seats)) == 6
    client.post("/linli/settings/templates/new", {"name": "leer"}, expect=422)
    client.post("/linli/settings/templates/new", {"name": "x", "seats-0-count": "3"}, expect=422)


def test_rules_campaigns_and_the_community(as_: As, cast: Cast) -> None:
    client = as_("leader")
    rule = db.session.scalars(select(RuleSet.id)).one()
    body = {"name": "黄码七天三检", "days": "7", "tests": "3", "min_interval_hours": "24", "mode": "single"}
    client.post(f"/linli/settings/rules/{rule}", body)
    client.post(f"/linli/settings/rules/{rule}", {**body, "tests": "9"}, expect=422)
    client.post("/linli/settings/rules/new", body, expect=422)
    campaign = {"name": "防汛", "kind": "flood", "starts_on": "2022-07-01", "ends_on": ""}
    client.post("/linli/settings/campaigns/new", campaign)
    client.post("/linli/settings/campaigns/new", campaign, expect=422)
    client.post("/linli/settings/campaigns/1", {**campaign, "ends_on": "2022-06-01"}, expect=422)
    client.post("/linli/settings/campaigns/1", {**campaign, "ends_on": "2022-08-01"})
    body = {"name": "新邻里社区", "name_en": "", "subdistrict": "南街道", "zone": "Asia/Shanghai"}
    client.post("/linli/settings/community", {**body, "zone": "Mars/Base"}, expect=422)
    client.post("/linli/settings/community", {**body, "slug": "stolen", "is_example": "y"})
    community = db.session.get_one(Community, cast.community_id)
    assert (community.slug, community.name, community.is_example) == ("linli", "新邻里社区", False)


def test_the_alias_leads_to_the_one_compound(as_: As) -> None:
    """Fact 4 on the screen."""
    client = as_("leader")
    client.get("/linli/places/?q=名珠华府")
    assert [row.get_text() for row in client.soup.select("#compound-list tbody th a")] == ["明珠华府"]
    client.get("/linli/places/?q=金域")
    assert client.soup.select("#compound-list tbody th a") == []
    fragment = client.fragment("/linli/places/?q=明珠", "compound-list").get_data(as_text=True)
    assert "<html" not in fragment


def test_a_compound_and_its_building_are_described_looked_at_and_made(as_: As, cast: Cast) -> None:
    client = as_("leader")
    body = {"name": "金域华府", "aliases": "金域\n", "households": "11", "registered": "30", "eligible": "28"}
    client.post("/linli/places/compounds/new", body)
    client.post("/linli/places/compounds/new", {**body, "name": "金 域"}, expect=422)
    compound = db.session.scalars(select(Compound).where(Compound.name == "金域华府")).one()
    here = f"/linli/places/compounds/{compound.id}/buildings/new"
    shape = {
        "name": "2",
        "stairwells": "2",
        "floors": "3",
        "flats": "2",
        "first_floor": "1",
        "missing": "2-101",
        "vacant": "",
        "shops": "理发店",
    }
    client.post(here, {**shape, "look": "1"}, expect=200)
    assert "将生成11户" in client.text()
    assert db.session.scalar(select(func.count()).select_from(Building)) == 1
    client.post(here, shape)
    client.post(here, {**shape, "missing": "9-999", "name": "3"}, expect=422)
    client.get(f"/linli/places/compounds/{compound.id}")
    assert "申报11户，全部在册" in client.text()
    client.get("/linli/places/")
    totals = client.soup.select("tfoot td.num")
    assert [cell.get_text() for cell in totals][1:3] == ["23", "23"]


def test_a_door_is_added_changed_and_removed(as_: As, cast: Cast) -> None:
    client, building = as_("leader"), cast.building_id
    door = {"kind": "household", "stairwell": "1", "floor": "4", "label": "401", "resident_count": "2"}
    client.post(f"/linli/places/buildings/{building}/doors/new", {**door, "occupied": "y"})
    client.post(f"/linli/places/buildings/{building}/doors/new", door, expect=422)
    unit = db.session.scalars(select(Unit).where(Unit.label == "401")).one()
    client.post(f"/linli/places/doors/{unit.id}", door)
    assert not db.session.get_one(Unit, unit.id).occupied
    client.post(f"/linli/places/doors/{unit.id}/remove")
    assert db.session.scalar(select(func.count()).select_from(Unit).where(Unit.label == "401")) == 0


def test_a_gate_is_opened_and_closed_on_the_communitys_clocks(as_: As) -> None:
    """Fact 7."""
    client = as_("leader")
    client.post("/linli/places/posts/1/gate/open", {"at_time": "2022-04-01T08:00", "reason": ""}, expect=422)
    client.post("/linli/places/posts/1/gate/open", {"at_time": "2022-04-01T08:00", "reason": "指挥部令"})
    period = db.session.scalars(select(GatePeriod)).one()
    assert period.open_from.isoformat() == "2022-04-01T00:00:00+00:00"
    client.get("/linli/places/posts/1")
    assert "4月1日 08:00" in client.text()
    assert "周队长" in client.text()
    client.post(
        "/linli/places/posts/1/gate/close", {"at_time": "2022-03-01T08:00", "reason": "令"}, expect=422
    )
    client.post("/linli/places/posts/1/gate/close", {"at_time": "2022-04-03T08:00", "reason": "令"})
    client.get("/linli/places/posts")
    assert "对外开放0处" in client.text()


def test_posts_and_sites_are_made_and_changed(as_: As, cast: Cast) -> None:
    client = as_("leader")
    post = {
        "name": "明珠华府卡口",
        "kind": "compound_checkpoint",
        "compound_id": str(cast.compound_id),
        "seats": "2",
        "opened_on": "2022-04-01",
        "closed_on": "",
    }
    client.post("/linli/places/posts/new", post)
    client.post("/linli/places/posts/new", {**post, "closed_on": "2022-03-01"}, expect=422)
    client.post("/linli/places/posts/new", {**post, "kind": "moat"}, expect=422)
    client.post("/linli/places/posts/1/edit", {**post, "key": "stolen", "compound_id": ""})
    assert db.session.get_one(Post, 1).key == "k" * 20
    client.post("/linli/places/sites/1", {"name": "一号点", "compounds": [str(cast.compound_id)]})
    client.get("/linli/places/sites")
    assert "一号点" in client.text()
    assert "尚无采样点" not in client.text()
    client.post("/linli/places/sites/new", {"name": "二号点", "compounds": ["999"]}, expect=422)


def test_one_row_or_three_cost_the_same_statements(as_: As, cast: Cast) -> None:
    client = as_("leader")
    lists = (
        "settings/campaigns",
        "settings/rules",
        "settings/lists/urgency",
        "settings/templates",
        "settings/patterns",
    )

    def costs() -> list[int]:
        found = []
        for address in lists:
            with counted() as statements:
                client.get(f"/linli/{address}")
            found.append(len(statements))
        return found

    before = costs()
    with unit_of_work():
        for number in (1, 2):
            at = db.session.get_one(Campaign, cast.campaign_id)
            more = Campaign(
                community_id=at.community_id,
                code=f"c{number}",
                kind="flood",
                name="防汛",
                starts_on=at.starts_on,
            )
            db.session.add(more)
            db.session.flush()
            seed_shift_pattern(more)
            rule = {"days": 3, "tests": 2, "min_interval_hours": 24, "mode": "single"}
            db.session.add(RuleSet(community_id=at.community_id, name=f"r{number}", **rule))
            seats = [
                StaffingSeat(community_id=at.community_id, member_type="medic", task="sampling", count=1)
            ]
            db.session.add(StaffingTemplate(community_id=at.community_id, name=f"t{number}", seats=seats))
            db.session.add(
                Term(
                    community_id=at.community_id,
                    vocabulary="urgency",
                    code=f"u{number}",
                    label_zh="特急",
                    label_en="x",
                )
            )
    assert costs() == before
