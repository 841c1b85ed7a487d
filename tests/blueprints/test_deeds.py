"""Noting deeds on the phone, the log at the desk."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from flask import Flask
from sqlalchemy import event, func, select

from teamhub.models.base import db
from teamhub.models.deeds import Deed
from tests.cast import Cast
from tests.page_client import PageClient

SignIn = Callable[..., PageClient]


def once_on_page(client: PageClient) -> str:
    field = client.soup.find("input", attrs={"name": "once"})
    assert field is not None
    return str(field["value"])


def note(client: PageClient, **values: str) -> None:
    client.get("/linli/deeds/new")
    client.post("/linli/deeds/new", {"category": "printing", "once": once_on_page(client), **values})


def deeds() -> int:
    return db.session.scalar(select(func.count()).select_from(Deed).where(Deed.voided_at.is_(None))) or 0


def test_a_deed_is_two_taps_and_the_helper_is_who_noted_it(as_: SignIn, cast: Cast) -> None:
    client = as_("member")
    note(client)
    deed = db.session.scalars(select(Deed)).one()
    assert [h.person_id for h in deed.helpers] == [cast.person("member")]
    client.get("/linli/deeds/new")
    assert deed.code in client.text()


def test_pressing_save_twice_notes_one_deed(as_: SignIn, cast: Cast) -> None:
    client = as_("member")
    client.get("/linli/deeds/new")
    form = {"category": "medicine", "once": once_on_page(client)}
    for _ in range(3):
        client.post("/linli/deeds/new", form)
    assert deeds() == 1


def test_a_deed_without_a_kind_keeps_what_was_typed(as_: SignIn) -> None:
    client = as_("member")
    client.get("/linli/deeds/new")
    client.post("/linli/deeds/new", {"summary": "给学生打印", "once": once_on_page(client)}, expect=422)
    assert "给学生打印" in client.text()
    assert "请选择实事类别" in client.text()


def test_a_deed_of_tomorrow_is_refused(as_: SignIn) -> None:
    client = as_("member")
    client.get("/linli/deeds/new")
    form = {"category": "medicine", "done_at": "2099-01-01T08:00", "once": once_on_page(client)}
    client.post("/linli/deeds/new", form, expect=422)
    assert "这个时间还没到" in client.text()
    assert deeds() == 0


def test_undo_takes_the_deed_back_and_keeps_it_on_record(as_: SignIn) -> None:
    client = as_("member")
    note(client)
    deed_id = db.session.scalars(select(Deed.id)).one()
    client.post(f"/linli/deeds/{deed_id}/undo")
    assert deeds() == 0
    assert db.session.scalars(select(Deed)).one().voided_at is not None
    client.post(f"/linli/deeds/{deed_id}/undo", expect=422)


def test_another_members_deed_is_not_there_for_me(as_: SignIn) -> None:
    note(as_("member"))
    deed_id = db.session.scalars(select(Deed.id)).one()
    other = as_("other_member")
    other.get(f"/linli/deeds/{deed_id}", expect=404)
    other.post(f"/linli/deeds/{deed_id}/void", {"reason": "x"}, expect=404)
    as_("leader").get(f"/linli/deeds/{deed_id}")


def test_the_log_finds_a_deed_by_the_other_spelling_of_its_compound(as_: SignIn, cast: Cast) -> None:
    note(as_("member"), compound_id=str(cast.compound_id), summary="送药")
    leader = as_("leader")
    leader.get("/linli/deeds?words=名珠华府")
    assert "送药" in leader.text()
    leader.get("/linli/deeds?words=不存在")
    assert "没有符合条件的实事" in leader.text()


def test_the_export_holds_what_is_shown_and_no_formula(as_: SignIn) -> None:
    note(as_("member"), summary="=1+1")
    client = as_("leader")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/linli/deeds/export.xlsx").data))
    rows = list(book[book.sheetnames[0]].iter_rows())
    assert len(rows) == 2
    assert rows[1][4].data_type == "s"
    assert rows[1][4].value == "=1+1"
    assert "'=1+1" in client.get("/linli/deeds/export.csv").get_data(as_text=True)


def test_the_log_asks_as_many_questions_for_three_deeds_as_for_one(as_: SignIn, app: Flask) -> None:
    member, leader = as_("member"), as_("leader")
    counts = []
    for added in (1, 2):
        for _ in range(added):
            note(member)
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *a, seen=asked: seen.append(a[2]))
        leader.get("/linli/deeds")
        counts.append(len(asked))
    assert counts[1] <= counts[0]


def test_every_page_reads_well_in_english(as_: SignIn) -> None:
    note(as_("member"))
    deed_id = db.session.scalars(select(Deed.id)).one()
    client = as_("leader", language="en")
    for path in ("/linli/deeds", "/linli/deeds/new", f"/linli/deeds/{deed_id}"):
        client.get(path)


def test_a_page_that_looks_for_news_takes_no_note_that_is_for_the_next_page(as_: SignIn) -> None:
    """The open board asks again in the moment between saving and the page that follows."""
    client = as_("leader")
    note(client)
    asked = {"HX-Request": "true", "HX-Target": "div#board"}
    client.get("/linli/duty", headers={**asked, "X-Poll": "1"})
    client.get("/linli/deeds")
    assert "D0001" in client.soup.select("#toasts")[0].get_text()
    note(client)
    client.get("/linli/duty", headers=asked)
    client.get("/linli/deeds")
    assert "D0002" not in client.soup.select("#toasts")[0].get_text(), "shown beside the fragment already"
