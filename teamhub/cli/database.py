"""teamhub upgrade; teamhub database: move everything to another database, tell what one holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from teamhub import config
from teamhub.actions import database_copy, schema
from teamhub.models import engine as engines
from teamhub.models.base import db

WORDS = {
    "copy_schema": "The {side} has schema {found}, this version of TeamHub works with {needed}. "
    "Start TeamHub on it once, or take the version that it belongs to.",
    "copy_not_empty": "The target is not empty: there are rows in {table}. Nothing was changed.",
    "copy_same": "Source and target are the same database.",
    "copy_differs": "The copy does not hold what the source holds: {tables}. Nothing was stored.",
    "copy_broken": "The copied data does not hold ({what}: {place}). Nothing was stored: run `teamhub verify` on the source.",
}


@click.command()
@with_appcontext
def upgrade() -> None:
    """Bring the database up to this version (serve does it too)."""
    schema.upgrade()
    click.echo("The database is up to date.")


@click.group("database")
def database_group() -> None:
    """Move everything to another database, or tell what one holds.

    A database is given as the path of a SQLite file or as postgresql://USER@HOST/NAME (the password: PGPASSWORD or ~/.pgpass)."""


@database_group.command("copy")
@click.argument("source")
@click.argument("target")
@with_appcontext
def copy_command(source: str, target: str) -> None:
    """Copy everything into an empty database, and compare. Stop TeamHub before."""
    key = str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    if not _is_server(source) and not Path(source).is_file():
        raise click.ClickException(f"There is no file {source}.")
    with _opened(source, key) as from_engine, _opened(target, key) as to_engine:
        try:
            moved = database_copy.copy(from_engine, to_engine, key=key)
        except database_copy.CopyRefused as error:
            raise click.ClickException(WORDS[error.code].format(**error.values)) from error
        except DBAPIError as error:
            raise click.ClickException(f"The database said no: {error.orig}") from error
    rows = sum(content.rows for content in moved.values())
    click.echo(f"Copied {rows} rows in {len(moved)} tables; both databases hold the same.")


@database_group.command("contents")
@click.argument("database", required=False)
@with_appcontext
def contents_command(database: str | None) -> None:
    """Rows and digest of each table: two databases that print the same hold the same."""
    key = str(current_app.config["TEAMHUB_JOURNAL_KEY"]).encode()
    if database is None:
        found = database_copy.contents(db.engine)
    else:
        with _opened(database, key) as engine:
            found = database_copy.contents(engine)
    for name, content in sorted(found.items()):
        click.echo(f"{name} {content.rows} {content.digest}")


def _is_server(name: str) -> bool:
    return name.startswith(("postgres://", "postgresql://", "postgresql+psycopg://"))


@contextmanager
def _opened(name: str, key: bytes) -> Iterator[Engine]:
    url = config.postgres_url(name) if _is_server(name) else f"sqlite:///{Path(name).resolve()}"
    try:
        settings = engines.options({"SQLALCHEMY_DATABASE_URI": url, "TEAMHUB_THREADS": 1})
        engine = create_engine(url, **settings)
    except ArgumentError as error:
        raise click.ClickException(f"{name} is no address of a database.") from error
    engines.prepare(engine, key, threads=1)
    try:
        yield engine
    finally:
        engine.dispose()


COMMANDS: tuple[click.Command, ...] = (upgrade, database_group)
