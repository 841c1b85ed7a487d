"""Which database the tests stand on, and a database of its own for each of them.

SQLite: a file in the instance folder, copied with it. PostgreSQL (`--postgres`, or TEAMHUB_TEST_DATABASE=postgresql):
the instance's teamhub.toml names its database, so that servers and commands started on the folder find it, too; a copy is
made from a template inside the server, and dropped when the test that has the folder is over."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Connection, create_engine, select, text

from teamhub.models.base import db

ADDRESS = "TEAMHUB_TEST_POSTGRES"
"""Environment: the maintenance database (libpq URL) of the server that tests make their databases in."""

_made: dict[Path, str] = {}
"""Folder -> its database, of this worker."""


def on_postgres() -> bool:
    return ADDRESS in os.environ


def new_instance(folder: Path) -> Path:
    """An instance folder with a database in which nothing is, not even a schema."""
    folder.mkdir(parents=True, exist_ok=True)
    if on_postgres():
        _create(folder, "template0")
    return folder


def copy_instance(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, dirs_exist_ok=True)
    if on_postgres():
        kept = target / "template"
        original = kept.read_text("ascii") if kept.exists() else database_of(source)
        kept.unlink(missing_ok=True)
        _create(target, original)
    return target


def keep(folder: Path) -> None:
    """The instance will be copied many times and itself be looked at: its database becomes the template, which nobody
    may be connected to, and the folder gets a copy."""
    if on_postgres():
        original = database_of(folder)
        _made.pop(folder)
        _create(folder, original)
        _made.pop(folder)
        (folder / "template").write_text(original, "ascii")


def drop_below(folder: Path) -> None:
    """The databases of instances inside a folder."""
    for instance in [known for known in _made if known.is_relative_to(folder)]:
        name = sql.Identifier(_made.pop(instance))
        _server().execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def database_of(folder: Path) -> str:
    """The name of an instance's PostgreSQL database."""
    return psycopg.conninfo.conninfo_to_dict(url_of(folder))["dbname"]  # type: ignore[return-value]  # always named


def url_of(folder: Path) -> str:
    """Where an instance's PostgreSQL database is."""
    return (folder / "teamhub.toml").read_text("ascii").split('"')[1]


def contents(*without: str) -> str:
    """Every row of every table but these, as text: two are equal when nothing was changed."""
    with db.engine.connect() as connection:
        return "\n".join(
            f"{table.name} {tuple(row)}"
            for table in db.metadata.sorted_tables
            if table.name not in without
            for row in connection.execute(select(table).order_by(*table.primary_key.columns))
        )


@contextmanager
def looked_into(folder: Path) -> Iterator[Connection]:
    """The database of an instance that is served by another process."""
    engine = create_engine(_address(folder))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _address(folder: Path) -> str:
    if on_postgres():
        return url_of(folder).replace("postgresql://", "postgresql+psycopg://", 1)
    return f"sqlite:///{folder / 'teamhub.sqlite'}"


def loose_references() -> list[object]:
    """Rows that point at nothing. SQLite is asked; PostgreSQL checks each reference when it is stored."""
    return [] if on_postgres() else list(db.session.execute(text("PRAGMA foreign_key_check")))


def take_guard_away(table: str, verb: str) -> None:
    """The trigger that refuses to change what was issued or journalled: without it, in this transaction."""
    where = f" ON {table}" if on_postgres() else ""
    db.session.execute(text(f"DROP TRIGGER {table}_no_{verb}{where}"))


def _create(folder: Path, template: str) -> None:
    name = f"test_{secrets.token_hex(6)}"
    _server().execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
    address = psycopg.conninfo.conninfo_to_dict(os.environ[ADDRESS])
    who = f"{address['user']}@" if "host" in address and str(address["host"]).startswith("/") else None
    url = (
        f"postgresql://{who}/{name}?host={address['host']}"
        if who
        else os.environ[ADDRESS].rsplit("/", 1)[0] + f"/{name}"
    )
    (folder / "teamhub.toml").write_text(f'database_url = "{url}"\n', "ascii")
    _made[folder] = name


@cache
def _server() -> psycopg.Connection:
    return psycopg.connect(os.environ[ADDRESS], autocommit=True)
