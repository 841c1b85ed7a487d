"""The roster: who counts, under which name, and who may see the number."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from teamhub.actions import organizations, people
from teamhub.actions.organizations import OrganizationRefused
from teamhub.actions.people import PersonRefused
from teamhub.actions.romanise import pinyin_of
from teamhub.actions.work import unit_of_work
from teamhub.domain.errors import NotFound
from teamhub.domain.people import PhoneRounded, PhoneUnreadable
from teamhub.domain.roster import PersonFacts
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry, Reveal
from teamhub.models.people import Account, Organization, Person
from tests.cast import Cast

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)


def add(cast: Cast, name: str = "单雪梅", member_type: str = "cadre", **more: object) -> Person:
    with unit_of_work():
        facts = PersonFacts(name, member_type, **more)  # type: ignore[arg-type]  # a story names what it needs
        return people.add_person(facts, by=cast.viewer("leader"), at=AT)


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单雪梅", "shanxuemei", "sxm"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("任我行", "renwoxing", "rwx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳修远", "ouyangxiuyuan", "oyxy"),
        ("吕布", "lvbu", "lb"),
        ("John Smith", "johnsmith", "js"),
    ],
)
def test_pinyin_knows_surnames_with_a_reading_of_their_own(name: str, pinyin: str, initials: str) -> None:
    assert pinyin_of(name) == (pinyin, initials)


def test_a_new_person_gets_a_code_pinyin_and_a_folded_phone(app: Flask, cast: Cast) -> None:
    first = add(cast, "单 雪梅", phone="＋８６ １３８-００１３-８０００")
    second = add(cast, "刘洋")
    assert (first.name, first.pinyin, first.phone) == ("单雪梅", "shanxuemei", "13800138000")
    assert (first.code, second.code) == ("P001", "P002")
    assert first.active


def test_typed_pinyin_wins(app: Flask, cast: Cast) -> None:
    assert add(cast, pinyin="Dan Xue Mei").pinyin == "danxuemei"


@pytest.mark.parametrize(("phone", "error"), [("1.38E+10", PhoneRounded), ("call me", PhoneUnreadable)])
def test_a_number_that_is_lost_or_none_is_refused(
    app: Flask, cast: Cast, phone: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        add(cast, phone=phone)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": "  "}, "name_needed"),
        ({"member_type": "king"}, "member_type_unknown"),
        ({"organization_id": 99}, "organization_unknown"),
        ({"code": "member"}, "person_code_taken"),
        ({"deployed_from": date(2022, 4, 2), "deployed_to": date(2022, 4, 1)}, "deployed_backwards"),
    ],
)
def test_what_cannot_be_is_refused(app: Flask, cast: Cast, facts: dict[str, object], code: str) -> None:
    with pytest.raises(PersonRefused) as refused:
        add(cast, **facts)  # type: ignore[arg-type]  # a story names what it needs
    assert refused.value.code == code


def test_an_organisation_of_another_community_is_refused(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        foreign = organizations.add_organization("别处机关", by=cast.viewer("outsider"), at=AT)
    with pytest.raises(PersonRefused):
        add(cast, organization_id=foreign.id)
    with pytest.raises(NotFound), unit_of_work():
        organizations.change_organization(
            db.session.get_one(Organization, foreign.id),
            "x",
            name_en="",
            sends_cadres=False,
            by=cast.viewer("leader"),
            at=AT,
        )


def test_an_organisation_has_one_entry(app: Flask, cast: Cast) -> None:
    with pytest.raises(OrganizationRefused), unit_of_work():
        organizations.add_organization("市委组织部", by=cast.viewer("leader"), at=AT)


def test_a_change_keeps_the_number_that_nobody_typed_again(app: Flask, cast: Cast) -> None:
    person = add(cast, phone="13800138000")
    with unit_of_work():
        people.change_person(person, PersonFacts("单雪", "medic"), by=cast.viewer("leader"), at=AT)
    assert (person.phone, person.name, person.pinyin, person.member_type) == (
        "13800138000",
        "单雪",
        "shanxue",
        "medic",
    )
    with unit_of_work():
        people.change_person(person, PersonFacts("单雪", "medic", phone=""), by=cast.viewer("leader"), at=AT)
    assert person.phone == ""


def test_the_journal_names_the_fields_and_no_value(app: Flask, cast: Cast) -> None:
    person = add(cast, phone="13800138000")
    with unit_of_work():
        facts = PersonFacts("单雪", "cadre", phone="13900139000")
        people.change_person(person, facts, by=cast.viewer("leader"), at=AT)
    last = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert last is not None
    assert last.details == {"fields": ["name", "pinyin", "phone"]}
    for entry in db.session.scalars(select(JournalEntry)):
        assert "13900139000" not in str(entry.details)
        assert "单雪" not in str(entry.details)


def test_a_new_name_reaches_the_account(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        person = db.session.get_one(Person, cast.person("member"))
        people.change_person(person, PersonFacts("李文韬", "cadre"), by=cast.viewer("leader"), at=AT)
    assert db.session.get_one(Account, cast.account("member")).display_name == "李文韬"


def test_opening_a_number_leaves_a_trace_with_its_reason(app: Flask, cast: Cast) -> None:
    person = add(cast, phone="13800138000")
    with pytest.raises(PersonRefused), unit_of_work():
        people.reveal_phone(person, "  ", by=cast.viewer("leader"), at=AT)
    with unit_of_work():
        assert people.reveal_phone(person, "没有到岗", by=cast.viewer("leader"), at=AT) == "13800138000"
    trace = db.session.scalars(select(Reveal)).one()
    assert (trace.account_id, trace.object_type, trace.object_id, trace.reason) == (
        cast.account("leader"),
        "person",
        person.id,
        "没有到岗",
    )


def test_people_of_another_community_are_out_of_reach(app: Flask, cast: Cast) -> None:
    """T55."""
    stranger = cast.viewer("outsider")
    person = add(cast, phone="13800138000")
    with pytest.raises(NotFound), unit_of_work():
        people.change_person(person, PersonFacts("x", "cadre"), by=stranger, at=AT)
    with pytest.raises(NotFound), unit_of_work():
        people.deactivate_person(person, by=stranger, at=AT)
    with pytest.raises(NotFound), unit_of_work():
        people.activate_person(person, by=stranger, at=AT)
    with pytest.raises(NotFound), unit_of_work():
        people.reveal_phone(person, "why", by=stranger, at=AT)
