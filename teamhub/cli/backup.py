"""teamhub backup, backup-round, restore, verify."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from teamhub.actions import backup, backup_cipher, backup_rounds, erasures, integrity, journal_heads, schema
from teamhub.domain.errors import RuleBroken
from teamhub.models.base import db
from teamhub.web.clock import now

WORDS = {
    "backup_unreadable": "This file is no backup of TeamHub.",
    "backup_incomplete": "Parts of the backup are missing.",
    "backup_damaged": "The backup is damaged: {what}. Use an older one.",
    "backup_of_other_version": "The backup comes from a version of TeamHub with another schema ({revision}).",
    "backup_other_key": "The backup belongs to another installation: put that one's journal.key into the "
    "instance folder first.",
    "backup_needs_key": "The backup is encrypted: name the file with its key (--key-file).",
    "backup_wrong_key": "This is not the key of this backup, or the head of the file is damaged.",
    "backup_weak_key": "The key file is too short: at least {least} bytes.",
    "restore_while_running": "TeamHub is running on this database. Stop it, then restore.",
    "backup_needs_sqlite": "This installation uses PostgreSQL: back it up with pg_dump (docs/deployment.md).",
    "schema_unknown": "The database was made by a later version of TeamHub (schema {revision}). Install that "
    "version, or restore a backup of this one.",
    "schema_no_room": "There is no room in {folder} for the copy that is made before the schema changes.",
}
KEY_FILE = click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the passphrase or key of encrypted backups. Default: TEAMHUB_BACKUP_KEY_FILE.",
)


def _database() -> Path:
    """The file of the embedded database. Raises ClickException where there is none."""
    name = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not name:
        raise click.ClickException(WORDS["backup_needs_sqlite"])
    return Path(name)


def _key() -> bytes:
    return str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()


def _secret(key_file: Path | None) -> bytes | None:
    """What encrypts backups here, if anything. Raises ClickException when it cannot be read: no backup goes out
    unencrypted where encryption is wanted."""
    named = key_file or current_app.config["TEAMHUB_BACKUP_KEY_FILE"]
    if not named:
        return None
    try:
        return backup_cipher.read_secret(Path(named))
    except OSError as error:
        raise click.ClickException(f"The key file {named} cannot be read: {error.strerror}.") from error
    except RuleBroken as error:
        raise refused(error) from error


def refused(error: RuleBroken) -> click.ClickException:
    return click.ClickException(WORDS[error.code].format(**error.values))


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@KEY_FILE
@with_appcontext
def backup_command(file: Path, key_file: Path | None) -> None:
    """Back the database up while it is in use, and check the copy."""
    secret = _secret(key_file)
    try:
        manifest = backup.make(_database(), file, key=_key(), at=now(), secret=secret)
    except RuleBroken as error:
        raise refused(error) from error
    except OSError as error:
        raise click.ClickException(f"The backup could not be written: {error.strerror}.") from error
    except backup.SQLITE_ERROR as error:
        raise click.ClickException(f"The backup could not be written: {error}.") from error
    how = "encrypted, checked" if secret else "checked"
    click.echo(f"{file}: {sum(manifest.rows.values())} rows, sha256 {manifest.sha256[:16]}…, {how}.")


@click.command("backup-round")
@click.option("--now", "at_once", is_flag=True, help="Make a backup even if none is due.")
@with_appcontext
def round_command(at_once: bool) -> None:
    """The backup that is due, into the backup folder; old ones go, and once a week one is restored for practice.

    `teamhub serve` does this by itself; under another server let a timer do it (deploy/teamhub-backup.timer).
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy hides it from types
    state = backup_rounds.run_due(place_of(app), at=now(), at_once=at_once)
    if state is None:
        click.echo("No backup is due.")
        return
    if state.drill is not None and state.drill.why:
        raise click.ClickException(f"The restore drill failed: {state.drill.why}.")
    if state.failed is not None:
        raise click.ClickException(f"The backup failed: {state.failed.why}.")
    if state.made is not None:
        click.echo(f"{state.made.file}: {state.made.rows} rows, checked.")


def place_of(app: Flask) -> backup_rounds.Place:
    """Raises ClickException where there is no embedded database, or no key that should be there."""
    return backup_rounds.Place(
        _database(),
        Path(app.config["TEAMHUB_BACKUP_FOLDER"]),
        int(app.config["TEAMHUB_BACKUP_MINUTES"]),
        _key(),
        _secret(None),
    )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@KEY_FILE
@with_appcontext
def restore_command(file: Path, key_file: Path | None) -> None:
    """Put a backup in the place of the database. The old one is kept beside it. TeamHub must be stopped."""
    database, key, secret, at = _database(), _key(), _secret(key_file), now()
    erased = _erased(key)
    db.session.remove()
    db.engine.dispose()
    again = 0

    def prepare(copy: Path) -> None:
        nonlocal again
        schema.upgrade_file(copy)
        again = erasures.reapply_to(copy, erased, key=key, at=at)

    try:
        manifest = backup.restore(file, database, key=key, at=at, secret=secret, prepare=prepare)
    except RuleBroken as error:
        raise refused(error) from error
    except OSError as error:
        raise click.ClickException(f"The backup could not be unpacked: {error.strerror}.") from error
    # an older journal is the journal now: where it stood is written down anew
    (Path(current_app.instance_path) / journal_heads.FILE).unlink(missing_ok=True)
    click.echo(f"Restored the backup of {manifest.made_at}: {sum(manifest.rows.values())} rows.")
    if again:
        click.echo(f"Erased again, as the ledger says: {again}.")


def _erased(key: bytes) -> list[erasures.Line]:
    """Who was erased since the backup: the ledger beside the database, and the one in it where that can be read."""
    lines = erasures.read_ledger(Path(current_app.instance_path) / erasures.LEDGER, key=key)
    with contextlib.suppress(SQLAlchemyError):
        lines += erasures.ledger_of(db.session())
    db.session.rollback()
    return list({(line.kind, line.id): line for line in lines}.values())


@click.command("verify")
@with_appcontext
def verify_command() -> None:
    """Check the database, the journal's chains and every issued brief."""
    heads = journal_heads.read(Path(current_app.instance_path) / journal_heads.FILE, _key())
    found = integrity.problems(db.session(), _key(), heads)
    for problem in found:
        click.echo(f"{problem.code}: {problem.place}", err=True)
    if found:
        raise click.ClickException(
            "Something was changed or damaged; see above. Restore the last good backup."
        )
    click.echo("Database, journal and issued briefs are sound.")


COMMANDS: tuple[click.Command, ...] = (backup_command, round_command, restore_command, verify_command)
