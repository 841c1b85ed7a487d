"""teamhub upgrade: bring the database to this version's schema."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from teamhub.actions import schema


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database up to this version (serve does it too)."""
    schema.upgrade()
    click.echo("The database is up to date.")


COMMANDS: tuple[click.Command, ...] = (upgrade,)
