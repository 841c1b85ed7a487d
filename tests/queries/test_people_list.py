"""Finding people, and strength by organisation and type."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from teamhub.actions import organizations, people
from teamhub.actions.work import unit_of_work
from teamhub.domain.roster import PersonFacts
from teamhub.models.base import db
from teamhub.models.people import Person
from teamhub.queries import people as asked
from teamhub.queries.people import PER_PAGE, Activity, PeopleFilter
from tests.cast import Cast
from tests.statements import counted

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)


@pytest.fixture(autouse=True)
def roster(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        school = organizations.add_organization("市委党校", sends_cadres=True, by=leader, at=AT)
        for number, (name, kind) in enumerate(
            [("单雪梅", "cadre"), ("欧阳修远", "cadre"), ("高志远", "volunteer"), ("50%折", "volunteer")]
        ):
            facts = PersonFacts(name, kind, organization_id=school.id, phone=f"1390000{number:04d}")
            people.add_person(facts, by=leader, at=AT)


def names(cast: Cast, **chosen: object) -> list[str]:
    found = asked.listing(cast.viewer("leader"), PeopleFilter(**chosen))  # type: ignore[arg-type]  # see above
    return [row.name for row in found.rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("雪梅", ["单雪梅"]),
        ("单 雪梅", ["单雪梅"]),
        ("shan", ["单雪梅"]),
        ("Shan Xue", ["单雪梅"]),
        ("sxm", ["单雪梅"]),
        ("oyxy", ["欧阳修远"]),
        ("zhiyuan", ["高志远"]),
        ("0001", ["欧阳修远"]),
        ("P003", ["高志远"]),
        ("50%", ["50%折"]),
        ("%", ["50%折"]),
        ("_", []),
        ("01", []),
        ("nobody", []),
    ],
)
def test_people_are_found_by_name_pinyin_initials_code_and_end_of_phone(
    cast: Cast, typed: str, found: list[str]
) -> None:
    assert names(cast, q=typed) == found


def test_the_list_is_filtered_by_type_organisation_and_activity(cast: Cast) -> None:
    assert names(cast, member_type="volunteer") == ["高志远", "50%折"]
    school = {name: key for key, name in asked.organizations(cast.viewer("leader"))}["市委党校"]
    assert len(names(cast, organization_id=school)) == 4
    with unit_of_work():
        person = next(p for p in db.session.query(Person) if p.name == "高志远")
        people.deactivate_person(person, by=cast.viewer("leader"), at=AT)
    assert "高志远" not in names(cast)
    assert names(cast, activity=Activity.INACTIVE) == ["高志远"]
    assert "高志远" in names(cast, activity=Activity.ALL)


def test_the_list_sorts_by_pinyin_both_ways(cast: Cast) -> None:
    volunteers = names(cast, member_type="volunteer", sort="name")
    assert volunteers == names(cast, member_type="volunteer", sort="name", descending=True)[::-1]


def test_numbers_leave_masked(cast: Cast) -> None:
    """T57."""
    everybody = asked.listing(cast.viewer("leader"), PeopleFilter(activity=Activity.ALL), page=None).rows
    assert {row.phone for row in everybody} >= {"138****1234", "139****0000"}
    assert all("*" in row.phone for row in everybody)


def test_only_the_own_community_is_listed(cast: Cast) -> None:
    assert [row.name for row in asked.listing(cast.viewer("outsider"), PeopleFilter()).rows] == ["外社区队长"]


def test_strength_counts_active_people_once(cast: Cast) -> None:
    """Fact 2: strength per sending organisation."""
    rows = {row.organization: row for row in asked.strength(cast.viewer("leader"))}
    assert rows["市委党校"].by_type == {"cadre": 2, "volunteer": 2}
    assert rows["市委党校"].total == 4
    everybody = asked.listing(cast.viewer("leader"), PeopleFilter())
    assert sum(row.total for row in rows.values()) == everybody.total == 15


def test_a_long_list_comes_in_pages(cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        for number in range(PER_PAGE):
            people.add_person(PersonFacts(f"志愿者{number}", "volunteer"), by=leader, at=AT)
    first = asked.listing(leader, PeopleFilter(member_type="volunteer"), page=1)
    second = asked.listing(leader, PeopleFilter(member_type="volunteer"), page=2)
    assert (first.first, first.last, first.total, first.has_more) == (1, 50, 52, True)
    assert (second.first, second.last, second.has_more) == (51, 52, False)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert asked.listing(leader, PeopleFilter(member_type="volunteer"), page=99).page == 2


def test_one_person_or_many_cost_the_same_statements(cast: Cast) -> None:
    leader = cast.viewer("leader")
    with counted() as one:
        assert len(asked.listing(leader, PeopleFilter(q="sxm")).rows) == 1
    with counted() as many:
        assert len(asked.listing(leader, PeopleFilter()).rows) == 15
    assert len(one) == len(many) == 2
