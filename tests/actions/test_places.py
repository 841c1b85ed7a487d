"""Compounds, doors, posts, gates and sites."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import places, posts
from teamhub.actions.places import PlaceRefused
from teamhub.actions.posts import PostRefused
from teamhub.actions.work import unit_of_work
from teamhub.domain.buildings import Shape, doors_of
from teamhub.domain.errors import NotFound
from teamhub.domain.places import CompoundFacts, PostFacts, UnitFacts
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, JournalEntry
from teamhub.models.duty import Post
from teamhub.models.places import Building, Compound, Unit
from teamhub.models.testing import SamplingSite
from teamhub.queries import places as asked
from teamhub.queries import posts as posts_asked
from tests.cast import Cast
from tests.statements import counted

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)
DAY = date(2022, 4, 1)


def add_compound(cast: Cast, name: str, **more: object) -> Compound:
    with unit_of_work():
        facts = CompoundFacts(name, **more)  # type: ignore[arg-type]  # a story names what it needs
        return places.add_compound(facts, by=cast.viewer("leader"), at=AT)


def add_post(cast: Cast, name: str, **more: object) -> Post:
    facts = PostFacts(**{"name": name, "kind": "gate", "seats": 3, "opened_on": DAY, **more})  # type: ignore[arg-type]
    with unit_of_work():
        campaign = db.session.get_one(Campaign, cast.campaign_id)
        return posts.add_post(campaign, facts, by=cast.viewer("leader"), at=AT)


@pytest.mark.parametrize("typed", ["明珠华府", "名珠华府", " 名 珠华府 ", "名珠"])
def test_both_spellings_find_the_one_compound(app: Flask, cast: Cast, typed: str) -> None:
    """Fact 4: 名珠华府 finds 明珠华府, and there is one compound, not two."""
    if len(typed.strip()) > 2:
        found = asked.compound_named(cast.community_id, typed)
        assert found is not None
        assert found.name == "明珠华府"
    rows = asked.compounds(cast.viewer("leader"), typed.replace(" ", ""))
    assert [row.name for row in rows] == ["明珠华府"]
    assert len(asked.compounds(cast.viewer("leader"))) == 1


@pytest.mark.parametrize("facts", [{"name": "名珠华府"}, {"name": "金域", "aliases": ("明珠华府",)}])
def test_no_name_means_two_compounds(app: Flask, cast: Cast, facts: dict[str, object]) -> None:
    with pytest.raises(PlaceRefused) as refused:
        add_compound(cast, **facts)  # type: ignore[arg-type]  # a story names what it needs
    assert refused.value.code == "compound_taken"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": ""}, "name_needed"),
        ({"name": "金域", "registered": 3, "eligible": 4}, "eligible_above_registered"),
        ({"name": "金域", "aliases": ("金 域",)}, "alias_repeats"),
        ({"name": "金域", "code": "C01"}, "place_code_taken"),
    ],
)
def test_compounds_that_cannot_be_are_refused(
    app: Flask, cast: Cast, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(PlaceRefused) as refused:
        add_compound(cast, **facts)  # type: ignore[arg-type]  # a story names what it needs
    assert refused.value.code == code


def test_a_compound_keeps_its_own_names_when_it_changes(app: Flask, cast: Cast) -> None:
    compound = db.session.get_one(Compound, cast.compound_id)
    facts = CompoundFacts("明珠华府", households=11, registered=40, eligible=30, aliases=("名珠华府", "明珠"))
    with unit_of_work():
        places.change_compound(compound, facts, by=cast.viewer("leader"), at=AT)
    assert [alias.name for alias in compound.aliases] == ["名珠华府", "明珠"]
    assert compound.household_count == 11


def test_declared_households_are_checked_against_doors(app: Flask, cast: Cast) -> None:
    """Fact 5 and reading d: vacant flats and shops stand outside of the household count."""
    leader = cast.viewer("leader")
    assert asked.compounds(leader)[0].agrees
    compound = add_compound(cast, "金域华府", households=5, registered=9, eligible=9)
    doors = doors_of(Shape(1, 3, 2, vacant="301", shops="好邻居超市"))
    with unit_of_work():
        places.add_building(compound, "1", doors, by=leader, at=AT)
    row = asked.compounds(leader, "金域")[0]
    assert (row.declared, row.on_record, row.vacant, row.shops, row.buildings) == (5, 5, 1, 1, 1)
    with unit_of_work():
        unit = db.session.scalars(
            select(Unit).where(Unit.compound_id == compound.id, Unit.label == "102")
        ).one()
        facts = UnitFacts("household", "1", 1, "102", occupied=False)
        places.change_unit(unit, facts, by=leader, at=AT)
    assert not asked.compounds(leader, "金域")[0].agrees


def test_a_building_stands_once_in_its_compound(app: Flask, cast: Cast) -> None:
    compound = db.session.get_one(Compound, cast.compound_id)
    with pytest.raises(PlaceRefused), unit_of_work():
        places.add_building(compound, "1", doors_of(Shape(1, 1, 1)), by=cast.viewer("leader"), at=AT)
    with pytest.raises(NotFound), unit_of_work():
        places.add_building(compound, "9", doors_of(Shape(1, 1, 1)), by=cast.viewer("outsider"), at=AT)


def test_doors_are_shown_as_they_stand_in_the_building(app: Flask, cast: Cast) -> None:
    wells = asked.stairwells(cast.viewer("leader"), cast.building_id)
    assert [well.name for well in wells] == ["1", "2"]
    assert list(wells[0].floors) == [3, 2, 1]
    assert [u.label for u in wells[0].floors[3]] == ["301", "302"]


def test_a_door_is_unique_and_goes_only_while_nothing_hangs_on_it(app: Flask, cast: Cast) -> None:
    from teamhub.models.places import Resident

    leader = cast.viewer("leader")
    building = db.session.get_one(Building, cast.building_id)
    with pytest.raises(PlaceRefused), unit_of_work():
        places.add_unit(building, UnitFacts("household", "1", 1, "101", True), by=leader, at=AT)
    with unit_of_work():
        extra = places.add_unit(building, UnitFacts("shop", "", 1, "理发店", False), by=leader, at=AT)
        assert extra.occupied, "a shop is never a vacant flat"
        places.remove_unit(extra, by=leader, at=AT)
    used = cast.unit_ids[0]
    with unit_of_work():
        db.session.add(
            Resident(
                community_id=cast.community_id,
                code="R1",
                compound_id=cast.compound_id,
                unit_id=used,
                name="刘某",
            )
        )
    with pytest.raises(PlaceRefused) as refused, unit_of_work():
        places.remove_unit(db.session.get_one(Unit, used), by=leader, at=AT)
    assert refused.value.code == "unit_in_use"
    assert db.session.get(Unit, used) is not None


def test_doors_of_another_community_are_out_of_reach(app: Flask, cast: Cast) -> None:
    """T55."""
    unit, stranger = db.session.get_one(Unit, cast.unit_ids[0]), cast.viewer("outsider")
    facts = UnitFacts("household", "9", 9, "909", True)
    with pytest.raises(NotFound), unit_of_work():
        places.change_unit(unit, facts, by=stranger, at=AT)
    with pytest.raises(NotFound), unit_of_work():
        places.remove_unit(unit, by=stranger, at=AT)
    for question in (
        lambda: asked.compound(stranger, cast.compound_id),
        lambda: asked.building(stranger, cast.building_id),
        lambda: asked.unit(stranger, cast.unit_ids[0]),
    ):
        with pytest.raises(NotFound):
            question()


def test_posts_get_codes_and_a_secret_each(app: Flask, cast: Cast) -> None:
    """Fact 6: kinds are data, and a post may lack a compound."""
    first = add_post(cast, "汉孟路南端", code="G1")
    second = add_post(cast, "明珠华府", kind="compound_checkpoint", compound_id=cast.compound_id, seats=2)
    assert (first.code, second.code) == ("G1", "K01")
    assert first.compound_id is None
    assert len(first.key) > 20
    assert first.key != second.key


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"kind": "moat"}, PostRefused),
        ({"closed_on": DAY - timedelta(days=1)}, PostRefused),
        ({"name": ""}, PostRefused),
        ({"compound_id": 999}, NotFound),
    ],
)
def test_posts_that_cannot_be_are_refused(
    app: Flask, cast: Cast, more: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        add_post(cast, **{"name": "x", **more})  # type: ignore[arg-type]  # a story names what it needs


def test_opening_and_closing_a_gate_is_dated_and_says_who_and_why(app: Flask, cast: Cast) -> None:
    """Fact 7 and reading h: gates vary with time, each turn audited."""
    leader = cast.viewer("leader")
    gate = add_post(cast, "汉孟路南端")
    with unit_of_work():
        posts.open_gate(gate, AT, "指挥部1号令", by=leader, at=AT)
    row = posts_asked.listing(leader, cast.campaign_id, AT)[0]
    assert row.gate_open
    later = AT + timedelta(days=2)
    with unit_of_work():
        posts.close_gate(gate, later, "指挥部2号令", by=cast.viewer("secretary"), at=later)
    assert posts_asked.listing(leader, cast.campaign_id, later - timedelta(seconds=1))[0].gate_open
    assert not posts_asked.listing(leader, cast.campaign_id, later)[0].gate_open
    history = posts_asked.gate_history(leader, gate.id)
    assert [(h.open_reason, h.opened_by, h.close_reason, h.closed_by) for h in history] == [
        ("指挥部1号令", "周队长", "指挥部2号令", "郑书记")
    ]
    written = db.session.scalars(select(JournalEntry.action).where(JournalEntry.action.like("gate.%")))
    assert list(written) == ["gate.opened", "gate.closed"]


def test_a_gate_is_not_opened_twice_nor_closed_before_it_opened(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    gate = add_post(cast, "汉孟路南端")

    def turn(opening: bool, moment: datetime, reason: str = "令") -> str:
        verb = posts.open_gate if opening else posts.close_gate
        with pytest.raises(PostRefused) as refused, unit_of_work():
            verb(gate, moment, reason, by=leader, at=AT)
        return refused.value.code

    assert turn(False, AT) == "gate_not_open"
    assert turn(True, AT, "") == "reason_needed"
    with unit_of_work():
        posts.open_gate(gate, AT, "令", by=leader, at=AT)
    assert turn(True, AT + timedelta(hours=1)) == "gate_open"
    assert turn(True, AT - timedelta(hours=1)) == "gate_overlaps"
    assert turn(False, AT) == "gate_closes_early"


def test_a_compound_has_one_sampling_site(app: Flask, cast: Cast) -> None:
    """Fact 53: each compound has one default site."""
    leader = cast.viewer("leader")
    second = add_compound(cast, "金域华府", registered=9, eligible=9)

    def save(site: SamplingSite | None, name: str, *compounds: int) -> SamplingSite:
        with unit_of_work():
            campaign = db.session.get_one(Campaign, cast.campaign_id)
            return posts.save_site(
                site, campaign, name=name, code="", compound_ids=compounds, by=leader, at=AT
            )

    first = save(None, "P1", cast.compound_id)
    assert posts_asked.compounds_without_site(leader, cast.campaign_id) == ["金域华府"]
    save(None, "P2", cast.compound_id, second.id)
    rows = posts_asked.sites(leader, cast.campaign_id)
    assert [(r.code, r.compounds, r.eligible) for r in rows] == [
        ("S01", (), 0),
        ("S02", ("明珠华府", "金域华府"), 37),
    ]
    save(first, "P1", second.id)
    assert [r.compounds for r in posts_asked.sites(leader, cast.campaign_id)] == [
        ("金域华府",),
        ("明珠华府",),
    ]
    with pytest.raises(NotFound):
        save(None, "P3", 999)


def test_one_place_or_three_cost_the_same_statements(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")

    def cost() -> list[int]:
        found = []
        for question in (
            lambda: asked.compounds(leader),
            lambda: posts_asked.listing(leader, cast.campaign_id, AT),
            lambda: posts_asked.sites(leader, cast.campaign_id),
            lambda: asked.buildings(leader, cast.compound_id),
        ):
            db.session.expire_all()
            with counted() as statements:
                question()
            found.append(len(statements))
        return found

    def more(number: int) -> None:
        compound = add_compound(cast, f"小区{number}", aliases=(f"别名{number}",))
        gate = add_post(cast, f"卡口{number}", compound_id=compound.id)
        with unit_of_work():
            posts.open_gate(gate, AT, "令", by=leader, at=AT)
            mine = db.session.get_one(Compound, cast.compound_id)
            places.add_building(mine, f"{number}栋", doors_of(Shape(1, 1, 2)), by=leader, at=AT)
            campaign = db.session.get_one(Campaign, cast.campaign_id)
            posts.save_site(
                None, campaign, name=f"P{number}", code="", compound_ids=[compound.id], by=leader, at=AT
            )

    more(1)
    with_one = cost()
    more(2)
    more(3)
    assert cost() == with_one
    assert db.session.scalar(select(func.count()).select_from(Compound)) == 4
