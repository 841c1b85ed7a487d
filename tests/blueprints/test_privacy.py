"""Legal basis before health data, consent, erasure, and what is held about somebody: through the pages."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import delete, select, update

from teamhub.actions import care, care_contacts, retention
from teamhub.actions.work import unit_of_work
from teamhub.domain.care import CareFacts
from teamhub.domain.privacy import HealthDataClosed
from teamhub.models.base import db
from teamhub.models.campaigns import Campaign, JournalEntry, Reveal
from teamhub.models.care import VulnerableResident
from teamhub.models.places import Resident
from teamhub.models.privacy import Consent, ProcessingBasis, RetentionRun
from teamhub.web.held_words import column_title, table_title
from tests.canaries import NAME, PHONE, plant
from tests.cast import Cast
from tests.page_client import PageClient

As = Callable[..., PageClient]
LANGUAGES = ("zh_Hans_CN", "en")
AT = datetime(2022, 4, 3, 1, 0, tzinfo=UTC)


def seen(client: PageClient, url: str, expect: int = 200) -> BeautifulSoup:
    client.get(url, expect=expect)
    return client.soup


def no_basis(cast: Cast, *, open_for: timedelta | None = None) -> None:
    db.session.execute(delete(ProcessingBasis).where(ProcessingBasis.community_id == cast.community_id))
    if open_for is not None:
        now = datetime.now(UTC)
        db.session.add(
            ProcessingBasis(
                community_id=cast.community_id,
                campaign_id=cast.campaign_id,
                retention_days=30,
                recorded_at=now,
                open_until=now + open_for,
            )
        )
    db.session.commit()


def consent_needed(cast: Cast) -> None:
    db.session.execute(update(ProcessingBasis).values(consent_needed=True, notice_version="2022-04-01"))
    db.session.commit()


def entry(cast: Cast, *, consent: str = "") -> CareFacts:
    return CareFacts(
        "赵桂兰", cast.compound_id, "elder_alone", date(2022, 4, 2), needs="透析", consent=consent
    )


@pytest.mark.proves("T59")
@pytest.mark.parametrize("language", LANGUAGES)
def test_health_data_is_not_taken_in_until_the_legal_basis_is_on_record(
    app: Flask, cast: Cast, as_: As, language: str
) -> None:
    no_basis(cast)
    worker, leader = as_("worker", language=language), as_("leader", language=language)
    assert not seen(worker, "/linli/care/new", expect=409).select("a[href='/linli/privacy/basis']"), (
        "a worker cannot record it"
    )
    leader.get("/linli/testing/home/new", expect=409)
    assert seen(leader, "/linli/care/new", expect=409).select("a[href='/linli/privacy/basis']")
    with pytest.raises(HealthDataClosed), unit_of_work():
        care.register(entry(cast), by=cast.viewer("worker"), at=AT)
    leader.post("/linli/privacy/basis", {"basis": "health_emergency", "retention_days": "30"}, expect=422)
    leader.post(
        "/linli/privacy/basis",
        {
            "basis": "health_emergency",
            "document": "通告3号",
            "purpose": "上门采样",
            "retention_days": "30",
            "notice_version": "",
        },
        expect=303,
    )
    worker.get("/linli/care/new")
    stated = db.session.scalars(
        select(ProcessingBasis).where(ProcessingBasis.community_id == cast.community_id)
    ).one()
    assert (stated.recorded_by, stated.basis, stated.retention_days) == ("周队长", "health_emergency", 30)
    assert "通告3号" in leader.get("/linli/privacy").text


def test_a_campaign_with_time_lent_goes_on_and_asks_for_the_basis(app: Flask, cast: Cast, as_: As) -> None:
    no_basis(cast, open_for=timedelta(days=14))
    as_("worker").get("/linli/care/new")
    assert seen(as_("leader"), "/linli/care").select("a[href='/linli/privacy/basis']")
    no_basis(cast, open_for=timedelta(days=-1))
    as_("worker").get("/linli/care/new", expect=409)


@pytest.mark.proves("T59")
def test_where_consent_is_asked_for_nothing_is_noted_without_it(app: Flask, cast: Cast, as_: As) -> None:
    consent_needed(cast)
    worker = as_("worker")
    filled = {
        "category": "elder_alone",
        "name": "赵桂兰",
        "compound_id": str(cast.compound_id),
        "door": "1-1-101",
        "needs": "透析",
        "registered_on": "2022-04-02",
    }
    refused = worker.post("/linli/care/new", filled, expect=422)
    assert "透析" in refused.text, "what was typed is kept"
    assert db.session.scalars(select(Resident)).all() == []
    worker.post("/linli/care/new", filled | {"consent": "signed"}, expect=303)
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.method, consent.notice_version, consent.taken_by) == ("signed", "2022-04-01", "何社工")


@pytest.mark.proves("T59")
def test_a_withdrawn_consent_hides_everything_at_once(app: Flask, cast: Cast, as_: As) -> None:
    consent_needed(cast)
    with unit_of_work():
        held = care.register(entry(cast, consent="signed"), by=cast.viewer("worker"), at=AT)
        care_contacts.note_contact(held.id, "reached", "phone", "血压高", by=cast.viewer("leader"), at=AT)
        resident_id, entry_id = held.resident_id, held.id
    leader = as_("leader")
    leader.post(f"/linli/privacy/residents/{resident_id}/withdraw", {}, expect=303)
    db.session.expire_all()
    assert db.session.get_one(Resident, resident_id).name == ""
    assert db.session.get_one(VulnerableResident, entry_id).needs == ""
    for path in ("care", f"care/{entry_id}", f"privacy/residents/{resident_id}", "privacy/residents"):
        told = leader.get(f"/linli/{path}").text
        assert not any(word in told for word in ("赵", "透析", "血压高")), path
    leader.post(f"/linli/care/{entry_id}/resume", {}, expect=422)


def test_a_resident_gets_everything_that_is_held_and_the_opening_is_logged(
    app: Flask, cast: Cast, as_: As
) -> None:
    found = plant(cast)
    leader, url = as_("leader"), f"/linli/privacy/residents/{found.resident_id}/held"
    assert NAME not in leader.get(f"/linli/privacy/residents/{found.resident_id}").text
    leader.post(url, {"as": "page"}, expect=422)
    shown = leader.post(url, {"as": "page", "reason": "本人来问"}, expect=200).text
    words = [NAME, PHONE, *found.of("vulnerable_residents.", "care_", "resident_requests.wish")]
    assert [word for word in words if word not in shown] == []
    assert (
        NAME
        in json.loads(leader.post(url, {"as": "json", "reason": "本人来领"}, expect=200).data)["residents"][
            0
        ]["name"]
    )
    reasons = db.session.scalars(
        select(Reveal.reason).where(Reveal.object_type == "resident").order_by(Reveal.id)
    ).all()
    assert reasons == ["本人来问", "本人来领"]
    assert "本人来领" in leader.get("/linli/privacy/opened").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_members_read_and_take_along_what_is_held_about_them(
    app: Flask, cast: Cast, as_: As, language: str
) -> None:
    member = as_("member", language=language)
    shown = member.get("/linli/me/data").text
    assert "13800001234" in shown
    assert "李文涛" in shown
    assert "张晓琳" not in shown
    answer = member.post("/linli/me/data/xlsx", {}, expect=200)
    book = load_workbook(io.BytesIO(answer.data))
    assert len(book.sheetnames) >= 4
    assert "token" not in member.post("/linli/me/data/json", {}, expect=200).text


def test_everything_that_can_be_held_has_words(app: Flask, cast: Cast) -> None:
    from teamhub.queries.own_data import held_about_me
    from teamhub.queries.resident_records import held_about

    found = plant(cast)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        held = held_about(cast.viewer("leader"), found.resident_id) + held_about_me(cast.viewer("member"))
        bare = {f"{t}.{c}" for t, rows in held for row in rows for c in row if column_title(t, c) == c}
        assert bare == set()
        assert {t for t, _ in held if table_title(t) == t} <= {"residents", "consents", "deeds"}


def test_who_left_is_erased_from_the_persons_page(app: Flask, cast: Cast, as_: As) -> None:
    found, leader = plant(cast), as_("leader")
    leader.post(f"/linli/privacy/people/{cast.person('member')}/erase", {"reason": "asked"}, expect=422)
    assert seen(leader, f"/linli/people/{found.person_id}").select(
        f"a[href='/linli/privacy/people/{found.person_id}']"
    )
    leader.get(f"/linli/privacy/people/{found.person_id}")
    leader.post(f"/linli/privacy/people/{found.person_id}/erase", {"reason": "asked"}, expect=303)
    assert "P901" in leader.get(f"/linli/people/{found.person_id}").text


def test_who_opens_many_records_within_a_day_is_shown_to_leaders(app: Flask, cast: Cast, as_: As) -> None:
    leader = as_("leader")
    for turn in range(20):
        leader.post(f"/linli/people/{cast.person('member')}/phone", {"reason": f"第{turn}次"}, expect=200)
    secretary = as_("secretary")
    strip = seen(secretary, "/linli/me").select(f"a[href*='who={cast.account('leader')}']")
    assert strip
    assert "第19次" in secretary.get("/linli/privacy/opened").text
    alarms = select(JournalEntry).where(JournalEntry.action == "privacy.many_opened")
    assert len(db.session.scalars(alarms).all()) == 1
    as_("member").get("/linli/privacy/opened", expect=403)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.proves("T60")
def test_the_job_empties_what_is_over_and_proves_it(app: Flask, cast: Cast, as_: As, language: str) -> None:
    found, leader = plant(cast), as_("leader", language=language)
    campaign = db.session.get_one(Campaign, cast.campaign_id)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    campaign.ends_on = today - timedelta(days=30)
    db.session.commit()
    with unit_of_work():
        early = retention.purge(cast.community_id, at=datetime.now(UTC))
    assert early.report["residents"][1] == 0, "the thirtieth day is still inside"
    campaign = db.session.get_one(Campaign, cast.campaign_id)
    campaign.ends_on = today - timedelta(days=31)
    db.session.commit()
    assert leader.get("/linli/privacy/retention").text.count("<tr") > 5
    with unit_of_work():
        run = retention.purge(cast.community_id, at=datetime.now(UTC))
    assert run.report["residents"] == [1, 1, 0]
    assert run.report["deeds"] == [1, 1, 0]
    assert run.report["door_notes"][2] == 0
    assert db.session.get_one(Resident, found.resident_id).name == ""
    told = leader.get("/linli/privacy/retention").text
    assert run.digest[:16] in told
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "privacy.retention_ran").order_by(JournalEntry.id)
    ).all()[-1]
    assert entry.details["digest"] == run.digest
    leader.get("/linli/privacy")
    assert len(db.session.scalars(select(RetentionRun)).all()) == 2
