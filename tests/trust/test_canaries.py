"""Twenty words that stand nowhere else sit in every personal column. Whoever reads a page, a file, a log, an address or a
browser's memory and finds one has found a leak, unless the table here says that the reader may see it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from teamhub.domain.access import GRANTS, Permission, Role
from teamhub.models.base import db
from tests.canaries import MEMBER_PHONE, NAME, PHONE, Canaries, plant
from tests.cast import PEOPLE, Cast
from tests.figures import Tell
from tests.page_client import PageClient
from tests.trust.watch import seen_by

P = Permission
As = Callable[..., PageClient]

MAY_SEE: tuple[tuple[Permission, str, str], ...] = (
    # who holds this        sees in full                                  and why
    (P.PEOPLE_VIEW, "people.name people.position people.work_group", "colleagues are called by name"),
    (P.PEOPLE_MANAGE, "people.pinyin walk_ups.name", "who is admitted, how a name is found"),
    (P.DEED_VIEW, "deeds.summary deeds.thanks", "what was done; residents in it are written as 刘大妈"),
    (
        P.DEED_VIEW,
        "resident_requests.wish request_steps.note request_steps.facts",
        "to help, one reads what is needed",
    ),
    (P.DEED_MANAGE, "deeds.beneficiary deeds.story", "who decides what is published reads it first"),
    (P.SWEEP_VISIT, "door_visits.note", "the next at the door of the own team reads what the last one noted"),
    (P.TESTING_RECORD, "residents.form_of_address", "刘师傅, for whoever knocks"),
    (P.ACCOUNTS_MANAGE, "people.name", "an account is given to somebody by name"),
    (P.SWEEP_VIEW, "print_jobs.refused", "which word could not be printed"),
    (P.WORKBOOK_IMPORT, "uploads.file_name", "the own upload"),
)
TYPED_BY_THE_READER = {"privacy.opened", "me.data"}
"""Pages that show the reasons for which somebody opened a record: one of the canaries was typed there as a reason."""
NEVER = frozenset(
    {"residents.phone", "people.phone", "walk_ups.phone", "accounts.login", "care_medicines.name"}
)
"""Not without opening, for nobody."""


def allowed(role: Role) -> set[str]:
    return {
        column
        for permission, columns, _ in MAY_SEE
        if permission in GRANTS[role]
        for column in columns.split()
    }


def leaks(hits: dict[str, set[str]], role: Role) -> dict[str, set[str]]:
    may = allowed(role)
    beyond = {}
    for endpoint, columns in hits.items():
        left = columns - may - ({"residents.name"} if endpoint in TYPED_BY_THE_READER else set())
        if left:
            beyond[endpoint] = left
    return beyond


def test_the_table_allows_nothing_that_must_be_opened_first() -> None:
    said = {column for _, columns, _ in MAY_SEE for column in columns.split()}
    assert said & NEVER == set()
    assert allowed(Role.COMMITTEE_READER) == set()


@pytest.mark.proves("T57")
def test_a_member_and_a_leader_find_nothing_beyond_what_their_role_may_see(
    app: Flask, cast: Cast, as_: As
) -> None:
    found = plant(cast)
    for name, role, only in (
        ("member", Role.MEMBER, ("care", "doors", "me", "requests", "testing", "search", "sync")),
        ("leader", Role.TEAM_LEADER, ("care", "requests", "people", "privacy", "accounts")),
    ):
        hits = seen_by(app, as_(name), cast, found, only)
        assert leaks(hits, role) == {}, name


def test_a_page_that_shows_a_number_unmasked_is_found(app: Flask, cast: Cast, as_: As) -> None:
    """The negative control: the watch finds what the person's page shows once the number was opened."""
    found = plant(cast)
    opened = as_("leader").post(f"/linli/people/{found.person_id}/phone", {"reason": "核对"}, expect=200)
    assert MEMBER_PHONE in opened.get_data(as_text=True)
    assert leaks({"people.show": {"people.phone"}}, Role.TEAM_LEADER) == {"people.show": {"people.phone"}}


@pytest.mark.prove
@pytest.mark.proves("T57", "T58")
@pytest.mark.parametrize(("name", "role"), [(name, role) for name, _, role, _ in PEOPLE])
def test_no_role_finds_a_canary_beyond_its_own(
    app: Flask, cast: Cast, as_: As, name: str, role: Role, tell: Tell
) -> None:
    found = plant(cast)
    hits = seen_by(app, as_(name), cast, found)
    assert leaks(hits, role) == {}
    tell(f"canaries beyond what {name} may see (T57)", f"0 of {len(found.words)}")


def drive(client: PageClient, found: Canaries, cast: Cast) -> None:
    """Names and numbers typed, refused, opened, exported and erased."""
    entry = {
        "category": "elder_alone",
        "name": f"{NAME}甲",
        "phone": PHONE,
        "compound_id": str(cast.compound_id),
        "door": "1-1-101",
        "needs": found.of("vulnerable_residents.needs")[0],
        "registered_on": "2022-04-02",
    }
    client.post("/linli/care/new", entry | {"door": NAME}, expect=422)
    client.post("/linli/care/new", entry, expect=303)
    client.post(f"/linli/care/{found.entry_id}/open", {"reason": NAME}, expect=303)
    client.post(f"/linli/people/{found.person_id}/phone", {"reason": NAME}, expect=200)
    client.post(
        f"/linli/privacy/residents/{found.resident_id}/held", {"as": "json", "reason": NAME}, expect=200
    )
    client.post(f"/linli/privacy/residents/{found.resident_id}/erase", {"reason": NAME}, expect=422)
    client.get(f"/linli/nothing-here/{found.resident_id}", expect=404)


@pytest.mark.proves("T58")
def test_no_log_holds_a_name_or_a_number(
    app: Flask, cast: Cast, as_: As, caplog: pytest.LogCaptureFixture
) -> None:
    found = plant(cast)
    app.config["TESTING"] = False
    app.testing = False
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    with pytest.MonkeyPatch.context() as patch:
        drive(as_("leader"), found, cast)
        from teamhub.queries import care

        def fall_over(*given: object, **named: object) -> None:
            db.session.execute(
                text("INSERT INTO residents (name, phone) VALUES (:name, :phone)"),
                {"name": NAME, "phone": PHONE},
            )
            db.session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": NAME})

        patch.setattr(care, "register", fall_over)
        answer = as_("leader")._ask(as_("leader").http.get, "/linli/care")
        assert answer.status_code >= 400
    told = caplog.text + answer.get_data(as_text=True)
    assert caplog.records, "something was logged"
    assert [word for word in found.words if word in told] == []
