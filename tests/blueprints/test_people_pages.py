"""The roster on the screen, and the accounts behind it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from teamhub.domain.access import Role
from teamhub.models.base import db
from teamhub.models.campaigns import Reveal
from teamhub.models.people import Account, EnrolmentCode, Organization, Person
from teamhub.queries import accounts
from tests.cast import Cast
from tests.page_client import PageClient
from tests.statements import counted

As = Callable[..., PageClient]
PHONE = "13800001234"
"""What everybody of the cast has."""


def new_person(client: PageClient, expect: int = 303, **more: str) -> None:
    form = {"name": "单雪梅", "member_type": "cadre", "organization_id": "", **more}
    client.post("/linli/people/new", form, expect=expect)


def test_the_roster_in_both_languages(as_: As) -> None:
    for language in ("zh_Hans_CN", "en"):
        client = as_("leader", language=language)
        for address in ("/people/", "/people/new", "/people/strength", "/people/organizations", "/accounts/"):
            client.get(f"/linli{address}")
        client.get(f"/linli/people/{as_person('member')}")
        client.get(f"/linli/people/{as_person('member')}/edit")


def as_person(code: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.code == code)).one()


def test_no_page_and_no_export_shows_a_number(as_: As, cast: Cast) -> None:
    """T57."""
    client = as_("leader")
    person = cast.person("member")
    for address in ("", "?q=1234", f"{person}", f"{person}/edit", "strength", "export.csv"):
        answer = client.get(f"/linli/people/{address}")
        assert PHONE not in answer.get_data(as_text=True), address
        assert PHONE not in str(answer.headers)
    assert "138****1234" in client.get("/linli/people/export.csv").get_data(as_text=True)


def test_a_number_is_shown_once_with_a_reason(as_: As, cast: Cast) -> None:
    client, address = as_("leader"), f"/linli/people/{cast.person('member')}"
    client.post(f"{address}/phone", {"reason": " "}, expect=422)
    assert PHONE not in client.text()
    client.post(f"{address}/phone", {"reason": "没有到岗"}, expect=200)
    assert PHONE in client.text()
    client.get(address)
    assert PHONE not in client.text()
    assert db.session.scalar(select(func.count()).select_from(Reveal)) == 1


def test_a_group_leader_sees_the_roster_and_changes_nothing(as_: As, cast: Cast) -> None:
    client, person = as_("group_leader"), cast.person("member")
    client.get(f"/linli/people/{person}")
    assert client.soup.find("form", attrs={"action": re.compile("deactivate|phone")}) is None
    for address in ("new", f"{person}/edit", f"{person}/deactivate", f"{person}/phone"):
        client.post(f"/linli/people/{address}", {"name": "x", "reason": "x"}, expect=403)


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("member", 403), ("reader", 403)])
def test_others_do_not_see_the_roster(as_: As, cast: Cast, who: str, status: int) -> None:
    client = as_(who)
    for address in ("", str(cast.person("member")), "export.csv", "strength"):
        client.get(f"/linli/people/{address}", expect=status)


def test_a_foreign_person_is_not_there(as_: As, cast: Cast) -> None:
    """T55."""
    client, foreign = as_("leader"), cast.person("outsider")
    client.get(f"/linli/people/{foreign}", expect=404)
    client.get(f"/linli/people/{foreign}/edit", expect=404)
    client.get(f"/linli/accounts/new/{foreign}", expect=404)
    for address in (f"people/{foreign}/edit", f"people/{foreign}/deactivate", f"accounts/new/{foreign}"):
        client.post(f"/linli/{address}", {"name": "x", "member_type": "cadre", "role": "member"}, expect=404)
    account = cast.account("outsider")
    for verb in ("code", "reset", "disable", "enable", "roles", "roles/take"):
        client.post(f"/linli/accounts/{account}/{verb}", {"role": "member", "validity": "short"}, expect=404)


def test_somebody_is_added_found_by_pinyin_and_changed(as_: As) -> None:
    client = as_("leader")
    new_person(client, phone="１３９ ００００ ００００", work_group="一组")
    client.get("/linli/people/?q=sxm")
    assert "单雪梅" in client.text()
    assert "李文涛" not in client.text()
    person = as_person("P001")
    client.post(
        f"/linli/people/{person}/edit",
        {"name": "单雪", "member_type": "medic", "organization_id": "", "phone": ""},
    )
    client.get(f"/linli/people/{person}")
    assert "139****0000" in client.text()
    client.post(
        f"/linli/people/{person}/edit",
        {"name": "单雪", "member_type": "medic", "organization_id": "", "phone": "", "forget_phone": "y"},
    )
    assert db.session.get_one(Person, person).phone == ""


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"name": ""}, "name", "必填"),
        ({"phone": "1.38E+10"}, "phone", "四舍五入"),
        ({"phone": "abc"}, "phone", "不是电话号码"),
        ({"member_type": "king"}, "member_type", "不是有效的选择"),
        ({"deployed_from": "2022-04-02", "deployed_to": "2022-04-01"}, "deployed_to", "早于"),
        ({"code": "member"}, "code", "已被使用"),
    ],
)
def test_a_fault_is_shown_at_its_field_and_nothing_typed_is_lost(
    as_: As, more: dict[str, str], field: str, words: str
) -> None:
    client = as_("leader")
    new_person(client, expect=422, **{"position": "护士长", **more})
    error = client.soup.find(id=f"{field}-error")
    assert error is not None
    assert words in error.get_text()
    assert client.soup.find("input", {"name": "position"})["value"] == "护士长"  # type: ignore[index]


def test_fields_that_are_not_in_the_form_change_nothing(as_: As, cast: Cast) -> None:
    """T56."""
    client = as_("leader")
    new_person(
        client,
        community_id=str(cast.other_community_id),
        account_id=str(cast.account("admin")),
        active="",
        id="999",
        role="system_admin",
        initials="zz",
    )
    person = db.session.get_one(Person, as_person("P001"))
    assert (person.community_id, person.account_id, person.active, person.initials) == (
        cast.community_id,
        None,
        True,
        "sxm",
    )
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.id == 999)) == 0


def test_the_list_answers_htmx_with_the_fragment(as_: As) -> None:
    client = as_("leader")
    fragment = client.fragment("/linli/people/?q=lwt", "people-list").get_data(as_text=True)
    assert "<html" not in fragment
    assert fragment.strip().startswith('<div id="people-list">')


def test_the_export_is_what_the_list_shows(as_: As) -> None:
    client = as_("leader")
    new_person(client, name="=1+1", work_group="@SUM(A1)")
    new_person(client, name="单雪梅")
    lines = list(
        csv.reader(io.StringIO(client.get("/linli/people/export.csv?q=sxm").get_data().decode("utf-8-sig")))
    )
    assert [line[1] for line in lines] == ["姓名", "单雪梅"]
    body = client.get("/linli/people/export.xlsx")
    assert re.search(r'filename="linli-people-\d{8}-\d{4}\.xlsx"', body.headers["Content-Disposition"])
    sheet = load_workbook(io.BytesIO(body.data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}
    client.get("/linli/people/export.exe", expect=404)


def test_one_person_or_three_cost_the_same_statements(as_: As) -> None:
    client = as_("leader")
    new_person(client)
    costs = []
    for _ in range(2):
        with counted() as statements:
            client.get("/linli/people/?q=shan")
        costs.append(len(statements))
        new_person(client)
        new_person(client)
    with counted() as statements:
        client.get("/linli/people/export.csv?q=shan")
    assert costs[0] == costs[1]


def test_every_list_of_accounts_costs_the_same_for_few_and_many(as_: As) -> None:
    client = as_("leader")
    costs: list[int] = []
    for round_ in "12":
        for address in ("accounts/", "accounts/cards", "people/organizations", "people/strength"):
            with counted() as statements:
                client.get(f"/linli/{address}")
            costs.append(len(statements))
        for name in (f"甲{round_}", f"乙{round_}"):
            new_person(client, name=name, code=name)
            client.post("/linli/people/organizations", {"name": name})
            opened = {"role": "member", "validity": "card"}
            client.post(f"/linli/accounts/new/{as_person(name)}", opened, expect=200)
    assert costs[:4] == costs[4:]


def test_strength_adds_up_and_leads_to_its_rows(as_: As) -> None:
    client = as_("leader")
    client.get("/linli/people/strength")
    foot = client.soup.find("tfoot")
    assert foot is not None
    numbers = [int(cell.get_text()) for cell in foot.find_all("td")]
    assert numbers[-1] == sum(numbers[:-1]) == 11
    for link in client.soup.select("tbody td a"):
        rows = int(link.get_text())
        other = as_("leader")
        other.get(str(link["href"]))
        assert len(other.soup.select("#people-list tbody tr")) == rows


def test_opening_an_account_hands_out_its_code_once(as_: As, cast: Cast) -> None:
    client = as_("leader")
    new_person(client, phone="13900139000")
    person = as_person("P001")
    client.get(f"/linli/accounts/new/{person}")
    offered = {o["value"] for o in client.soup.select("select[name=role] option")}
    assert offered == {r.value for r in Role} - {
        "subdistrict",
        "party_secretary",
        "team_leader",
        "system_admin",
    }
    client.post(f"/linli/accounts/new/{person}", {"role": "member", "validity": "card"}, expect=200)
    code = client.soup.select_one(".enrol-card__code code")
    assert code is not None
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code.get_text())
    account = db.session.get_one(Account, db.session.get_one(Person, person).account_id)
    assert account.login == "13900139000"
    client.get(f"/linli/accounts/{account.id}")
    assert code.get_text() not in client.text()
    phone = PageClient(client.app)
    phone.get(f"/enrol/{code.get_text()}")


@pytest.mark.parametrize(
    "role", ["team_leader", "party_secretary", "system_admin", "subdistrict", "king", ""]
)
def test_a_forged_role_is_no_choice(as_: As, cast: Cast, role: str) -> None:
    """T56."""
    client = as_("leader")
    new_person(client)
    client.post(f"/linli/accounts/new/{as_person('P001')}", {"role": role, "validity": "card"}, expect=422)
    client.post(f"/linli/accounts/{cast.account('member')}/roles", {"role": role}, expect=422)
    assert accounts.roles_of(cast.account("member")) == {Role.MEMBER}
    assert db.session.scalar(select(func.count()).select_from(EnrolmentCode)) == 0


@pytest.mark.parametrize("name", ["leader", "secretary", "admin"])
def test_the_page_of_an_account_out_of_reach_offers_nothing_and_refuses(
    as_: As, cast: Cast, name: str
) -> None:
    client, account = as_("leader"), cast.account(name)
    client.get(f"/linli/accounts/{account}")
    forms = client.soup.find_all("form", attrs={"action": re.compile(rf"/accounts/{account}/")})
    assert forms == []
    for verb in ("code", "reset", "disable", "enable", "roles", "roles/take"):
        client.post(f"/linli/accounts/{account}/{verb}", {"role": "member", "validity": "short"}, expect=422)
    assert db.session.get_one(Account, account).disabled_at is None


def proposed(client: PageClient) -> set[int]:
    return {int(str(box["value"])) for box in client.soup.select("input[name=people][checked]")}


def test_cards_for_everybody_who_still_needs_one(as_: As, cast: Cast) -> None:
    client = as_("leader")
    for name in ("单雪梅", "欧阳修远"):
        new_person(client, name=name)
    client.get("/linli/accounts/cards")
    assert proposed(client) == {as_person("P001"), as_person("P002")}, "who has a code keeps it unless chosen"
    chosen = [str(as_person("P001")), str(as_person("P002")), str(cast.person("secretary"))]
    client.post("/linli/accounts/cards", {"people": chosen, "validity": "card"}, expect=200)
    cards = client.soup.select(".enrol-card")
    assert [card.h3.get_text() for card in cards if card.h3] == ["单雪梅", "欧阳修远"]
    assert all(str(card.img["src"]).startswith("data:image/svg+xml") for card in cards if card.img)
    assert "郑书记" in client.text(), "who got no card is named with the reason"
    client.get("/linli/accounts/cards")
    assert proposed(client) == set()
    client.post("/linli/accounts/cards", {"validity": "card"}, expect=422)
    client.post(
        "/linli/accounts/cards", {"people": [str(cast.person("outsider"))], "validity": "card"}, expect=422
    )


def test_an_administrator_without_the_roster_manages_accounts(as_: As, cast: Cast) -> None:
    client = as_("admin")
    client.get("/linli/accounts/")
    client.get(f"/linli/accounts/{cast.account('member')}")
    assert client.soup.find("a", attrs={"href": re.compile("/linli/people/")}) is None
    client.post(f"/linli/accounts/{cast.account('member')}/roles", {"role": "team_leader"})
    assert accounts.roles_of(cast.account("member")) == {Role.MEMBER, Role.TEAM_LEADER}


def test_an_organisation_is_added_and_renamed(as_: As) -> None:
    client = as_("leader")
    client.post("/linli/people/organizations", {"name": "市委党校", "sends_cadres": "y"})
    client.post("/linli/people/organizations", {"name": "市委党校"}, expect=422)
    found = db.session.scalars(select(Organization).where(Organization.name == "市委党校")).one()
    assert found.sends_cadres
    client.get(f"/linli/people/organizations/{found.id}")
    client.post(f"/linli/people/organizations/{found.id}", {"name": "党校", "name_en": "Party school"})
    client.get("/linli/people/organizations")
    assert "党校" in client.text()
    as_("outsider").get(f"/bieqv/people/organizations/{found.id}", expect=404)


def test_who_left_is_marked_and_kept(app: Flask, as_: As, cast: Cast) -> None:
    client, person = as_("leader"), cast.person("member")
    client.post(f"/linli/people/{person}/deactivate")
    client.get("/linli/people/")
    assert "李文涛" not in client.text()
    client.get("/linli/people/?activity=inactive")
    assert "李文涛" in client.text()
    client.post(f"/linli/people/{cast.person('leader')}/deactivate", expect=422)
    client.post(f"/linli/people/{person}/activate")
    assert db.session.get_one(Person, person).active


def test_accounts_are_found_by_pinyin_and_come_in_pages(as_: As, cast: Cast) -> None:
    client = as_("leader")
    new_person(client, name="单雪梅")
    opened = {"role": "member", "validity": "card"}
    client.post(f"/linli/accounts/new/{as_person('P001')}", opened, expect=200)
    fragment = client.fragment("/linli/accounts/?q=sxm", "account-list").get_data(as_text=True)
    assert "单雪梅" in fragment
    assert "李文涛" not in fragment
    client.get("/linli/accounts/?q=李文涛&page=9")
    assert [row.get_text() for row in client.soup.select("#account-list tbody th")] == ["李文涛"]
    client.get("/linli/accounts/?q=外社区")
    assert client.soup.select("#account-list tbody th") == []
