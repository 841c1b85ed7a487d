"""The teamhub command: exit status 0 done, 1 refused with a reason, 2 wrong usage."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError

from teamhub.cli import backup, briefs, database, demo, prints, privacy, rota, server, tally, users, workbook
from teamhub.domain.errors import NotFound, RuleBroken

NO_DATABASE = """There is no TeamHub database here yet. `teamhub serve`, `teamhub upgrade` or `teamhub demo` makes one;
TEAMHUB_INSTANCE_PATH and DATABASE_URL say where it is looked for."""


def _make_app() -> Flask:
    from teamhub import create_app

    return create_app()


@click.group(cls=FlaskGroup, create_app=_make_app, add_default_commands=False, add_version_option=False)
def cli() -> None:
    """TeamHub: set up, serve, move data in and out, print briefs, back up."""


for module in (server, database, demo, tally, briefs, users, backup, workbook, rota, privacy, prints):
    for command in module.COMMANDS:
        cli.add_command(command)


def init_app(app: Flask) -> None:
    """Commands stand on their own group; nothing hangs on the application."""


def _database_fault(error: DBAPIError) -> str:
    """What somebody at a terminal can do about it, without the statement and its values."""
    said = str(error.orig)
    if "no such table" in said or "does not exist" in said:
        return NO_DATABASE
    return f"The database cannot do this now: {said}"


def main() -> None:
    try:
        cli.main(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except click.Abort:
        sys.exit(1)
    except DBAPIError as error:
        click.echo(_database_fault(error), err=True)
        sys.exit(1)
    except NotFound:
        click.echo("There is no such record.", err=True)
        sys.exit(1)
    except RuleBroken as error:
        details = ", ".join(f"{k}={v}" for k, v in error.values.items())
        click.echo(f"Refused: {error.code}{f' ({details})' if details else ''}", err=True)
        sys.exit(1)
