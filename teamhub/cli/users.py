"""teamhub user: the first leader, enrolment codes, two-step sign-in, disabling, listing. For whoever runs the server."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from teamhub.actions import accounts as verbs
from teamhub.actions import enrolment
from teamhub.actions.first_leader import add_leader
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Viewer
from teamhub.domain.credentials import CARD_CODE, check_login, check_passphrase, fold_login, spoken_code
from teamhub.domain.errors import NotFound
from teamhub.models.people import Account
from teamhub.queries import accounts, communities, managed_accounts
from teamhub.web.clock import now


@click.group()
def user() -> None:
    """Accounts: the first leader, enrolment codes, two-step sign-in, disabling, listing."""


@user.command("add-leader")
@click.argument("community")
@click.argument("login")
@click.option("--name", required=True, help="The leader's name as it stands on pages.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase from standard input.")
@with_appcontext
def add_leader_command(community: str, login: str, name: str, passphrase_stdin: bool) -> None:
    """Add a team leader who also administers COMMUNITY; LOGIN is a phone number or a word.

    Without --passphrase-stdin an enrolment code is printed with which the leader chooses a passphrase.
    """
    community_id, folded = communities.by_slug(community).id, check_login(login)
    hashed = None
    if passphrase_stdin:
        passphrase = check_passphrase(sys.stdin.readline().rstrip("\r\n"), folded)
        hashed = SecretHasher.from_config(current_app.config).hash(passphrase)
    by, code = Viewer.system(community_id), ""
    with unit_of_work():
        account = add_leader(community_id, name=name, login=folded, passphrase_hash=hashed, by=by, at=now())
        if hashed is None:
            code = enrolment.issue_code(account, valid_for=CARD_CODE, by=by, at=now())
    click.echo(f"{folded} leads {community}.")
    if code:
        _say_code(code)


@user.command("code")
@click.argument("login")
@click.option(
    "--hours", type=click.IntRange(1, 168), default=24, show_default=True, help="How long it is valid."
)
@with_appcontext
def code_command(login: str, hours: int) -> None:
    """Print an enrolment code for LOGIN, with which a new PIN or passphrase is chosen."""
    valid_for = CARD_CODE / 24 * hours
    with unit_of_work():
        code = verbs.issue_code(_account(login), valid_for=valid_for, by=Viewer.system(0), at=now())
    _say_code(code)


@user.command("reset-two-steps")
@click.argument("login")
@with_appcontext
def reset_two_steps_command(login: str) -> None:
    """Forget the app and the recovery codes of LOGIN; the next sign-in sets a new app up."""
    with unit_of_work():
        verbs.reset_second_factor(_account(login), by=Viewer.system(0), at=now())
    click.echo(f"{fold_login(login)} sets a new app up with the next sign-in.")


@user.command("disable")
@click.argument("login")
@with_appcontext
def disable_command(login: str) -> None:
    """Close the account LOGIN: sessions, phones and codes end at once."""
    with unit_of_work():
        verbs.disable(_account(login), by=Viewer.system(0), at=now())
    click.echo(f"{fold_login(login)} is disabled.")


@user.command("enable")
@click.argument("login")
@with_appcontext
def enable_command(login: str) -> None:
    """Open a disabled account again; it needs a new code."""
    with unit_of_work():
        verbs.enable(_account(login), by=Viewer.system(0), at=now())
    click.echo(f"{fold_login(login)} is enabled.")


@user.command("list")
@click.argument("community")
@with_appcontext
def list_command(community: str) -> None:
    """List the accounts of COMMUNITY: sign-in name, standing, roles, name."""
    rows = managed_accounts.listing(Viewer.system(communities.by_slug(community).id), now())
    for row in rows:
        standing = (
            "disabled" if row.disabled_at else "enrolled" if row.phones or row.has_passphrase else "new"
        )
        click.echo("\t".join([row.login, standing, ",".join(role.value for role in row.roles), row.name]))


def _account(login: str) -> Account:
    account = accounts.account_by_login(fold_login(login))
    if account is None:
        raise NotFound
    return account


def _say_code(code: str) -> None:
    click.echo(f"Enrolment code, valid once: {spoken_code(code)}")
    click.echo(f"To be entered at the address of this server, page /enrol or /enrol/{code}")


COMMANDS: tuple[click.Command, ...] = (user,)
