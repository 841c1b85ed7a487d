"""Residents under care: the register, the record, contacts, who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from teamhub.actions import care as verbs
from teamhub.domain.care import CareFacts
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry, Reveal
from teamhub.models.care import CareAssignment, CareContact, CareMedicine, VulnerableResident
from teamhub.models.deeds import ResidentRequest
from teamhub.models.places import Resident
from teamhub.queries import care
from teamhub.web.clock import now
from tests.cast import Cast
from tests.documents.printed import printed
from tests.page_client import PageClient
from tests.statements import counted

SignIn = Callable[..., PageClient]
PHONE = "13912345678"
NAME = "孔秀英"
NEED = "糖尿病，每周三透析"


def put(cast: Cast, carer: str | None = "member", deputy: str | None = None, **other: Any) -> int:
    """A resident on the register since the day before yesterday."""
    since = care.today(cast.community_id, now())[0] - timedelta(days=2)
    facts = CareFacts(
        name=other.pop("name", NAME),
        compound_id=cast.compound_id,
        category=other.pop("category", "chronic"),
        registered_on=other.pop("registered_on", since),
        door=other.pop("door", "1-2-301"),
        phone=PHONE,
        needs=NEED,
        carer_id=cast.person(carer) if carer else None,
        deputy_id=cast.person(deputy) if deputy else None,
        **other,
    )
    entry = verbs.register(facts, by=cast.viewer("leader"), at=now())
    db.session.commit()
    return entry.id


def hidden(client: PageClient, action: str, name: str) -> str:
    """A hidden value of the form that posts to this address."""
    form = client.soup.find("form", attrs={"action": action})
    assert form is not None, action
    field = form.find("input", attrs={"name": name})
    assert field is not None
    return str(field["value"])


def note(client: PageClient, entry_id: int, outcome: str, expect: int = 303, **values: str) -> None:
    address = f"/linli/care/{entry_id}"
    client.get(address)
    once = hidden(client, f"{address}/contacts", "once")
    form = {"outcome": outcome, "channel": "phone", "once": once, **values}
    client.post(f"{address}/contacts", form, expect=expect)
    if expect == 303:
        client.get(address)


def test_the_leader_sees_the_register_masked_and_nobody_uncovered(as_: SignIn, cast: Cast) -> None:
    put(cast)
    client = as_("leader")
    client.get("/linli/care")
    text = client.text()
    assert "孔*英" in text
    assert NAME not in text
    assert "301" not in text
    assert PHONE not in text
    assert "逾期未联系" in text
    assert "全部有人包保" in text


def test_a_resident_without_a_carer_is_counted_and_listed(as_: SignIn, cast: Cast) -> None:
    put(cast, carer=None)
    put(cast, name="李梅", door="1-1-101")
    client = as_("leader")
    client.get("/linli/care?state=uncovered")
    rows = client.soup.select("#care-list tbody tr")
    assert len(rows) == 1
    assert "孔*英" in rows[0].get_text()
    assert "请指定包保人" in client.text()


def test_a_carer_sees_the_own_residents_by_name_and_no_others(as_: SignIn, cast: Cast) -> None:
    mine, other = put(cast), put(cast, "other_member", name="冯梅", door="1-1-101")
    client = as_("member")
    client.get("/linli/care")
    assert NAME in client.text()
    assert "冯" not in client.soup.select("#care-list")[0].get_text()
    client.get(f"/linli/care/{mine}")
    assert NEED in client.text()
    assert "139****5678" in client.text()
    client.get(f"/linli/care/{other}", expect=404)
    client.post(f"/linli/care/{other}/contacts", {"outcome": "reached", "channel": "phone"}, expect=404)
    client.post(f"/linli/care/{other}/open", {"reason": "x"}, expect=404)


def test_the_record_opens_with_a_reason_that_is_kept(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("leader")
    client.get(f"/linli/care/{entry}")
    assert NEED not in client.text()
    assert PHONE not in client.text()
    client.post(f"/linli/care/{entry}/open", {"reason": ""}, expect=422)
    assert PHONE not in client.text()
    client.post(f"/linli/care/{entry}/open", {"reason": "送药核对地址"})
    client.get(f"/linli/care/{entry}")
    for shown in (NAME, NEED, PHONE, "2单元301"):
        assert shown in client.text()
    reveal = db.session.scalars(select(Reveal)).one()
    assert (reveal.object_id, reveal.reason, reveal.account_id) == (
        entry,
        "送药核对地址",
        cast.account("leader"),
    )
    written = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "care.record_opened")
    ).one()
    assert "送药" not in str(written.details)
    as_("secretary").get(f"/linli/care/{entry}")
    reveal.at -= timedelta(minutes=16)
    db.session.commit()
    client.get(f"/linli/care/{entry}")
    assert PHONE not in client.text()


def test_outsiders_and_readers_stay_outside(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    for who, status in (("outsider", 404), ("reader", 403), ("other_member", 404)):
        as_(who).get(f"/linli/care/{entry}", expect=status)
    worker = as_("worker")
    worker.get(f"/linli/care/{entry}")
    assert NAME not in worker.text()


def test_one_tap_notes_a_contact_and_sets_the_next(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    note(client, entry, "reached", note="血压平稳")
    contact = db.session.scalars(select(CareContact)).one()
    assert (contact.contacted_by_id, contact.channel, contact.condition) == (
        cast.person("member"),
        "phone",
        "血压平稳",
    )
    client.get("/linli/care")
    assert "逾期未联系" not in client.soup.select("#care-list")[0].get_text()
    client.post(f"/linli/care/{entry}/contacts/{contact.id}/undo", {})
    assert db.session.scalar(select(func.count()).select_from(CareContact)) == 0


def test_no_answer_leaves_the_contact_overdue(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    note(client, entry, "no_answer")
    assert "此后1次没联系上" in client.text()
    client.get("/linli/care")
    assert "逾期未联系" in client.soup.select("#care-list")[0].get_text()


def test_a_contact_without_an_outcome_keeps_the_note(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    note(client, entry, "", expect=422, note="敲门无人")
    assert "敲门无人" in client.text()
    assert "请选择联系结果" in client.text()


def test_pressing_twice_notes_one_contact(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    client.get(f"/linli/care/{entry}")
    once = hidden(client, f"/linli/care/{entry}/contacts", "once")
    for _ in range(3):
        form = {"outcome": "reached", "channel": "visit", "once": once}
        client.post(f"/linli/care/{entry}/contacts", form)
    assert db.session.scalar(select(func.count()).select_from(CareContact)) == 1


def test_nobody_takes_back_the_contact_of_another(as_: SignIn, cast: Cast) -> None:
    entry = put(cast, "member", "other_member")
    note(as_("member"), entry, "reached")
    contact_id = db.session.scalars(select(CareContact.id)).one()
    as_("other_member").post(f"/linli/care/{entry}/contacts/{contact_id}/undo", {}, expect=422)
    assert db.session.scalar(select(func.count()).select_from(CareContact)) == 1


def test_medicine_that_runs_short_is_seen_in_the_list(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    client.post(f"/linli/care/{entry}/medicines", {"name": "胰岛素", "days": "2"})
    client.get(f"/linli/care/{entry}")
    assert "剩2天" in client.text()
    client.get("/linli/care")
    assert "药量剩2天" in client.text()
    client.post(f"/linli/care/{entry}/medicines", {"name": "胰岛素", "days": "30"})
    assert db.session.scalar(select(func.count()).select_from(CareMedicine)) == 1
    client.get("/linli/care")
    assert "药量剩" not in client.text()
    client.post(f"/linli/care/{entry}/medicines", {"name": "", "days": "3"}, expect=422)


FORM = {
    "category": "elder_alone",
    "name": "赵大爷",
    "form_of_address": "大爷",
    "phone": "13711112222",
    "door": "１号楼2单元202室",
    "needs": "每日送饭",
    "interval_days": "2",
    "registered_on": "2022-04-01",
}


def filled(client: PageClient, cast: Cast, **values: str) -> dict[str, str]:
    client.get("/linli/care/new")
    once = hidden(client, "/linli/care/new", "once")
    people = {"carer_id": str(cast.person("member")), "deputy_id": str(cast.person("other_member"))}
    return FORM | people | {"compound_id": str(cast.compound_id), "once": once} | values


def test_a_resident_is_entered_by_the_address_as_people_write_it(as_: SignIn, cast: Cast) -> None:
    client = as_("worker")
    client.post("/linli/care/new", filled(client, cast))
    entry = db.session.scalars(select(VulnerableResident)).one()
    assert (entry.interval_days, entry.needs, entry.resident.code) == (2, "每日送饭", "R001")
    assert entry.resident.unit is not None
    assert (entry.resident.unit.stairwell, entry.resident.unit.label) == ("2", "202")
    assignment = db.session.scalars(select(CareAssignment)).one()
    assert (assignment.carer_id, assignment.deputy_id) == (cast.person("member"), cast.person("other_member"))
    client.post("/linli/care/new", filled(client, cast), expect=422)
    assert "已经登记" in client.text()


def test_wrong_input_keeps_what_was_typed(as_: SignIn, cast: Cast) -> None:
    client = as_("leader")
    for wrong, said in (
        ({"door": "9-9-999"}, "明珠华府没有这个门牌"),
        ({"door": "1栋202"}, "请加上单元"),
        ({"phone": "abc"}, "电话"),
        ({"registered_on": "2999-01-01"}, "这一天还没到"),
        ({"deputy_id": str(cast.person("member"))}, "不能是同一人"),
        ({"name": ""}, "此项必填"),
    ):
        client.post("/linli/care/new", filled(client, cast, **wrong), expect=422)
        assert said in client.text()
        assert "每日送饭" in client.text()
    assert db.session.scalar(select(func.count()).select_from(Resident)) == 0


def test_editing_asks_for_an_open_record_and_keeps_the_former_carer(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("leader")
    client.get(f"/linli/care/{entry}/edit", expect=303)
    client.get(f"/linli/care/{entry}")
    assert "请先打开档案" in client.text()
    client.post(f"/linli/care/{entry}/open", {"reason": "换包保人"})
    client.get(f"/linli/care/{entry}/edit")
    version = hidden(client, f"/linli/care/{entry}/edit", "version")
    since = str(care.today(cast.community_id, now())[0] - timedelta(days=2))
    change = filled(client, cast, version=version, carer_id=str(cast.person("worker")), registered_on=since)
    client.post(f"/linli/care/{entry}/edit", change)
    periods = db.session.scalars(select(CareAssignment).order_by(CareAssignment.id)).all()
    assert [p.carer_id for p in periods] == [cast.person("member"), cast.person("worker")]
    assert periods[0].ends_on is not None
    assert periods[1].ends_on is None
    client.post(f"/linli/care/{entry}/edit", change | {"needs": "另一个人改的"}, expect=409)
    assert "另一个人改的" in client.text()
    assert db.session.get_one(VulnerableResident, entry).needs == "每日送饭"


def test_care_ends_with_a_reason_and_can_be_resumed(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("leader")
    client.post(f"/linli/care/{entry}/end", {"reason": ""}, expect=422)
    client.post(f"/linli/care/{entry}/end", {"reason": "已转绿码"})
    client.get(f"/linli/care/{entry}")
    assert "已转绿码" in client.text()
    client.get("/linli/care")
    assert "还没有登记包保居民" in client.text()
    client.post(f"/linli/care/{entry}/resume", {})
    client.get("/linli/care")
    assert "全部有人包保" in client.text()


def test_all_residents_of_an_ill_carer_go_to_their_deputies_at_once(as_: SignIn, cast: Cast) -> None:
    first = put(cast, "member", "other_member")
    put(cast, "member", "worker", name="李梅", door="1-1-101")
    day = care.today(cast.community_id, now())[0]
    client = as_("leader")
    form = {
        "carer_id": str(cast.person("member")),
        "starts_on": str(day),
        "ends_on": str(day + timedelta(days=1)),
    }
    client.post("/linli/care/substitutes", form)
    as_("other_member").get(f"/linli/care/{first}")
    as_("member").get(f"/linli/care/{first}", expect=404)
    client.post("/linli/care/substitutes", form, expect=422)
    client.post(f"/linli/care/substitutes/{cast.person('member')}/back", {})
    as_("other_member").get(f"/linli/care/{first}")
    as_("member").get(f"/linli/care/{first}")
    assert db.session.scalar(select(func.count()).select_from(CareAssignment)) == 2


def test_residents_without_a_deputy_are_not_lost(as_: SignIn, cast: Cast) -> None:
    entry = put(cast, "member")
    day = care.today(cast.community_id, now())[0]
    form = {"carer_id": str(cast.person("member")), "starts_on": str(day)}
    client = as_("leader")
    client.post("/linli/care/substitutes", form, expect=422)
    assert "1位居民没有替补人" in client.text()
    client.post("/linli/care/substitutes", form | {"to_id": str(cast.person("worker"))})
    client.get("/linli/care/substitutes")
    assert "请假中" in client.text()
    worker = as_("worker")
    worker.get(f"/linli/care/{entry}")
    assert NAME in worker.text()


def test_a_need_becomes_a_request_in_one_tap(as_: SignIn, cast: Cast) -> None:
    entry = put(cast, form_of_address="大妈")
    client = as_("member")
    note(client, entry, "needs_help", note="胰岛素快用完，请代购")
    contact_id = db.session.scalars(select(CareContact.id)).one()
    for _ in range(2):
        client.post(f"/linli/care/{entry}/contacts/{contact_id}/need", {})
    request = db.session.scalars(select(ResidentRequest)).one()
    assert (request.code, request.wish, request.channel) == ("Q001", "胰岛素快用完，请代购", "carer")
    assert (request.beneficiary, request.vulnerable_id, request.state) == ("孔大妈", entry, "open")
    assert request.due_at is not None
    client.get(f"/linli/care/{entry}")
    assert "Q001" in client.text()
    assert "转为诉求" not in client.text()


def test_a_need_without_words_is_asked_for_them(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    client.get(f"/linli/care/{entry}/need")
    once = hidden(client, f"/linli/care/{entry}/need", "once")
    form = {"category": "medicine", "urgency": "urgent", "wish": "", "once": once}
    client.post(f"/linli/care/{entry}/need", form, expect=422)
    client.post(f"/linli/care/{entry}/need", form | {"wish": "送两袋米"})
    request = db.session.scalars(select(ResidentRequest)).one()
    assert (request.category, request.urgency, request.wish) == ("medicine", "urgent", "送两袋米")
    as_("other_member").post(f"/linli/care/{entry}/need", form | {"wish": "x"}, expect=404)


def test_the_card_names_the_carer_and_nothing_of_the_illness(as_: SignIn, cast: Cast) -> None:
    entry = put(cast, "member", "other_member", form_of_address="大妈")
    address = f"/linli/care/{entry}/card.pdf"
    answer = as_("member").post(address, {}, expect=200)
    assert answer.mimetype == "application/pdf"
    words = printed(answer.data).joined()
    for told in ("孔大妈", "李文涛13800001234", "张晓琳13800001234"):
        assert told in words
    for kept in (NAME, PHONE, "糖尿病", "301"):
        assert kept not in words
    written = select(JournalEntry).where(JournalEntry.action == "care.card_printed")
    assert db.session.scalars(written).one().object_id == entry
    as_("sweeper").post(address, {}, expect=404)
    alone = put(cast, carer=None, name="冯梅", door="1-1-101")
    as_("leader").post(f"/linli/care/{alone}/card.pdf", {}, expect=422)


def test_my_day_shows_whom_to_call_on(as_: SignIn, cast: Cast) -> None:
    entry = put(cast)
    client = as_("member")
    client.get("/linli/me")
    assert f"/linli/care/{entry}" in str(client.soup)
    assert NAME in client.text()
    note(client, entry, "reached")
    client.get("/linli/me")
    assert NAME not in client.text()
    assert "全部已联系" in client.text()
    for n in range(1, 4):
        put(cast, name=f"李{n}梅", door=f"1-1-{n}01")
    put(cast, name="王五", door="1-2-101")
    client.get("/linli/me")
    assert "5人 · 4位待联系" in client.text()


def test_every_page_reads_well_in_english(as_: SignIn, cast: Cast) -> None:
    entry = put(cast, "member", "other_member")
    client = as_("leader", language="en")
    for path in (
        "",
        "/new",
        f"/{entry}",
        f"/{entry}/need",
        "/substitutes",
        f"/substitutes?carer={cast.person('member')}",
    ):
        client.get(f"/linli/care{path}")
    client.post(f"/linli/care/{entry}/open", {"reason": "check"})
    client.get(f"/linli/care/{entry}/edit")


def test_the_register_asks_as_many_questions_for_three_as_for_one(as_: SignIn, cast: Cast) -> None:
    client = as_("leader")
    put(cast)
    client.get("/linli/care")
    with counted() as one:
        client.get("/linli/care")
    put(cast, name="李梅", door="1-1-101")
    put(cast, name="王五", door="1-1-102")
    with counted() as three:
        client.get("/linli/care")
    assert len(three) == len(one)
