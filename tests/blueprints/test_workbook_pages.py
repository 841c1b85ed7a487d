"""The workbook's pages: upload, faults with their place, confirmation, drop, export, template, the first run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from teamhub.models.base import db
from teamhub.models.briefs import Upload
from teamhub.models.campaigns import JournalEntry
from teamhub.models.people import Account, Person
from teamhub.models.places import Community
from tests.cast import Cast
from tests.page_client import PageClient
from tests.workbook.sample import book_of, only, sample

SignIn = Callable[..., PageClient]
HERE = "/linli/workbook/"


def roster(**changes: Any) -> bytes:
    sheets = only("organizations", "people")
    for row in sheets["people"]:
        row["code"] = "N" + row["code"]
        row["roles"] = None
    sheets["people"][1].update(changes)
    return book_of(sheets)


def send(
    client: PageClient, data: bytes, name: str = "花名册.xlsx", url: str = HERE, expect: int = 303
) -> str:
    answer = client.post(url, {"workbook": (io.BytesIO(data), name)}, expect=expect)
    return answer.headers.get("Location", "")


def people(cast: Cast) -> int:
    return (
        db.session.scalar(select(func.count(Person.id)).where(Person.community_id == cast.community_id)) or 0
    )


def test_a_faulty_workbook_shows_each_fault_and_changes_nothing(as_: SignIn, cast: Cast) -> None:
    client, before = as_("leader"), people(cast)
    shown = send(client, roster(member_type="外星人", phone="1.38E+10"))
    client.get(shown)
    rows = [
        [cell.get_text(strip=True) for cell in tr.find_all(["th", "td"])]
        for tr in client.soup.select("#faults tbody tr")
    ]
    assert [row[:4] for row in rows] == [
        ["人员", "3", "手机号", "1.38E+10"],
        ["人员", "3", "人员类别", "外星人"],
    ]
    assert "没有任何改动" in client.text()
    assert client.soup.find("form", action=lambda a: bool(a) and a.endswith("/store")) is None
    client.post(f"{shown}/store", expect=422)
    assert people(cast) == before


def test_confirmed_it_is_stored_and_the_file_is_forgotten(as_: SignIn, cast: Cast) -> None:
    client, before = as_("leader"), people(cast)
    shown = send(client, roster())
    client.get(shown)
    assert "没有问题" in client.text()
    assert people(cast) == before
    client.post(f"{shown}/store")
    client.get(shown)
    assert "已写入" in client.text()
    assert people(cast) == before + 5
    upload = db.session.scalars(select(Upload)).one()
    assert (upload.state, upload.content) == ("stored", b"")
    client.post(f"{shown}/store", expect=422)
    assert people(cast) == before + 5
    assert db.session.scalar(select(func.count()).where(JournalEntry.action == "workbook.imported")) == 1


def test_the_list_of_faults_is_a_workbook(as_: SignIn) -> None:
    client = as_("leader", language="en")
    shown = send(client, roster(member_type="=cmd()"))
    answer = client.get(f"{shown}/faults.xlsx")
    (sheet,) = load_workbook(io.BytesIO(answer.data)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][:4] == ("人员", 3, "人员类别", "=cmd()")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml")


def test_dropped_it_is_gone(as_: SignIn) -> None:
    client = as_("leader")
    shown = send(client, roster())
    client.post(f"{shown}/drop")
    client.get(shown, expect=404)
    assert db.session.scalar(select(func.count(Upload.id))) == 0


def test_a_second_upload_replaces_the_first(as_: SignIn) -> None:
    client = as_("leader")
    first = send(client, roster())
    send(client, roster())
    client.get(first, expect=404)
    assert db.session.scalar(select(func.count(Upload.id))) == 1


def test_what_was_uploaded_belongs_to_who_uploaded_it(as_: SignIn) -> None:
    shown = send(as_("leader"), roster())
    as_("secretary").get(shown, expect=404)
    as_("member").get(shown, expect=403)
    as_("outsider").get(shown, expect=404)
    as_("outsider").get(shown.replace("linli", "bieqv"), expect=404)


def test_another_communitys_workbook_is_refused(as_: SignIn) -> None:
    client = as_("leader")
    sheets = only("community", "organizations")
    client.get(send(client, book_of(sheets)))
    assert "别的社区" in client.text()


@pytest.mark.parametrize("name", ["../../etc/passwd.xlsx", "C:\\Users\\x\\花名册.xlsx", "a" * 400 + ".xlsx"])
@pytest.mark.proves("T73")
def test_folders_in_the_name_of_a_file_mean_nothing(as_: SignIn, name: str) -> None:
    client = as_("leader")
    client.get(send(client, roster(), name))
    stored = db.session.scalars(select(Upload.file_name)).one()
    assert len(stored) <= 120
    assert "/" not in stored
    assert "\\" not in stored


def test_without_a_file_the_form_comes_back(as_: SignIn) -> None:
    client = as_("leader")
    client.post(HERE, expect=422)
    assert "请先选择文件" in client.text()


@pytest.mark.proves("T73")
def test_too_large_is_said(app: Flask, as_: SignIn) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 20_000
    client = as_("leader")
    send(client, b"PK\x03\x04" + b"0" * 30_000, expect=413)


def test_a_file_that_is_no_workbook_says_what_to_do(as_: SignIn) -> None:
    client = as_("leader")
    client.get(send(client, b"<html><table></table></html>", "台账.xls"))
    assert "这其实是网页" in client.text()


def test_only_whoever_may_export_does_and_it_is_on_record(as_: SignIn, cast: Cast) -> None:
    as_("member").post(f"{HERE}export", expect=403)
    answer = as_("leader").post(f"{HERE}export", expect=200)
    book = load_workbook(io.BytesIO(answer.data), read_only=True)
    assert "人员" in book.sheetnames
    assert answer.headers["Cache-Control"] == "no-store"
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "workbook.exported")).one()
    assert entry.details["rows"]["people"] == people(cast)


def test_the_template_offers_the_communitys_own_words(as_: SignIn) -> None:
    answer = as_("leader").get(f"{HERE}template.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "说明"
    assert book["人员"]["A3"].value == "【示例】P002"
    offered = {rule.formula1: str(rule.sqref) for rule in book["人员"].data_validations.dataValidation}
    assert any(place.startswith("E4") for place in offered.values())


def test_a_large_upload_is_checked_beside_the_request(
    app: Flask, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from teamhub.blueprints.workbook import background

    begun: list[dict[str, Any]] = []

    def begin(**more: Any) -> _Waiting:
        begun.append(more)
        return _Waiting()

    monkeypatch.setattr(background, "AT_ONCE", 10)
    monkeypatch.setattr(background, "Thread", begin)
    client = as_("leader")
    shown = send(client, roster())
    client.get(shown)
    assert "正在检查" in client.text()
    part = client.soup.find(id="upload-state")
    assert part is not None
    assert part["hx-trigger"] == "every 1s"
    begun[0]["target"](*begun[0]["args"])
    client.fragment(shown, "upload-state")
    assert "没有问题" in client.text()
    part = client.soup.find(id="upload-state")
    assert part is not None
    assert part.get("hx-trigger") is None


class _Waiting:
    """A thread that has not begun."""

    def start(self) -> None:
        pass


def test_an_empty_installation_moves_in_and_gets_its_leader(stranger: PageClient) -> None:
    stranger.get("/first-run/workbook")
    stranger.get(send(stranger, book_of(sample()), url="/first-run/workbook"))
    assert "新苑社区" in stranger.text()
    wish = {
        "leader": "单雪梅",
        "login": "13800000001",
        "passphrase": "correct horse battery",
        "again": "correct horse",
    }
    stranger.post("/first-run/workbook/check", wish, expect=422)
    assert db.session.scalar(select(func.count(Community.id))) == 0
    wish["again"] = wish["passphrase"]
    stranger.post("/first-run/workbook/check", wish)
    person = db.session.scalars(select(Person).where(Person.code == "P001")).one()
    account = db.session.get_one(Account, person.account_id)
    assert account.login == "13800000001"
    assert account.passphrase_hash
    assert db.session.scalar(select(func.count(Person.id))) == 5
    stranger.get("/first-run/workbook", expect=404)
    stranger.post("/sign-in", {"login": "13800000001", "passphrase": wish["passphrase"]})


def test_a_leader_who_is_not_on_the_roster_is_added(stranger: PageClient) -> None:
    stranger.get(send(stranger, book_of(only("community", "campaign")), url="/first-run/workbook"))
    wish = {
        "leader": "周队长",
        "login": "zhou",
        "passphrase": "correct horse battery",
        "again": "correct horse battery",
    }
    stranger.post("/first-run/workbook/check", wish)
    assert [p.name for p in db.session.scalars(select(Person))] == ["周队长"]


def test_on_the_first_run_faults_come_before_everything(stranger: PageClient) -> None:
    sheets = sample()
    sheets["people"][0]["phone"] = "电话"
    stranger.get(send(stranger, book_of(sheets), url="/first-run/workbook"))
    assert "没有任何改动" in stranger.text()
    wish = {
        "leader": "周队长",
        "login": "zhou",
        "passphrase": "correct horse battery",
        "again": "correct horse battery",
    }
    stranger.post("/first-run/workbook/check", wish, expect=422)
    assert db.session.scalar(select(func.count(Community.id))) == 0
