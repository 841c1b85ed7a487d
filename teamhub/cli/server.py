"""teamhub serve."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from teamhub import config
from teamhub.actions import backup_rounds, schema, storage
from teamhub.actions import briefs as brief_actions
from teamhub.actions.briefs_print import make_missing_print
from teamhub.actions.work import unit_of_work
from teamhub.cli.allocator import share_arenas
from teamhub.cli.backup import WORDS as BACKUP_WORDS
from teamhub.courier import rounds as courier
from teamhub.documents import press
from teamhub.domain.errors import RuleBroken
from teamhub.keeper import rounds as keeper
from teamhub.models.base import db
from teamhub.models.turns import file_turn
from teamhub.queries import briefs
from teamhub.web import logs
from teamhub.web.clock import now

WORDS = BACKUP_WORDS | {
    "storage_not_writable": "The folder {folder} cannot be written by this user: {what}. TeamHub keeps its "
    "records there; give it to the user that runs the server.",
    "storage_networked": "The folder {folder} lies on a network file system ({kind}), where SQLite's locks do not "
    "hold. Put the instance folder on a local disk, or use PostgreSQL (DATABASE_URL).",
    "database_read_only": "The database {file} may not be written by this user.",
    "database_damaged": "The database {file} is damaged: {what}\nNothing is served from it. Put the last good backup "
    "back:\n    teamhub restore {backup}",
}
NARROW = """SQLite {version} has the WAL-reset defect (repaired in 3.51.3). TeamHub lets only one process write and
checkpoint; open the database with no other program while it runs."""
BACKUP_LOOK = 60.0
"""Seconds between two looks at whether a backup is due."""


@click.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@with_appcontext
def serve(host: str | None, port: int | None) -> None:
    """Run the production server (one process, many threads)."""
    from teamhub.cli import stopping

    share_arenas()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy hides it from types
    logs.configure(app.config["TEAMHUB_LOG_FORMAT"], requests=app.config["TEAMHUB_LOG_REQUESTS"])
    prepare_storage(app)
    made_up = print_missing_briefs()
    if made_up:
        click.echo(f"Printed {made_up} issued brief(s) whose print was missing.")
    # What was read so far is a transaction: kept open, no checkpoint could ever pass it and the log would grow for ever.
    db.session.remove()
    host, port = host or app.config["TEAMHUB_HOST"], port or app.config["TEAMHUB_PORT"]
    stop = threading.Event()
    courier.start(app)
    press.open_for(app.config["TEAMHUB_THREADS"])
    keeper.start(app)
    start_backups(app, stop)
    settle()
    click.echo(f"TeamHub listens on http://{host}:{port}/")
    stopping.serve(app, stop, host=host, port=port, threads=app.config["TEAMHUB_THREADS"])
    db.session.remove()
    db.engine.dispose()  # the last one to leave writes the log back into the file


def settle() -> None:
    """What is loaded by now stays as long as the server: the search for garbage need not walk over it again. A page of
    figures makes a hundred thousand objects that go with it; searching among them six hundred times took 13 of its
    140 ms, and a few megabytes of what only a search finds may wait. Beside a long computation, an export or a brief,
    others wait a thousandth of a second for each step, not five."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(25_000, 20, 50)
    sys.setswitchinterval(0.001)


def prepare_storage(app: Flask) -> None:
    """The database is fit to be served and has this version's schema. Raises ClickException with what to do."""
    try:
        if db.engine.dialect.name == "sqlite":
            storage.refuse_unfit(Path(str(db.engine.url.database)))
        schema.upgrade()
    except RuleBroken as error:
        last = backup_rounds.newest(Path(app.config["TEAMHUB_BACKUP_FOLDER"]))
        words = WORDS[error.code].format(**error.values, backup=last or "FILE.zip")
        raise click.ClickException(words) from error
    turn = file_turn(db.engine)
    if turn is not None and turn.narrow:
        click.echo(NARROW.format(version=sqlite3.sqlite_version), err=True)


def start_backups(app: Flask, stop: threading.Event) -> None:
    """Looks once a minute whether a backup is due. A process of its own makes it: checking every row of a large
    database would take the requests' time."""
    if db.engine.dialect.name != "sqlite" or not app.config["TEAMHUB_BACKUP_MINUTES"]:
        return

    def rounds() -> None:
        while not stop.wait(BACKUP_LOOK):
            subprocess.run(  # our own command
                [sys.executable, "-m", "teamhub", "backup-round"],
                env={**os.environ, "TEAMHUB_INSTANCE_PATH": app.instance_path},
                cwd=config.ROOT,
                stdout=subprocess.DEVNULL,
                check=False,
            )

    threading.Thread(target=rounds, name="backups", daemon=True).start()


@click.command("rekey")
@with_appcontext
def rekey() -> None:
    """Make a new key for cookies; the old one counts for seven days, so that nobody is signed out."""
    config.renew_secret_key(Path(current_app.instance_path))
    click.echo("A new secret.key. The server takes it up when it starts again.")


def print_missing_briefs() -> int:
    """Briefs that were issued by a process that died before it stored the print: printed now from their frozen
    facts. Returns how many."""
    made_up = 0
    for brief_id, community_id in briefs.unprinted():
        made = make_missing_print(brief_id, "zh_Hans_CN")
        if made is not None:
            with unit_of_work(community=community_id):
                brief_actions.store_print(
                    brief_id, "zh_Hans_CN", made.content, at=now(), pages=made.pages, words=made.words
                )
            made_up += 1
    return made_up


COMMANDS: tuple[click.Command, ...] = (serve, rekey)
