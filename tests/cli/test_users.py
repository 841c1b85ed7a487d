"""teamhub user: for whoever runs the server."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from teamhub.actions import enrolment
from teamhub.cli.users import user
from teamhub.domain.access import Role
from teamhub.domain.errors import NotFound, RuleBroken
from teamhub.models.base import db
from teamhub.models.people import Account
from teamhub.queries import accounts
from teamhub.web.clock import now
from tests.cast import Cast


def run(*words: str, said: str | None = None) -> Result:
    result = CliRunner().invoke(user, list(words), input=said)
    if isinstance(result.exception, RuleBroken | NotFound):
        raise result.exception
    return result


def code_in(result: Result) -> str:
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", result.output)
    assert found is not None, result.output
    return found.group()


def test_a_leader_is_added_with_a_code_for_the_passphrase(app: Flask, cast: Cast) -> None:
    result = run("add-leader", "linli", "+86 139 0013 9000", "--name", "郑书记")
    account = accounts.account_by_login("13900139000")
    assert account is not None
    assert accounts.roles_of(account.id) == {Role.TEAM_LEADER, Role.SYSTEM_ADMIN}
    row = accounts.open_enrolment(enrolment.code_digest(code_in(result)), now())
    assert row is not None
    assert row.account_id == account.id


def test_a_passphrase_comes_by_standard_input(app: Flask, cast: Cast) -> None:
    result = run(
        "add-leader",
        "linli",
        "deputy",
        "--name",
        "副队长",
        "--passphrase-stdin",
        said="correct horse battery\n",
    )
    assert "code" not in result.output
    account = accounts.account_by_login("deputy")
    assert account is not None
    assert account.passphrase_hash is not None
    with pytest.raises(RuleBroken):
        run("add-leader", "linli", "third", "--name", "x", "--passphrase-stdin", said="short\n")
    assert accounts.account_by_login("third") is None


def test_refusals_are_told(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken):
        run("add-leader", "linli", "leader", "--name", "x")
    with pytest.raises(NotFound):
        run("add-leader", "nowhere", "deputy", "--name", "x")
    for command in ("code", "disable", "enable"):
        with pytest.raises(NotFound):
            run(command, "nobody")
    assert run("code").exit_code == 2


def test_a_code_for_anybody_and_for_as_long_as_asked(app: Flask, cast: Cast) -> None:
    digest = enrolment.code_digest(code_in(run("code", "secretary", "--hours", "2")))
    assert accounts.open_enrolment(digest, now() + timedelta(minutes=119)) is not None
    assert accounts.open_enrolment(digest, now() + timedelta(minutes=121)) is None


def test_disabled_and_enabled(app: Flask, cast: Cast) -> None:
    run("disable", "MEMBER")
    account = select(Account).where(Account.login == "member")
    assert db.session.scalars(account).one().disabled_at is not None
    assert "member\tdisabled\tmember\t李文涛" in run("list", "linli").output
    run("enable", "member")
    assert db.session.scalars(account).one().disabled_at is None


def test_the_list_names_the_community_only(app: Flask, cast: Cast) -> None:
    lines = run("list", "linli").output.splitlines()
    assert len(lines) == 11
    assert "leader\tnew\tteam_leader\t周队长" in lines
    assert run("list", "bieqv").output == "outsider\tnew\tteam_leader\t外社区队长\n"
