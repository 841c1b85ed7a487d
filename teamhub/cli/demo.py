"""teamhub demo: the example community."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from teamhub.actions import example, schema
from teamhub.actions.example import WayIn
from teamhub.actions.secret_hashing import SecretHasher
from teamhub.actions.work import unit_of_work
from teamhub.domain.access import Role
from teamhub.domain.credentials import Proof
from teamhub.forms.workbook.example import read_example
from teamhub.web.clock import now

WORDS = {
    Role.PARTY_SECRETARY: ("社区党委书记", "party secretary"),
    Role.TEAM_LEADER: ("队长", "team leader"),
    Role.MEMBER: ("队员", "member"),
    Role.SWEEPER: ("扫楼队员", "sweeper"),
    Role.COMMITTEE_READER: ("党委查看", "committee reader"),
}


@click.command()
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The example's first day; 2022-04-01 for the story's own dates. Default: its last day is today.",
)
@with_appcontext
def demo(start: datetime | None) -> None:
    """Load the example community Balicha: six days of work, invented people and figures.

    By default its last day is today: what has not happened by now is not there, and a shift is running.
    """
    schema.upgrade()
    if example.is_loaded():
        raise click.ClickException(
            "The example is loaded already. Use an empty instance (TEAMHUB_INSTANCE_PATH) to load it again."
            "\n示例已经载入。如需重新载入，请换一个空的实例目录（TEAMHUB_INSTANCE_PATH）。"
        )
    at, passphrase = now(), example.fresh_passphrase()
    hashed = SecretHasher.from_config(current_app.config).hash(passphrase)
    book, faults = read_example(start.date() if start is not None else None, at)
    with unit_of_work():
        ways = example.load(book, faults, passphrase=passphrase, passphrase_hash=hashed, at=at)
    _tell(ways)


def _tell(ways: list[WayIn]) -> None:
    click.echo("示例数据已载入：八里岔社区，人物和数字均为虚构。\n")
    click.echo("登录（在登录页填登录名和口令）：")
    for way in (w for w in ways if w.proof is Proof.PASSPHRASE):
        click.echo(f"  {WORDS[way.role][0]} {way.name}  登录名 {way.login}  口令 {way.secret}")
    click.echo("手机（登录页点“我有登记码”，然后设一个六位PIN；登记码24小时内有效，只能用一次）：")
    for way in (w for w in ways if w.proof is Proof.PIN):
        click.echo(f"  {WORDS[way.role][0]} {way.name}  登记码 {way.secret}")
    click.echo("\nThe example is loaded: Balicha Community; all people and figures are invented.\n")
    click.echo("Sign in (name and passphrase on the sign-in page):")
    for way in (w for w in ways if w.proof is Proof.PASSPHRASE):
        click.echo(f"  {WORDS[way.role][1]}  name {way.login}  passphrase {way.secret}")
    click.echo(
        "Phones (“I have a code” on the sign-in page, then choose a PIN; a code works once, for 24 hours):"
    )
    for way in (w for w in ways if w.proof is Proof.PIN):
        click.echo(f"  {WORDS[way.role][1]}  code {way.secret}")


COMMANDS: tuple[click.Command, ...] = (demo,)
