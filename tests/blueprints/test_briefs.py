"""Writing, issuing and correcting the brief on the page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from teamhub.cli.server import print_missing_briefs
from teamhub.models.base import db
from teamhub.models.briefs import DailyBrief, StoredDocument
from tests.databases import take_guard_away
from tests.page_client import PageClient

DAY = "/linli/briefs/2022-04-04"
SignIn = Callable[..., PageClient]


def version_on_page(client: PageClient) -> str:
    field = client.soup.find("input", attrs={"name": "version"})
    assert field is not None
    return str(field["value"])


def write(client: PageClient, problems: str, *, version: str, expect: int = 303) -> None:
    form = {"version": version, "problems": problems, "plan": "丙", "typical_case": "", "opening": ""}
    client.post(f"{DAY}/texts", form, expect=expect)


def issue(client: PageClient) -> None:
    client.get(f"{DAY}/issue")
    client.post(f"{DAY}/issue", {"version": version_on_page(client)})


def test_every_page_of_the_brief_reads_well_in_both_languages(as_: SignIn) -> None:
    for language in ("zh_Hans_CN", "en"):
        client = as_("leader", language=language)
        for path in ("/linli/briefs", DAY, f"{DAY}/issue"):
            client.get(path)


def test_what_a_leader_types_stands_in_the_brief(as_: SignIn) -> None:
    client = as_("leader")
    write(client, "（一）电梯检修\n2. 路灯不亮", version="0")
    client.get(DAY)
    paper = client.soup.select_one(".brief-page")
    assert paper is not None
    assert "电梯检修" in paper.get_text()
    assert "2. 路灯" not in paper.get_text()


def test_two_people_at_once_do_not_overwrite_each_other(as_: SignIn) -> None:
    leader, secretary = as_("leader"), as_("secretary")
    write(leader, "甲的话", version="0")
    write(secretary, "乙的话", version="0", expect=409)
    assert "乙的话" in secretary.text()
    leader.get(DAY)
    assert "甲的话" in leader.text()


def test_an_issued_brief_has_a_number_and_keeps_its_bytes(as_: SignIn, app: Flask) -> None:
    client = as_("leader")
    write(client, "甲", version="0")
    issue(client)
    first = client.get(f"{DAY}.pdf").data
    assert first.startswith(b"%PDF")
    stored = db.session.scalars(select(StoredDocument)).one()
    assert stored.sha256 == hashlib.sha256(first).hexdigest()
    assert client.get(f"{DAY}.pdf").data == first
    client.get(DAY)
    assert "第 1 期" in client.text()


@pytest.mark.proves("T62")
def test_saving_into_an_issued_brief_is_refused_with_who_issued_it(as_: SignIn) -> None:
    client = as_("leader")
    issue(client)
    write(client, "晚了", version="1", expect=422)
    assert "周队长" in client.text()


@pytest.mark.proves("T62")
def test_a_correction_is_a_new_issue_that_names_the_old_one(as_: SignIn) -> None:
    client = as_("leader")
    issue(client)
    client.post(f"{DAY}/correct", {"note": ""}, expect=422)
    client.post(f"{DAY}/correct", {"note": "数字有误"})
    issue(client)
    client.get("/linli/briefs")
    assert "更正第 1 期" in client.text()
    numbers = db.session.scalars(select(DailyBrief.number).order_by(DailyBrief.number)).all()
    assert numbers == [1, 2]


def test_readers_see_issued_briefs_and_nothing_of_drafts(as_: SignIn) -> None:
    leader, reader = as_("leader"), as_("reader")
    write(leader, "草稿里的话", version="0")
    reader.get(DAY, expect=404)
    reader.get(f"{DAY}.pdf", expect=404)
    issue(leader)
    reader.get(DAY)
    assert reader.soup.select("a.brief-fig") == []
    reader.post(f"{DAY}/texts", {"version": "1"}, expect=403)


def test_opening_a_brief_changes_nothing(as_: SignIn) -> None:
    client = as_("leader")
    client.get(DAY)
    client.get(f"{DAY}.pdf")
    assert db.session.scalars(select(DailyBrief)).all() == []


@pytest.mark.proves("T62")
def test_a_print_that_would_come_out_otherwise_today_is_handed_out_as_it_was_stored(
    as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another printing library, another template: what was stored does not care."""
    client = as_("leader")
    issue(client)
    first = client.get(f"{DAY}.pdf").data
    monkeypatch.setattr("teamhub.actions.briefs_print.print_facts", lambda *_, **__: b"%PDF-other")
    assert client.get(f"{DAY}.pdf").data == first


FORBIDDEN = (
    "UPDATE daily_briefs SET frozen = '{}' WHERE state = 'issued'",
    "UPDATE daily_briefs SET number = 7 WHERE state = 'issued'",
    "DELETE FROM daily_briefs",
    "UPDATE stored_documents SET sha256 = 'x'",
    "DELETE FROM stored_documents",
    "UPDATE journal_entries SET action = 'x'",
    "DELETE FROM journal_entries",
)


@pytest.mark.proves("T62")
def test_the_database_itself_refuses_to_touch_what_was_issued(as_: SignIn) -> None:
    issue(as_("leader"))
    for statement in FORBIDDEN:
        with pytest.raises(DatabaseError, match="never change"):
            db.session.execute(text(statement))
        db.session.rollback()


@pytest.mark.proves("T04")
def test_a_print_that_a_dying_process_never_stored_is_made_up_at_the_next_start(as_: SignIn) -> None:
    issue(as_("leader"))
    before = db.session.scalars(select(StoredDocument)).one().sha256
    take_guard_away("stored_documents", "delete")
    db.session.execute(text("DELETE FROM stored_documents"))
    db.session.commit()
    assert print_missing_briefs() == 1
    assert db.session.scalars(select(StoredDocument)).one().sha256 == before
    assert print_missing_briefs() == 0
