"""What leaders do with accounts: codes work once, roles stay within reach, a closed account is closed at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from teamhub.actions import accounts as verbs
from teamhub.actions import enrolment, people, sign_in
from teamhub.actions.enrolment import CodeRefused
from teamhub.actions.people import PersonRefused
from teamhub.actions.second_factor import Rules
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Role, Viewer
from teamhub.domain.credentials import Proof
from teamhub.domain.errors import NotFound
from teamhub.domain.roles import RoleRefused
from teamhub.domain.roster import PersonFacts
from teamhub.domain.second_factor import CodePolicy
from teamhub.models.base import db
from teamhub.models.campaigns import JournalEntry
from teamhub.models.people import Account, Device, EnrolmentCode, Membership, Person, UserSession
from teamhub.queries import accounts, managed_accounts, viewers
from tests.cast import Cast

AT = datetime(2022, 4, 1, 2, 50, tzinfo=UTC)
SOON = timedelta(minutes=10)


def account_of(cast: Cast, name: str) -> Account:
    return db.session.get_one(Account, cast.account(name))


def code_for(cast: Cast, name: str, *, at: datetime = AT) -> str:
    with unit_of_work():
        return verbs.issue_code(account_of(cast, name), valid_for=SOON, by=cast.viewer("leader"), at=at)


def use(code: str, *, at: datetime = AT, session: str = "s1", device: str = "d1") -> enrolment.Enrolled:
    with unit_of_work():
        return enrolment.enrol(
            code,
            secret_hash="h",
            device_digest=device,
            device_name="iPhone",
            session_digest=session,
            rules=Rules(CodePolicy.REQUIRED, timedelta(days=7)),
            at=at,
        )


def session_for(account_id: int, digest: str) -> None:
    with unit_of_work():
        account = db.session.get_one(Account, account_id)
        sign_in.open_session(account, None, Proof.PIN, token_digest=digest, at=AT)


def test_a_code_enrols_one_phone_once(app: Flask, cast: Cast) -> None:
    code = code_for(cast, "member")
    done = use(f"{code[:4].lower()}-{code[4:]}")
    assert done.session is not None
    assert done.session.account_id == cast.account("member")
    assert account_of(cast, "member").pin_hash == "h"
    assert accounts.owners_of_phone(["d1"])
    with pytest.raises(CodeRefused):
        use(code, session="s2", device="d2")
    assert accounts.session_of("s2", AT) is None


def test_a_code_is_kept_only_as_a_digest_and_stays_out_of_the_journal(app: Flask, cast: Cast) -> None:
    code = code_for(cast, "member")
    stored = db.session.scalars(select(EnrolmentCode)).one()
    assert stored.code_digest == enrolment.code_digest(code)
    assert code not in str(vars(stored))
    assert all(code not in str(entry.details) for entry in db.session.scalars(select(JournalEntry)))


def test_a_code_ends_after_its_time(app: Flask, cast: Cast) -> None:
    code = code_for(cast, "member")
    assert accounts.open_enrolment(enrolment.code_digest(code), AT + SOON - timedelta(seconds=1)) is not None
    with pytest.raises(CodeRefused):
        use(code, at=AT + SOON)


def test_a_new_code_voids_the_one_before(app: Flask, cast: Cast) -> None:
    first, second = code_for(cast, "member"), code_for(cast, "member")
    with pytest.raises(CodeRefused):
        use(first)
    assert use(second).device_id


def test_a_passphrase_role_gets_a_passphrase_and_no_pin(app: Flask, cast: Cast) -> None:
    session_for(cast.account("reader"), "before")
    code = code_for(cast, "reader")
    row = accounts.open_enrolment(enrolment.code_digest(code), AT)
    assert row is not None
    assert row.proof is Proof.PASSPHRASE
    use(code)
    reader = account_of(cast, "reader")
    assert (reader.passphrase_hash, reader.pin_hash) == ("h", None)
    assert accounts.session_of("before", AT) is None


def test_a_second_phone_needs_a_second_code_and_the_first_stays(app: Flask, cast: Cast) -> None:
    use(code_for(cast, "member"))
    use(code_for(cast, "member"), session="s2", device="d2")
    assert len(accounts.devices_of(cast.account("member"), None)) == 2


@pytest.mark.parametrize("name", ["leader", "secretary", "admin", "outsider"])
def test_a_leader_issues_no_code_for_the_own_a_higher_or_a_foreign_account(
    app: Flask, cast: Cast, name: str
) -> None:
    """A code opens the account: it must not reach further than its giver."""
    with pytest.raises(RoleRefused):
        code_for(cast, name)
    assert db.session.scalar(select(func.count()).select_from(EnrolmentCode)) == 0


def test_a_leader_cannot_touch_somebody_who_also_works_elsewhere(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        db.session.add(
            Membership(
                account_id=cast.account("member"),
                role=Role.TEAM_LEADER.value,
                community_id=cast.other_community_id,
                created_at=AT,
            )
        )
    with pytest.raises(RoleRefused) as refused:
        code_for(cast, "member")
    assert refused.value.code == "account_elsewhere"


def test_opening_an_account_takes_the_phone_as_sign_in_name(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        person = people.add_person(
            PersonFacts("刘洋", "cadre", phone="１３９ ００００ ００００"), by=leader, at=AT
        )
        account = verbs.account_for(person, Role.MEMBER, by=leader, at=AT)
        assert (account.login, account.display_name) == ("13900000000", "刘洋")
        again = verbs.account_for(person, Role.MEMBER, by=leader, at=AT)
        assert again.id == account.id
    assert accounts.roles_of(account.id) == {Role.MEMBER}


def test_the_same_phone_does_not_open_a_second_account(app: Flask, cast: Cast) -> None:
    leader = cast.viewer("leader")
    with unit_of_work():
        first = people.add_person(PersonFacts("刘洋", "cadre", phone="13900000000"), by=leader, at=AT)
        verbs.account_for(first, Role.MEMBER, by=leader, at=AT)
    with unit_of_work():
        second = people.add_person(PersonFacts("刘阳", "cadre", phone="13900000000"), by=leader, at=AT)
    with pytest.raises(verbs.AccountRefused), unit_of_work():
        verbs.account_for(second, Role.MEMBER, by=leader, at=AT)
    assert second.account_id is None


@pytest.mark.parametrize(
    "role", [Role.TEAM_LEADER, Role.PARTY_SECRETARY, Role.SYSTEM_ADMIN, Role.SUBDISTRICT]
)
def test_a_leader_gives_no_role_as_high_as_the_own(app: Flask, cast: Cast, role: Role) -> None:
    with pytest.raises(RoleRefused), unit_of_work():
        verbs.give_role(account_of(cast, "member"), role, by=cast.viewer("leader"), at=AT)
    assert accounts.roles_of(cast.account("member")) == {Role.MEMBER}


def test_nobody_changes_the_own_roles(app: Flask, cast: Cast) -> None:
    admin = cast.viewer("admin")
    with pytest.raises(RoleRefused), unit_of_work():
        verbs.give_role(account_of(cast, "admin"), Role.TEAM_LEADER, by=admin, at=AT)
    with pytest.raises(RoleRefused), unit_of_work():
        verbs.take_role(account_of(cast, "admin"), Role.SYSTEM_ADMIN, by=admin, at=AT)


def test_a_changed_role_ends_sessions_and_changes_the_way_in(app: Flask, cast: Cast) -> None:
    """T50: a new right begins with a new sign-in."""
    session_for(cast.account("member"), "old")
    with unit_of_work():
        verbs.give_role(account_of(cast, "member"), Role.GROUP_LEADER, by=cast.viewer("leader"), at=AT)
    assert accounts.session_of("old", AT) is None
    assert accounts.roles_of(cast.account("member")) == {Role.MEMBER, Role.GROUP_LEADER}
    with unit_of_work():
        verbs.take_role(account_of(cast, "member"), Role.GROUP_LEADER, by=cast.viewer("leader"), at=AT)
        verbs.give_role(account_of(cast, "member"), Role.GROUP_LEADER, by=cast.viewer("leader"), at=AT)
    assert accounts.roles_of(cast.account("member")) == {Role.MEMBER, Role.GROUP_LEADER}


def test_reset_forgets_phones_pin_codes_and_sessions(app: Flask, cast: Cast) -> None:
    use(code_for(cast, "member"))
    waiting = code_for(cast, "member")
    with unit_of_work():
        verbs.reset_secret(account_of(cast, "member"), by=cast.viewer("leader"), at=AT)
    assert accounts.session_of("s1", AT) is None
    assert not accounts.owners_of_phone(["d1"])
    assert account_of(cast, "member").pin_hash is None
    with pytest.raises(CodeRefused):
        use(waiting)


def test_a_disabled_account_is_out_at_once_and_may_come_back_with_a_new_code(app: Flask, cast: Cast) -> None:
    use(code_for(cast, "member"))
    with unit_of_work():
        verbs.disable(account_of(cast, "member"), by=cast.viewer("leader"), at=AT)
    assert accounts.session_of("s1", AT) is None
    assert not accounts.owners_of_phone(["d1"])
    with pytest.raises(verbs.AccountRefused):
        code_for(cast, "member")
    with unit_of_work():
        verbs.enable(account_of(cast, "member"), by=cast.viewer("leader"), at=AT)
    assert use(code_for(cast, "member"), session="s2", device="d2").device_id


def test_who_leaves_the_team_is_out_and_the_history_keeps_the_name(app: Flask, cast: Cast) -> None:
    """T45."""
    use(code_for(cast, "member"))
    with unit_of_work():
        member = db.session.get_one(Person, cast.person("member"))
        people.deactivate_person(member, by=cast.viewer("leader"), at=AT)
    assert accounts.session_of("s1", AT) is None
    person = db.session.get_one(Person, cast.person("member"))
    assert (person.active, person.name) == (False, "李文涛")
    with unit_of_work():
        people.activate_person(person, by=cast.viewer("leader"), at=AT)
    assert account_of(cast, "member").disabled_at is None


def test_who_leaves_one_community_keeps_the_other(app: Flask, cast: Cast) -> None:
    account_id = cast.account("member")
    with unit_of_work():
        db.session.add(
            Membership(
                account_id=account_id,
                role=Role.MEMBER.value,
                community_id=cast.other_community_id,
                created_at=AT,
            )
        )
    with unit_of_work():
        member = db.session.get_one(Person, cast.person("member"))
        people.deactivate_person(member, by=cast.viewer("leader"), at=AT)
    assert account_of(cast, "member").disabled_at is None
    assert [row.slug for row, _ in viewers.communities_of(account_id)] == [cast.other_slug]
    with pytest.raises(NotFound):
        viewers.viewer_in(account_id, "x", cast.slug)


@pytest.mark.parametrize("name", ["leader", "secretary"])
def test_a_leader_deactivates_neither_himself_nor_somebody_above(app: Flask, cast: Cast, name: str) -> None:
    person = db.session.get_one(Person, cast.person(name))
    with pytest.raises((PersonRefused, RoleRefused)), unit_of_work():
        people.deactivate_person(person, by=cast.viewer("leader"), at=AT)
    assert db.session.get_one(Person, cast.person(name)).active


def test_the_command_line_reaches_every_account(app: Flask, cast: Cast) -> None:
    with unit_of_work():
        assert verbs.issue_code(account_of(cast, "secretary"), valid_for=SOON, by=Viewer.system(0), at=AT)


def test_every_change_of_an_account_is_in_the_journal(app: Flask, cast: Cast) -> None:
    use(code_for(cast, "member"))
    leader = cast.viewer("leader")
    with unit_of_work():
        verbs.give_role(account_of(cast, "member"), Role.MEDIC, by=leader, at=AT)
        verbs.reset_secret(account_of(cast, "member"), by=leader, at=AT)
        verbs.disable(account_of(cast, "member"), by=leader, at=AT)
        verbs.enable(account_of(cast, "member"), by=leader, at=AT)
    written = db.session.execute(
        select(JournalEntry.action).where(JournalEntry.chain == cast.community_id).order_by(JournalEntry.seq)
    )
    assert [action for (action,) in written] == [
        "account.code_issued",
        "account.role_given",
        "account.reset",
        "account.disabled",
        "account.enabled",
    ]


def test_the_list_of_accounts_tells_how_far_everybody_is(app: Flask, cast: Cast) -> None:
    use(code_for(cast, "member"))
    code_for(cast, "medic")
    rows = {row.name: row for row in managed_accounts.listing(cast.viewer("leader"), AT)}
    assert "外社区队长" not in rows
    assert rows["李文涛"].phones == 1
    assert rows["李文涛"].roles == (Role.MEMBER,)
    assert rows["陈护士"].code_until == AT + SOON
    assert rows["陈护士"].phones == 0
    with pytest.raises(NotFound):
        managed_accounts.record(cast.viewer("leader"), cast.account("outsider"))
    assert db.session.scalar(select(func.count()).select_from(Device)) == 1
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1
