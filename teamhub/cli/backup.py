"""teamhub backup, restore, verify."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from teamhub.actions import backup, integrity, schema
from teamhub.models.base import db
from teamhub.web.clock import now

WORDS = {
    "backup_unreadable": "This file is no backup of TeamHub.",
    "backup_incomplete": "Parts of the backup are missing.",
    "backup_damaged": "The backup is damaged: {what}. Use an older one.",
    "backup_of_other_version": "The backup comes from a version of TeamHub with another schema ({revision}).",
    "backup_other_key": "The backup belongs to another installation: put that one's journal.key into the "
    "instance folder first.",
    "restore_while_running": "TeamHub is running on this database. Stop it, then restore.",
    "backup_needs_sqlite": "This installation uses PostgreSQL: back it up with pg_dump (docs/deployment.md).",
}


def _database() -> Path:
    """The file of the embedded database. Raises ClickException where there is none."""
    name = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not name:
        raise click.ClickException(WORDS["backup_needs_sqlite"])
    return Path(name)


def _key() -> bytes:
    return str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()


def _refused(error: backup.BackupRefused) -> click.ClickException:
    return click.ClickException(WORDS[error.code].format(**error.values))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup_command(file: Path) -> None:
    """Back the database up while it is in use, and check the copy."""
    try:
        manifest = backup.make(_database(), file, key=_key(), at=now())
    except backup.BackupRefused as error:
        raise _refused(error) from error
    except OSError as error:
        raise click.ClickException(f"The backup could not be written: {error.strerror}.") from error
    click.echo(f"{file}: {sum(manifest.rows.values())} rows, sha256 {manifest.sha256[:16]}…, checked.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore_command(file: Path) -> None:
    """Put a backup in the place of the database. The old one is kept beside it. TeamHub must be stopped."""
    database, key = _database(), _key()
    db.session.remove()
    db.engine.dispose()
    try:
        manifest = backup.restore(file, database, key=key, at=now())
    except backup.BackupRefused as error:
        raise _refused(error) from error
    schema.upgrade()
    click.echo(f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows.")


@click.command("verify")
@with_appcontext
def verify_command() -> None:
    """Check the database, the journal's chains and every issued brief."""
    found = integrity.problems(db.session(), _key())
    for problem in found:
        click.echo(f"{problem.code}: {problem.place}", err=True)
    if found:
        raise click.ClickException(
            "Something was changed or damaged; see above. Restore the last good backup."
        )
    click.echo("Database, journal and issued briefs are sound.")


COMMANDS: tuple[click.Command, ...] = (backup_command, restore_command, verify_command)
